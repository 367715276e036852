import { epsilon, float, flooredLog2, roundedLog2, straightThrough } from "./float32.js";
import { exponentRange, type PowerQuantizer } from "./quantizer.js";

/** The exponent that quantized_po2 and quantized_relu_po2 give a magnitude: the clipped, rounded logarithm. */
export function exponentOf(quantizer: PowerQuantizer, magnitude: number, where: string): number {
  const { low, high } = exponentRange(quantizer);
  if (magnitude < epsilon) return low;
  const ceiling = quantizer.maximum === null ? Number.POSITIVE_INFINITY : float(quantizer.maximum);
  const clipped = magnitude >= ceiling ? ceiling : magnitude;
  const root = quantizer.quadratic ? float(Math.sqrt(clipped)) : clipped;
  const logarithm = quantizer.rounding === "floor" ? flooredLog2(root, where) : roundedLog2(root, 0, where);
  const exponent = Math.min(Math.max(logarithm, low), high);
  return quantizer.quadratic ? 2 * exponent : exponent;
}

/** quantized_po2 or quantized_relu_po2 of one float32 number. */
export function quantizePower(quantizer: PowerQuantizer, x: number, where: string): number {
  if (quantizer.kind === "power") {
    const q = (x < 0 ? -1 : 1) * 2 ** exponentOf(quantizer, Math.abs(x), where);
    return straightThrough(x, q);
  }
  const { negativeSlope, maximum } = quantizer;
  const positive = x >= 0 || negativeSlope === 0;
  const magnitude = positive ? Math.max(x, 0) : float(-x * negativeSlope);
  const q = (positive ? 1 : -1) * 2 ** exponentOf(quantizer, magnitude, where);
  const rectified = x >= 0 ? x : float(x * negativeSlope);
  return straightThrough(maximum !== null && x > float(maximum) ? float(maximum) : rectified, q);
}
