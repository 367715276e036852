/**
 * The set of numbers that a fixed-point value can take: raw · 2^(integer − width), where raw is an integer of `width`
 * bits, in two's complement when `signed`. `integer` counts the sign bit, as in ap_fixed; it may be negative or exceed
 * `width`.
 */
export interface FixedType {
  readonly signed: boolean;
  readonly width: number;
  readonly integer: number;
}

/** What happens to bits below the last one; the names and meanings of ap_fixed's quantisation modes. */
export type Rounding = "TRN" | "TRN_ZERO" | "RND" | "RND_ZERO" | "RND_INF" | "RND_MIN_INF" | "RND_CONV";

/** What happens above the first bit; the names and meanings of ap_fixed's overflow modes. */
export type Overflow = "WRAP" | "SAT" | "SAT_ZERO" | "SAT_SYM" | "WRAP_SM";

/**
 * A type together with how values enter it. `family` "int" is ap_[u]int, whose conversion from fixed point truncates
 * toward zero and then wraps (`width` equals `integer`); "fixed" is ap_[u]fixed.
 */
export interface FixedFormat extends FixedType {
  readonly family: "fixed" | "int";
  readonly rounding: Rounding;
  readonly overflow: Overflow;
  /** The N of ap_fixed: how many top bits WRAP and WRAP_SM saturate. */
  readonly saturationBits: number;
}

/** All rounding modes, in the order of docs/numerics.md. */
export const roundings: readonly Rounding[] = [
  "TRN",
  "TRN_ZERO",
  "RND",
  "RND_ZERO",
  "RND_INF",
  "RND_MIN_INF",
  "RND_CONV",
];

/** All overflow modes, in the order of docs/numerics.md. */
export const overflows: readonly Overflow[] = ["WRAP", "SAT", "SAT_ZERO", "SAT_SYM", "WRAP_SM"];

/** A signed format of `width` bits, `integer` of them before the binary point. Truncates and wraps unless told. */
export function fixed(
  width: number,
  integer: number,
  rounding: Rounding = "TRN",
  overflow: Overflow = "WRAP",
  saturationBits = 0,
): FixedFormat {
  return { signed: true, width, integer, family: "fixed", rounding, overflow, saturationBits };
}

/** An unsigned format; see {@link fixed}. */
export function ufixed(
  width: number,
  integer: number,
  rounding: Rounding = "TRN",
  overflow: Overflow = "WRAP",
  saturationBits = 0,
): FixedFormat {
  return { signed: false, width, integer, family: "fixed", rounding, overflow, saturationBits };
}

/** The signed integer format ap_int<width>: truncates toward zero and wraps. */
export function int(width: number): FixedFormat {
  return {
    signed: true,
    width,
    integer: width,
    family: "int",
    rounding: "TRN_ZERO",
    overflow: "WRAP",
    saturationBits: 0,
  };
}

/** The unsigned integer format ap_uint<width>: truncates toward zero and wraps. */
export function uint(width: number): FixedFormat {
  return { ...int(width), signed: false };
}

/** The type of a format, without its modes. */
export function typeOf(format: FixedType): FixedType {
  return { signed: format.signed, width: format.width, integer: format.integer };
}

/** A format of the given type that truncates and wraps. */
export function formatOf(type: FixedType, rounding: Rounding = "TRN", overflow: Overflow = "WRAP"): FixedFormat {
  return { ...typeOf(type), family: "fixed", rounding, overflow, saturationBits: 0 };
}

/** Number of bits after the binary point: width − integer. May be negative or exceed the width. */
export function fractionOf(type: FixedType): number {
  return type.width - type.integer;
}

/** Smallest raw integer of a type. */
export function lowestRaw(type: FixedType): bigint {
  return type.signed ? -(1n << BigInt(type.width - 1)) : 0n;
}

/** Largest raw integer of a type. */
export function highestRaw(type: FixedType): bigint {
  return (1n << BigInt(type.signed ? type.width - 1 : type.width)) - 1n;
}

/** Whether two types hold the same values under the same raw integers. */
export function sameType(a: FixedType, b: FixedType): boolean {
  return a.signed === b.signed && a.width === b.width && a.integer === b.integer;
}

/** Whether two formats are the same in type, family and modes. */
export function sameFormat(a: FixedFormat, b: FixedFormat): boolean {
  return (
    sameType(a, b) &&
    a.family === b.family &&
    a.rounding === b.rounding &&
    a.overflow === b.overflow &&
    a.saturationBits === b.saturationBits
  );
}

/** Whether every value of `inner` is a value of `outer`. */
export function holds(outer: FixedType, inner: FixedType): boolean {
  if (fractionOf(inner) > fractionOf(outer)) return false;
  if (inner.signed && !outer.signed) return false;
  const outerMagnitude = outer.integer - (outer.signed ? 1 : 0);
  const innerMagnitude = inner.integer - (inner.signed ? 1 : 0);
  return innerMagnitude <= outerMagnitude;
}

/** The narrowest type with `fraction` bits after the point that holds every raw integer from `low` to `high`. */
export function narrowestType(low: bigint, high: bigint, fraction: number): FixedType {
  const signed = low < 0n;
  const magnitude = signed && -low - 1n > high ? -low - 1n : high;
  const bits = magnitude <= 0n ? 0 : magnitude.toString(2).length;
  const width = Math.max(1, bits + (signed ? 1 : 0));
  return { signed, width, integer: width - fraction };
}
