import { fail } from "../../../errors/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import type { KerasLayer } from "../architecture.js";
import { readQuantizer } from "../quantizers/read.js";
import { kernelAlpha, quantizeWeights } from "../quantizers/weights.js";
import { exactConstant } from "./exact.js";
import type { TrainedNetwork } from "./network.js";

/**
 * A layer's quantised kernel, computed in float32 as QKeras does it.
 *
 * @param name the weight's name in the file: `kernel`, `depthwise_kernel`, …
 * @param variable its quantiser is `<variable>_quantizer`
 * @throws TrigforgeError TF-KERAS-006 when it has no quantiser
 */
export function quantizedKernel(
  { weights }: TrainedNetwork,
  layer: KerasLayer,
  name: string,
  variable: string,
  shape: readonly number[],
): ConstantTensor {
  const { config, where } = layer;
  const kernel = float32(weights.read(layer, name, shape));
  const key = `${variable}_quantizer`;
  const quantizer = config.get(key);
  if (quantizer === undefined) {
    fail("TF-KERAS-006", {
      where,
      what: `the ${name} is not quantised`,
      expected: `a QKeras layer with a ${key}`,
      help: 'train with QKeras, or import with fidelity "as hls4ml", which quantises the weights by its configuration',
    });
  }
  const place = `${where}: ${name}`;
  const read = readQuantizer(quantizer, `${where}: ${key}`);
  const factors = quantizeWeights(read, kernel, place, kernelAlpha(read));
  return exactConstant(factors.values, factors.shape, place);
}

/**
 * A layer's bias as the framework adds it: quantised, or the float32 numbers themselves, which are fixed-point numbers too;
 * null when the layer has none.
 */
export function quantizedBias(
  { weights }: TrainedNetwork,
  layer: KerasLayer,
  shape: readonly number[],
): ConstantTensor | null {
  const { config, where } = layer;
  if (!config.truth("use_bias", true)) return null;
  const bias = float32(weights.read(layer, "bias", shape));
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
