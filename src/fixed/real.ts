import { quantize } from "./quantize.js";
import { type FixedFormat, type FixedType, fractionOf } from "./types.js";

const bytes = new DataView(new ArrayBuffer(8));

/** A double as mantissa · 2^exponent, exactly. Infinities are ±2^1024, as the vendor's headers read them. */
export function decompose(value: number): { mantissa: bigint; exponent: number } {
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  return { mantissa: bits >> 63n === 1n ? -magnitude : magnitude, exponent };
}

/**
 * Converts a real number to a format, as the vendor's constructor from double does: the exact value is rounded, then
 * overflow is handled. An infinity saturates under the SAT modes and gives 0 under WRAP; NaN gives 0.
 *
 * @param value any double (a float32 is a double)
 * @returns raw integer in `to`
 */
export function quantizeReal(value: number, to: FixedFormat): bigint {
  if (Number.isNaN(value) || value === 0) return 0n;
  const { mantissa, exponent } = decompose(value);
  const integer = 54 + exponent;
  return quantize(mantissa, { signed: true, width: 54, integer }, to);
}

/** The nearest double to a fixed-point value, ties to even; exact up to 53 significant bits. */
export function toReal(raw: bigint, type: FixedType): number {
  const fraction = fractionOf(type);
  const magnitude = raw < 0n ? -raw : raw;
  const excess = magnitude.toString(2).length - 60;
  if (excess <= 0) return scaleByPowerOfTwo(Number(raw), -fraction);
  const kept = magnitude >> BigInt(excess);
  const sticky = kept << BigInt(excess) === magnitude ? 0n : 1n;
  const rounded = Number((kept << 1n) | sticky);
  return scaleByPowerOfTwo(raw < 0n ? -rounded : rounded, excess - 1 - fraction);
}

function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > 1000) return value * 2 ** 1000 * 2 ** (exponent - 1000);
  if (exponent < -1000) return value * 2 ** -1000 * 2 ** (exponent + 1000);
  return value * 2 ** exponent;
}

/** A fixed-point value as an exact decimal, without exponent: `-0.1875`. */
export function toDecimal(raw: bigint, type: FixedType): string {
  const fraction = fractionOf(type);
  if (fraction <= 0) return (raw << BigInt(-fraction)).toString();
  const sign = raw < 0n ? "-" : "";
  const digits = ((raw < 0n ? -raw : raw) * 5n ** BigInt(fraction)).toString().padStart(fraction + 1, "0");
  const tail = digits.slice(-fraction).replace(/0+$/, "");
  return `${sign}${digits.slice(0, -fraction)}${tail === "" ? "" : `.${tail}`}`;
}
