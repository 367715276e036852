import { fail } from "../../../errors/index.js";
import { denseOrder } from "../../../layers/index.js";
import { type FoldOrder, foldIndices } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import type { CallContext } from "./kernel.js";

/**
 * The order of a class that hls4ml generates for a dense layer with the strategy resource_unrolled: the products of the
 * Resource kernel, written out one by one, those of zero weights left out. Null when the name is of no such class.
 *
 * @param weights the role of the operand that holds the weights
 * @throws TrigforgeError TF-HLS4ML-010 when the text says other products, or leaves out one whose weight is not zero
 */
export function generatedUnrolledOrder(
  call: CallContext,
  config: LayerConfig,
  kernel: string,
  [inputs, outputs]: readonly [number, number],
  weights: string,
): FoldOrder | null {
  const name = kernel.split("::").at(-1)!;
  if (!/^dense_resource_unrolled_\w+$/.test(name)) return null;
  const text = call.headerText("nnet_code_gen.h");
  const start = text === null ? null : new RegExp(`\\bclass\\s+${name}\\b`).exec(text);
  if (text === null || start === null) return null;
  const edited = (what: string): never =>
    fail("TF-HLS4ML-010", { where: call.where, what: `${name} in nnet_code_gen.h ${what}` });
  const product = config.template("product", "nnet::product::mult");
  if (!["nnet::product::mult", "nnet::product::weight_ternary", "nnet::product::data_binary"].includes(product)) {
    call.inexact(`${name} leaves out the weights 0, which ${product} takes for −1`);
  }
  const body = text
    .slice(text.indexOf("{", start.index), text.indexOf("};", start.index))
    .replace(/^\s*#pragma[^\n]*$/gm, "")
    .replace(/\s+/g, "");
  if (body.replace(statement, "").replace(/M\d+:\{\}/g, "") !== frame) edited("holds another statement than a product");
  const reuse = config.count("reuse_factor", 1);
  const order = denseOrder("resource", inputs, outputs, reuse);
  const said = Array.from({ length: outputs }, (): number[] => []);
  for (const [, output, input, weight] of body.matchAll(statement)) {
    const [row, column] = [Number(output), Number(input)];
    if (row >= outputs || column >= inputs || Number(weight) !== row * inputs + column) {
      edited(`adds product ${input} of weight ${weight} to ${output}`);
    }
    said[row]!.push(column);
  }
  const { raw } = call.weights(weights, [outputs, inputs]);
  said.forEach((terms, output) => {
    const expected = foldIndices(inputs, order).filter((input) => raw[output * inputs + input] !== 0n);
    const written = terms.filter((input) => raw[output * inputs + input] !== 0n);
    if (expected.join() !== written.join()) edited(`sums output ${output} in another order than the Resource kernel`);
  });
  return order;
}

const statement =
  /acc\[(\d+)\]\+=static_cast<typenameCONFIG_T::accum_t>\(CONFIG_T::templateproduct<data_T,typenameCONFIG_T::weight_t>::product\(data\[(\d+)\],weights\[(\d+)\]\)\);/g;

/** What stands around the products. */
const frame = `{public:static void dense(
data_T data[CONFIG_T::n_in], res_T res[CONFIG_T::n_out],
typename CONFIG_T::weight_t weights[CONFIG_T::n_in * CONFIG_T::n_out],
typename CONFIG_T::bias_t biases[CONFIG_T::n_out]
) {
constexpr int block_factor = DIV_ROUNDUP(CONFIG_T::n_in * CONFIG_T::n_out, CONFIG_T::reuse_factor);
typename CONFIG_T::accum_t acc[CONFIG_T::n_out];
InitAccum:
for (int i = 0; i < CONFIG_T::n_out; i++) { acc[i] = (typename CONFIG_T::accum_t) biases[i]; }
MULT: { }
Result:
for (int i = 0; i < CONFIG_T::n_out; i++) { res[i] = cast<data_T, res_T, CONFIG_T>(acc[i]); }
}`.replace(/\s+/g, "");
