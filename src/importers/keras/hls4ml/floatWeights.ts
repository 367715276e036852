import type { KerasLayer } from "../architecture.js";
import type { KerasWeights, WeightTensor } from "../weights.js";

/** A numpy array: values in row-major order, in float64 or float32. */
export interface FloatArray {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly double: boolean;
}

/** Combines arrays element by element as numpy does: in float64 when one of them is, else rounding to float32. */
export function combine(arrays: readonly FloatArray[], operation: (values: readonly number[]) => number): FloatArray {
  const longest = arrays.reduce((most, array) => (array.values.length > most.values.length ? array : most));
  const double = arrays.some((array) => array.double);
  const values = longest.values.map((_value, index) => {
    const result = operation(arrays.map((array) => array.values[index % array.values.length]!));
    return double ? result : Math.fround(result);
  });
  return { shape: longest.shape, values, double };
}

/** a · b. */
export const multiplyArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! * y!);

/** a + b. */
export const addArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! + y!);

/** a − b. */
export const subtractArrays = (a: FloatArray, b: FloatArray): FloatArray => combine([a, b], ([x, y]) => x! - y!);

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

/** A Python number beside an array takes the array's precision. */
function scalar(value: number, beside: FloatArray): FloatArray {
  return { shape: [1], values: [beside.double ? value : Math.fround(value)], double: beside.double };
}
