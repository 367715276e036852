import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  quantize,
  roundingFrom,
  roundRaw,
} from "../fixed/index.js";

/** A closed interval of raw integers. */
export interface Bounds {
  readonly low: bigint;
  readonly high: bigint;
}

/**
 * Bounds of a cast's result for sources between `low` and `high`. Rounding is monotone, so without overflow the ends map
 * to the ends; saturation keeps that order; wrapping of an overflow may give anything: `undefined`.
 */
export function castBounds(low: bigint, high: bigint, from: FixedType, to: FixedFormat): Bounds | undefined {
  const shift = fractionOf(from) - fractionOf(to);
  const rounding = roundingFrom(from, to);
  const roundedLow = roundRaw(low, shift, rounding);
  const roundedHigh = roundRaw(high, shift, rounding);
  const fits = roundedLow >= lowestRaw(to) && roundedHigh <= highestRaw(to);
  if (fits && to.overflow !== "SAT_SYM") return { low: roundedLow, high: roundedHigh };
  if (fits || to.overflow === "SAT" || to.overflow === "SAT_SYM") {
    return { low: quantize(low, from, to), high: quantize(high, from, to) };
  }
  return undefined;
}

/** Whether a cast can lose high bits for some source between `low` and `high`. */
export function castOverflows(low: bigint, high: bigint, from: FixedType, to: FixedFormat): boolean {
  const shift = fractionOf(from) - fractionOf(to);
  const rounding = roundingFrom(from, to);
  const lowest = to.overflow === "SAT_SYM" && to.signed ? lowestRaw(to) + 1n : lowestRaw(to);
  return roundRaw(low, shift, rounding) < lowest || roundRaw(high, shift, rounding) > highestRaw(to);
}

/** Bounds of a product of two intervals. */
export function productBounds(a: Bounds, b: Bounds): Bounds {
  const corners = [a.low * b.low, a.low * b.high, a.high * b.low, a.high * b.high];
  return {
    low: corners.reduce((least, corner) => (corner < least ? corner : least)),
    high: corners.reduce((most, corner) => (corner > most ? corner : most)),
  };
}
