import { type FixedFormat, type FixedType, fractionOf, highestRaw, lowestRaw, type Rounding } from "./types.js";

/**
 * Converts a fixed-point number to another format, exactly as an ap_fixed or ap_int assignment does: round first, then
 * handle overflow of the rounded integer.
 *
 * @param raw raw integer of the source, within the range of `from`
 * @param from type of the source
 * @param to format of the target
 * @returns raw integer in `to`
 * Source of the semantics: ap_fixed_base.h operator= of the vendor's open headers (docs/numerics.md).
 */
export function quantize(raw: bigint, from: FixedType, to: FixedFormat): bigint {
  const shift = fractionOf(from) - fractionOf(to);
  const rounded = roundRaw(raw, shift, roundingFrom(from, to));
  if (rounded >= lowestRaw(to) && rounded <= highestRaw(to) && to.overflow !== "SAT_SYM") return rounded;
  return overflowRaw(rounded, to, bitAt(raw, to.width + shift));
}

/** One bit of an integer in two's complement; 0 below its first bit. */
function bitAt(raw: bigint, position: number): boolean {
  return position >= 0 && ((raw >> BigInt(position)) & 1n) === 1n;
}

/**
 * The rounding that a conversion uses. Conversion to ap_int truncates toward zero, except from a type with no integer
 * bits, where the vendor's headers give −1 for every negative value (ap_fixed_base.h, to_ap_int_base).
 */
export function roundingFrom(from: FixedType, to: FixedFormat): Rounding {
  if (to.family === "int") return from.integer <= 0 ? "TRN" : "TRN_ZERO";
  return to.rounding;
}

/** Drops `shift` low bits of an integer by a rounding mode; a negative shift appends zeros. */
export function roundRaw(raw: bigint, shift: number, rounding: Rounding): bigint {
  if (shift <= 0) return raw << BigInt(-shift);
  const bits = BigInt(shift);
  const quotient = raw >> bits;
  const remainder = raw - (quotient << bits);
  const half = 1n << (bits - 1n);
  return roundsUp(rounding, remainder, half, raw < 0n, (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}

function roundsUp(rounding: Rounding, remainder: bigint, half: bigint, negative: boolean, odd: boolean): boolean {
  switch (rounding) {
    case "TRN":
      return false;
    case "TRN_ZERO":
      return negative && remainder !== 0n;
    case "RND":
      return remainder >= half;
    case "RND_MIN_INF":
      return remainder > half;
    case "RND_ZERO":
      return remainder > half || (remainder === half && negative);
    case "RND_INF":
      return remainder > half || (remainder === half && !negative);
    case "RND_CONV":
      return remainder > half || (remainder === half && odd);
  }
}

/** Keeps the low bits of an integer as a raw integer of `type`. */
export function wrapRaw(raw: bigint, type: FixedType): bigint {
  return type.signed ? BigInt.asIntN(type.width, raw) : BigInt.asUintN(type.width, raw);
}

/**
 * Brings a rounded integer into the range of `to` by its overflow mode.
 *
 * @param deletedBit the bit of the unrounded source just above the first bit of `to`, which WRAP_SM looks at
 */
function overflowRaw(raw: bigint, to: FixedFormat, deletedBit: boolean): bigint {
  const high = highestRaw(to);
  const low = lowestRaw(to);
  if (to.overflow === "SAT_SYM") return raw > high ? high : raw < symmetricLowest(to) ? symmetricLowest(to) : raw;
  if (raw >= low && raw <= high) return raw;
  switch (to.overflow) {
    case "SAT_ZERO":
      return 0n;
    case "WRAP":
      return to.saturationBits === 0 ? wrapRaw(raw, to) : wrapWithSaturation(raw, to);
    case "WRAP_SM":
      if (to.signed) return wrapSignMagnitude(raw, to, deletedBit);
      return raw > high ? high : low;
    case "SAT":
      return raw > high ? high : low;
  }
}

/** The lowest raw integer under SAT_SYM: minus the highest, except that one signed bit keeps its −1. */
function symmetricLowest(to: FixedType): bigint {
  return to.signed && to.width > 1 ? -highestRaw(to) : lowestRaw(to);
}

/** WRAP with N saturation bits, outside the range: the top N bits saturate, the rest wraps. */
function wrapWithSaturation(raw: bigint, to: FixedFormat): bigint {
  const kept = BigInt(to.width - to.saturationBits);
  const low = raw & ((1n << kept) - 1n);
  if (!to.signed) return (((1n << BigInt(to.saturationBits)) - 1n) << kept) | low;
  return saturatedTop(raw < 0n, to) | low;
}

/** The sign bit of a saturated number and, below it, saturationBits − 1 bits of its opposite, as a raw integer. */
function saturatedTop(negative: boolean, to: FixedFormat): bigint {
  const kept = BigInt(to.width - to.saturationBits);
  if (negative) return lowestRaw(to);
  return ((1n << BigInt(to.saturationBits - 1)) - 1n) << kept;
}

/**
 * WRAP_SM, outside the range: sign-magnitude wrap-around, which mirrors at the bounds. Without saturation bits the new
 * sign is the deleted bit of the source, before rounding; with N bits it is the sign of the number.
 */
function wrapSignMagnitude(raw: bigint, to: FixedFormat, deletedBit: boolean): bigint {
  const wrapped = wrapRaw(raw, to);
  const negative = raw < 0n;
  const bits = to.saturationBits;
  if (bits === 0) return deletedBit === wrapped < 0n ? wrapped : ~wrapped;
  if (bits === 1) return negative === wrapped < 0n ? wrapped : ~wrapped;
  const kept = BigInt(to.width - bits);
  const mirrored = bitAt(wrapped, to.width - bits) === negative ? ~wrapped : wrapped;
  return saturatedTop(negative, to) | (mirrored & ((1n << kept) - 1n));
}
