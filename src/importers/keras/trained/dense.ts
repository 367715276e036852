import { fail } from "../../../errors/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { readQuantizer } from "../quantizers/read.js";
import { kernelAlpha, quantizeWeights } from "../quantizers/weights.js";
import { writeActivation } from "./activations.js";
import { exactConstant } from "./exact.js";
import type { LayerValue, TrainedNetwork } from "./network.js";

/** QDense: quantised weights, computed in float32 as QKeras does, then exact products and sums. */
export function writeDense(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer, weights } = network;
  const { config, where } = layer;
  const shape = writer.shape(x!);
  const units = config.whole("units", 1, 2 ** 20);
  const kernel = weights.read(layer, "kernel", [shape[shape.length - 1]!, units]);
  const quantizer = config.get("kernel_quantizer");
  if (quantizer === undefined) {
    fail("TF-KERAS-006", {
      where,
      what: "the kernel is not quantised",
      expected: "a QDense with a kernel_quantizer",
      help: 'train with QKeras, or import with fidelity "as hls4ml", which quantises the weights by its configuration',
    });
  }
  const place = `${where}: kernel`;
  const read = readQuantizer(quantizer, `${where}: kernel_quantizer`);
  const factors = quantizeWeights(read, float32(kernel), place, kernelAlpha(read));
  const bias = config.truth("use_bias", true) ? quantizedBias(network, layer, units) : null;
  const sums = writer.contract(x!, exactConstant(factors.values, factors.shape, place), bias, layer.name);
  return writeActivation(network, layer, sums, config.get("activation"));
}

/** The bias as the framework adds it: quantised, or the float32 numbers themselves, which are fixed-point numbers too. */
function quantizedBias({ weights }: TrainedNetwork, layer: KerasLayer, units: number) {
  const { config, where } = layer;
  const bias = float32(weights.read(layer, "bias", [units]));
  const quantizer = config.get("bias_quantizer");
  const place = `${where}: bias`;
  if (quantizer === undefined) return exactConstant(bias.values, bias.shape, place);
  const read = readQuantizer(quantizer, `${where}: bias_quantizer`);
  return exactConstant(quantizeWeights(read, bias, place).values, bias.shape, place);
}

/** Keras loads weights into float32 variables. */
function float32<T extends { readonly values: readonly number[] }>(tensor: T): T {
  return { ...tensor, values: tensor.values.map(Math.fround) };
}
