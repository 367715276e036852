import type { FixedFormat } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { findGenerated, readArithmetic } from "../arithmetic/reader.js";
import { writeArithmetic } from "../arithmetic/write.js";
import { convolutionShape } from "./convolutionShape.js";
import { denseStream } from "./dense.js";
import { generatedWindows } from "./generatedWindows.js";
import type { CallContext, Kernel } from "./kernel.js";

const header = "nnet_code_gen.h";

/** A function that distributed arithmetic generates for a layer: `dense_da_3`, or for a part of a network, `da_comblogic_3`. */
export const generatedFunction: Kernel = {
  signatures: [{ templates: ["data", "result"], operands: ["data", "result"] }],
  uses: ["bit_shift"],
  write(call) {
    const { value, format } = call.data();
    return writeGenerated(call, call.call.name.at(-1)!, value, format, call.result);
  },
};

/** nnet::dense on streams, by products or, without weights among its operands, by distributed arithmetic. */
export const denseOfStreams: Kernel = {
  signatures: [...denseStream.signatures, { templates: ["data", "result", "config"], operands: ["data", "result"] }],
  uses: [],
  write(call) {
    const isArithmetic = !call.hasOperand("weights");
    for (const name of isArithmetic ? ["nnet_da_wrappers.h:dense", "bit_shift"] : denseStream.uses) call.variant(name);
    if (!isArithmetic) return denseStream.write(call);
    const { value, format } = call.data("data", call.config.count("n_in"));
    return writeGenerated(call, call.config.function("dense_da"), value, format, call.result);
  },
};

/** nnet's convolutions by distributed arithmetic: a generated function for each window. */
export const arithmeticConvolutions = {
  conv1d_cl: arithmeticConvolution("conv1d_cl", 1),
  conv2d_cl: arithmeticConvolution("conv2d_cl", 2),
} as const satisfies Readonly<Record<string, Kernel>>;

function arithmeticConvolution(name: string, rank: 1 | 2): Kernel {
  return {
    signatures: [{ templates: ["config", "data", "result"], operands: ["data", "result"] }],
    uses: [name, "bit_shift"],
    write(call) {
      const { config, builder, result } = call;
      const strategy = config.symbol("strategy");
      if (strategy !== "distributed_arithmetic") return call.unknown(`a ${name} of strategy ${strategy} is not known`);
      const { channels, size, outputs, count } = convolutionShape(config, rank);
      const inner = size.reduce((all, extent) => all * extent, channels);
      const pixels = outputs.reduce((all, extent) => all * extent, 1);
      const { value, format } = call.data("data", count);
      const rows = generatedWindows(call, config, pixels, inner, count);
      if (rows === null) return call.unknown(`the project does not bring the windows of this ${name}`);
      const windows = builder.gather(value, rows.flat(), [pixels, inner]);
      return writeGenerated(call, config.function("dense_da"), windows, format, result);
    },
  };
}

/**
 * The generated function that a kernel class of streams wraps: `nnet::dense_da_wrapper_4` calls `dense_da_4`; null for any other.
 *
 * @throws TrigforgeError TF-HLS4ML-015 when the class is missing or does something else
 */
export function wrappedFunction(call: CallContext, kernel: string): string | null {
  const match = /(?:^|::)(dense_da_wrapper_(\d+))$/.exec(kernel);
  if (match === null) return null;
  const [, wrapper, layer] = match;
  const text = (call.headerTokens(header) ?? []).map((token) => token.text).join(" ");
  const parameters =
    "inp_t inp \\[ \\d+ \\] , out_t out \\[ \\d+ \\] , void \\* weights = nullptr , void \\* biases = nullptr";
  const body = `\\{ static void dense \\( ${parameters} \\) \\{ dense_da_${layer} \\( inp , out \\) ; \\} \\}`;
  if (new RegExp(`struct ${wrapper} ${body}`).test(text)) return `dense_da_${layer}`;
  return call.ungenerated(`${wrapper} in ${header} is not a call of dense_da_${layer}`);
}

/**
 * Writes a generated function for every row of x.
 *
 * @throws TrigforgeError TF-HLS4ML-015 when the project does not bring its text, or the text is of another size
 */
export function writeGenerated(
  call: CallContext,
  name: string,
  x: ValueId,
  input: FixedFormat,
  result: FixedFormat,
): ValueId {
  const tokens = call.headerTokens(header);
  const found = tokens === null ? null : findGenerated(tokens, name);
  if (found === null) return call.ungenerated(`${name} is not in the project's ${header}`);
  const text = readArithmetic(name, found);
  const { shape } = call.builder.tensor(x);
  if (text.inputs !== shape.at(-1)) {
    return call.mismatch(`${name} takes ${text.inputs} elements`, `${shape.at(-1)}, as the call passes`);
  }
  return writeArithmetic(call.builder, x, text, { input, result });
}
