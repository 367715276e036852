import { addArrays, combine, type FloatArray, multiplyArrays, subtractArrays } from "../../conversion/floatWeights.js";
import type { KerasLayer } from "../architecture.js";
import type { KerasWeights, WeightTensor } from "../weights.js";

/**
 * The scale gamma / sqrt(variance + epsilon) and the offset beta − scale · mean of a batch normalisation, in numpy's
 * arithmetic: float32 step by step for float32 weights. The quantisers of QBatchNormalization are not applied.
 *
 * Source of the semantics: hls4ml model/layers.py, BatchNormalization.
 */
export function normalizationWeights(
  layer: KerasLayer,
  weights: KerasWeights,
  shape: readonly number[],
): { scale: FloatArray; bias: FloatArray } {
  const channels = [shape[shape.length - 1]!];
  const read = (name: string): WeightTensor => weights.read(layer, name, channels);
  const variance = read("moving_variance");
  const mean = read("moving_mean");
  const epsilon = scalar(layer.config.number("epsilon", 0.001), variance);
  const root = combine([addArrays(variance, epsilon)], ([x]) => Math.sqrt(x!));
  const gamma = layer.config.truth("scale", true) ? read("gamma") : scalar(1, root);
  const scale = combine([gamma, root], ([x, y]) => x! / y!);
  const beta = layer.config.truth("center", true) ? read("beta") : scalar(0, mean);
  return { scale, bias: subtractArrays(beta, multiplyArrays(scale, mean)) };
}

/**
 * What QConv2DBatchnorm multiplies its kernel with, and its folded bias: reciprocal(sqrt(variance + epsilon)) · gamma, and that
 * times (bias − mean), plus beta, in numpy's arithmetic.
 *
 * Source of the semantics: hls4ml model/layers.py, Conv2DBatchnorm.
 */
export function foldedFactors(
  layer: KerasLayer,
  weights: KerasWeights,
  bias: FloatArray,
): { inverse: FloatArray; offset: FloatArray } {
  const read = (name: string): WeightTensor => weights.read(layer, name, bias.shape);
  const variance = read("moving_variance");
  const epsilon = scalar(layer.config.number("epsilon", 0.001), variance);
  const root = combine([addArrays(variance, epsilon)], ([x]) => Math.sqrt(x!));
  const reciprocal = combine([root], ([x]) => 1 / x!);
  const inverse = layer.config.truth("scale", true) ? multiplyArrays(reciprocal, read("gamma")) : reciprocal;
  const moved = multiplyArrays(inverse, subtractArrays(bias, read("moving_mean")));
  return { inverse, offset: layer.config.truth("center", true) ? addArrays(moved, read("beta")) : moved };
}

/** A Python number beside an array takes the array's precision. */
function scalar(value: number, beside: FloatArray): FloatArray {
  return { shape: [1], values: [beside.double ? value : Math.fround(value)], double: beside.double };
}
