import { quantize, wrapRaw } from "./quantize.js";
import { type FixedFormat, type FixedType, fractionOf } from "./types.js";

const bytes = new DataView(new ArrayBuffer(8));

/** A double as mantissa · 2^exponent, exactly. Infinities are ±2^1024 and NaN 1.5 · 2^1024, as the vendor's headers read them. */
export function decompose(value: number): { mantissa: bigint; exponent: number } {
  if (Number.isNaN(value)) return { mantissa: 0x18000000000000n, exponent: 972 };
  bytes.setFloat64(0, value);
  const bits = bytes.getBigUint64(0);
  const biased = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const magnitude = biased === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = (biased === 0 ? 1 : biased) - 1075;
  return { mantissa: bits >> 63n === 1n ? -magnitude : magnitude, exponent };
}

/**
 * Converts a real number to a format, as the vendor's constructors from double and float do: the exact value is rounded,
 * then overflow is handled. An infinity counts as ±2^1024 and NaN as 1.5 · 2^1024: both saturate under the SAT modes and
 * give 0 under WRAP. To an integer (ap_[u]int), every value between −0.5 and 0 gives 1, as the vendor's headers have it.
 *
 * @param value any double (a float32 is a double)
 * @returns raw integer in `to`
 * Source of the semantics: ap_fixed_base(double) and ap_int_base(double) of the vendor's open headers (docs/numerics.md).
 */
export function quantizeReal(value: number, to: FixedFormat): bigint {
  if (value === 0) return 0n;
  if (to.family === "int" && value < 0 && value > -0.5) return wrapRaw(1n, to);
  const { mantissa, exponent } = decompose(value);
  return quantize(mantissa, { signed: true, width: 54, integer: 54 + exponent }, to);
}

/** The nearest double to a fixed-point value, ties to even; exact up to 53 significant bits. */
export function toReal(raw: bigint, type: FixedType): number {
  const { head, dropped } = leadingBits(raw, 60);
  return scaleByPowerOfTwo(Number(head), dropped - fractionOf(type));
}

/** The nearest float32 to a fixed-point value, ties to even, rounded once; exact up to 24 significant bits. */
export function toFloat(raw: bigint, type: FixedType): number {
  const { head, dropped } = leadingBits(raw, 50);
  return Math.fround(scaleByPowerOfTwo(Math.fround(Number(head)), dropped - fractionOf(type)));
}

/** The first `bits` bits of an integer and one more that is set when any dropped bit was, so that rounding sees them. */
function leadingBits(raw: bigint, bits: number): { head: bigint; dropped: number } {
  const magnitude = raw < 0n ? -raw : raw;
  const excess = magnitude.toString(2).length - bits;
  if (excess <= 0) return { head: raw, dropped: 0 };
  const kept = magnitude >> BigInt(excess);
  const head = (kept << 1n) | (kept << BigInt(excess) === magnitude ? 0n : 1n);
  return { head: raw < 0n ? -head : head, dropped: excess - 1 };
}

/** value · 2^exponent, in steps that neither overflow nor vanish before their time. */
function scaleByPowerOfTwo(value: number, exponent: number): number {
  if (exponent > 1000) return scaleByPowerOfTwo(value * 2 ** 1000, exponent - 1000);
  if (exponent < -1000) return scaleByPowerOfTwo(value * 2 ** -1000, exponent + 1000);
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
