import { decompose, type FixedFormat, fractionOf, quantizeReal } from "../../fixed/index.js";

/**
 * A number with a fixed count of decimals, as Python's `'{:.3f}'` writes it: the exact value, half to even.
 *
 * @param value finite
 * @param decimals 0 or more
 */
export function toDecimals(value: number, decimals: number): string {
  const { mantissa, exponent } = decompose(value);
  const magnitude = (mantissa < 0n ? -mantissa : mantissa) * 10n ** BigInt(decimals);
  const scaled = exponent >= 0 ? magnitude << BigInt(exponent) : halfToEven(magnitude, BigInt(-exponent));
  const digits = scaled.toString().padStart(decimals + 1, "0");
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(digits.length - decimals)}`;
}

function halfToEven(numerator: bigint, shift: bigint): bigint {
  const quotient = numerator >> shift;
  const rest = numerator - (quotient << shift);
  const half = 1n << (shift - 1n);
  return rest > half || (rest === half && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

/**
 * A weight as hls4ml's C simulation sees it: written with as many decimals as its type has fraction bits (integers with
 * none), read back as a double, assigned to the type.
 *
 * @returns raw integer in `format`
 * Source of the semantics: hls4ml model/types.py, WeightVariable.update_precision; nnet_helpers.h, load_weights_from_txt.
 */
export function weightThroughText(value: number, format: FixedFormat): bigint {
  const decimals = format.family === "int" ? 0 : Math.max(0, fractionOf(format));
  return quantizeReal(Number(toDecimals(value, decimals)), format);
}
