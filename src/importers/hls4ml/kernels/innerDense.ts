import type { FixedFormat } from "../../../fixed/index.js";
import type { DenseParameters } from "../../../layers/index.js";
import type { LayerConfig } from "../config.js";
import { denseKernel } from "./dense.js";
import type { CallContext } from "./kernel.js";
import { transposed } from "./sums.js";

/**
 * Weights and types of a dense layer that another kernel calls, from that layer's own configuration.
 *
 * @param roles the operands that hold them
 * @throws TrigforgeError TF-HLS4ML-008 for another product than that of numbers
 */
export function innerDense(
  call: CallContext,
  config: LayerConfig,
  roles: { readonly weights: string; readonly bias: string },
  result: FixedFormat,
): DenseParameters {
  const [inputs, outputs] = [config.count("n_in"), config.count("n_out")];
  const { order, isTransposed } = plainKernel(call, config, inputs, outputs, roles.weights);
  const stored = call.weights(roles.weights, isTransposed ? [outputs, inputs] : [inputs, outputs]);
  return {
    weights: isTransposed ? transposed(stored) : stored,
    bias: call.weights(roles.bias, [outputs]),
    accumulator: config.format("accum_t"),
    order,
    result,
  };
}

/** Order and layout of a dense layer whose product is that of numbers. */
export function plainKernel(
  call: CallContext,
  config: LayerConfig,
  inputs: number,
  outputs: number,
  weights = "weights",
) {
  const product = config.template("product", "nnet::product::mult");
  if (product !== "nnet::product::mult") call.unknown(`the product ${product} inside this kernel is not known`);
  for (const name of ["dense", "cast", "mult"]) call.variant(name);
  const kernel = config.has("kernel") ? config.template("kernel", "") : config.symbol("strategy", "latency");
  return denseKernel(call, config, kernel, inputs, outputs, weights);
}
