import { expm1Float } from "./expm1Float.js";

const float = Math.fround;

/**
 * tanh x as glibc's tanhf computes it, bit for bit: from expm1f, every step a float32 operation. It is not correctly
 * rounded (one value in seven is off by a unit in the last place), which wide tables show.
 *
 * @param x a float32
 * @returns a float32
 * Source: the published algorithm of Sun's fdlibm (s_tanh.c) in its float form, glibc's up to 2.40
 */
export function tanhFloat(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x) || size === 0) return x;
  if (size < 2 ** -55) return float(x * float(1 + x));
  const result = size < 22 ? magnitude(size) : 1;
  return x < 0 ? -result : result;
}

function magnitude(size: number): number {
  if (size >= 1) return float(1 - float(2 / float(expm1Float(float(2 * size)) + 2)));
  const t = expm1Float(float(-2 * size));
  return float(float(-t) / float(t + 2));
}
