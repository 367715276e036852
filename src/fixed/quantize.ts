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
  const rounded = roundRaw(raw, fractionOf(from) - fractionOf(to), roundingFrom(from, to));
  return overflowRaw(rounded, raw < 0n, to);
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

/** Brings a rounded integer into the range of `to` by its overflow mode. `negative` is the sign before rounding. */
function overflowRaw(raw: bigint, negative: boolean, to: FixedFormat): bigint {
  const low = lowestRaw(to);
  const high = highestRaw(to);
  const outside = raw < low || raw > high;
  switch (to.overflow) {
    case "WRAP":
      return to.saturationBits > 0 && outside ? wrapWithSaturation(raw, to) : wrapRaw(raw, to);
    case "SAT":
      return raw > high ? high : raw < low ? low : raw;
    case "SAT_ZERO":
      return outside ? 0n : raw;
    case "SAT_SYM":
      return raw > high ? high : to.signed && raw < -high ? -high : raw < low ? low : raw;
    case "WRAP_SM":
      return outside ? wrapSignMagnitude(raw, negative, to) : raw;
  }
}

/** WRAP with N saturation bits, outside the range: the top N bits saturate, the rest wraps. */
function wrapWithSaturation(raw: bigint, to: FixedFormat): bigint {
  const kept = BigInt(to.width - to.saturationBits);
  const low = raw & ((1n << kept) - 1n);
  const saturated = BigInt(to.saturationBits);
  if (!to.signed) return (((1n << saturated) - 1n) << kept) | low;
  const sign = raw < 0n ? 1n : 0n;
  const fill = sign === 1n ? 0n : (1n << (saturated - 1n)) - 1n;
  return BigInt.asIntN(to.width, (sign << BigInt(to.width - 1)) | (fill << kept) | low);
}

/** WRAP_SM, outside the range: sign-magnitude wrap-around, which mirrors at the bounds. */
function wrapSignMagnitude(raw: bigint, _negative: boolean, to: FixedFormat): bigint {
  const width = BigInt(to.width);
  const wrapped = BigInt.asIntN(to.width, raw);
  const signOfTarget = wrapped < 0n ? 1n : 0n;
  if (to.saturationBits === 0) {
    const deletedBit = (raw >> width) & 1n;
    return deletedBit === signOfTarget ? wrapped : BigInt.asIntN(to.width, ~wrapped);
  }
  const sign = raw < 0n ? 1n : 0n;
  let bits = BigInt.asUintN(to.width, raw);
  const mask = (1n << width) - 1n;
  if (to.saturationBits === 1) {
    if (sign !== signOfTarget) bits ^= mask;
  } else {
    const kept = BigInt(to.width - to.saturationBits);
    if (((bits >> kept) & 1n) === sign) bits ^= mask;
    const fill = sign === 1n ? 0n : (1n << BigInt(to.saturationBits - 1)) - 1n;
    bits = (bits & ((1n << kept) - 1n)) | (fill << kept);
  }
  bits = (bits & (mask >> 1n)) | (sign << (width - 1n));
  return BigInt.asIntN(to.width, bits);
}
