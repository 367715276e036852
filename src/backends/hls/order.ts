import { type FixedFormat, type FixedType, highestRaw, lowestRaw } from "../../fixed/index.js";
import { type Bounds, castBounds, castOverflows } from "../../ops/index.js";

/**
 * Whether a sum gives the same bits in every order: it wraps, which is addition modulo a power of two, or no order can
 * leave the accumulator's range.
 *
 * @param sums the bounds of the terms of each sum, raw integers of `termType`
 * @param starts the bounds of the start value of each sum, raw integers of the accumulator
 */
export function anyOrder(
  sums: () => readonly (readonly Bounds[])[],
  termType: FixedType,
  starts: (sum: number) => Bounds,
  accumulator: FixedFormat,
): boolean {
  if (accumulator.overflow === "WRAP" && accumulator.saturationBits === 0) return true;
  const lowest = lowestRaw(accumulator) + (accumulator.overflow === "SAT_SYM" && accumulator.signed ? 1n : 0n);
  const highest = highestRaw(accumulator);
  return sums().every((terms, sum) => {
    let { low, high } = starts(sum);
    low = low < 0n ? low : 0n;
    high = high > 0n ? high : 0n;
    for (const term of terms) {
      if (castOverflows(term.low, term.high, termType, accumulator)) return false;
      const assigned = castBounds(term.low, term.high, termType, accumulator)!;
      if (assigned.low < 0n) low += assigned.low;
      if (assigned.high > 0n) high += assigned.high;
    }
    return low >= lowest && high <= highest;
  });
}
