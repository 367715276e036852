import { fail } from "../../../errors/index.js";
import { epsilon, float, roundedLog2 } from "./float32.js";
import type { FloatTensor } from "./weights.js";

// The scales that QKeras computes from weights (alpha auto and auto_po2): one for each channel of the last axis, in the
// arrays here repeated for each element.

/** The largest magnitude of each element's channel; of all elements where there is one axis only. */
export function channelMaxima({ shape, values }: FloatTensor): number[] {
  const channels = shape.length > 1 ? shape[shape.length - 1]! : 1;
  const maxima = new Array<number>(channels).fill(0);
  values.forEach((value, index) => {
    maxima[index % channels] = Math.max(maxima[index % channels]!, Math.abs(value));
  });
  return values.map((_value, index) => maxima[index % channels]!);
}

/** The nearest power of two to a scale, as float32 logarithms give it. */
export function powerScale(scale: number, relativeError: number, where: string): number {
  return 2 ** roundedLog2(float(scale + epsilon), relativeError, where);
}

/**
 * The least-squares scale of steps q for weights x: E[x q] / (E[q q] + epsilon) over each channel, or element by element
 * where there is one axis only; rounded to a power of two for auto_po2.
 *
 * @throws TrigforgeError TF-KERAS-005 where the order of a float32 sum decides the result
 */
export function autoScale(
  alpha: "auto" | "auto_po2",
  { shape, values }: FloatTensor,
  steps: readonly number[],
  where: string,
): number[] {
  if (shape.length === 1) {
    return values.map((x, index) => {
      const step = steps[index]!;
      const scale = float(float(x * step) / float(float(step * step) + epsilon));
      return alpha === "auto" ? scale : powerScale(scale, 0, where);
    });
  }
  if (alpha === "auto") {
    fail("TF-KERAS-005", {
      where,
      what: "alpha auto: the scale is a float32 mean whose last bits depend on the order of a sum",
      expected: "auto_po2, or a number",
    });
  }
  const channels = shape[shape.length - 1]!;
  const terms = values.length / channels;
  const relativeError = (terms + 8) * 2 ** -23;
  const scales = Array.from({ length: channels }, (_unused, channel) => {
    let product = 0;
    let square = 0;
    for (let index = channel; index < values.length; index += channels) {
      product += float(values[index]! * steps[index]!);
      square += steps[index]! * steps[index]!;
    }
    return powerScale(product / terms / (square / terms + epsilon), relativeError, where);
  });
  return values.map((_value, index) => scales[index % channels]!);
}
