import { fractionOf, highestRaw, roundingFrom } from "../../fixed/index.js";
import { foldIndices } from "../../ops/index.js";
import { constantsOf, type FastSum, type Stretch, type View } from "./graph.js";
import { fits } from "./lane.js";
import { lowestKept } from "./sumBounds.js";
import type { Sum } from "./sumParts.js";

/** Pairs between two looks at a sum. */
const stretchesOfPairs = [16, 8, 4, 2];

/**
 * The form that a sum may take as long as no assignment on its way overflows, which is found out while it runs; null where
 * there is none.
 *
 * Sums are looked at after every stretch of pairs. In between they move by no more than the weights of a stretch and the
 * reach of the block's operands allow, and by half of that where they are looked at on both sides of it; so a sum that keeps
 * such a distance from the accumulator's ends wherever it is looked at passes over none. Truncated products are smaller than
 * whole ones by less than one unit each, which is taken off the room.
 *
 * @param start each column's start in the accumulator
 */
export function fastSum(sum: Sum, start: View): FastSum | null {
  const { accumulator, product, terms } = sum;
  const starts = constantsOf(start);
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || starts === null || sum.batch !== 1 || !accumulator.signed) return null;
  if (sum.x.lane > 32 || constantsOf(sum.x) !== null) return null;
  if (!fits(sum.x.bounds, 16) || !fits(sum.weights!.bounds, 16)) return null;
  const shift = fractionOf(product) - fractionOf(accumulator);
  const right = Math.max(0, shift);
  const left = Math.max(0, -shift);
  if (right > 0 && (roundingFrom(product, accumulator) !== "TRN" || right > 15)) return null;
  if (accumulator.width + right > 32 || left > 15) return null;
  // Starts below the appended zeros could not be shifted with the sums.
  if (left > 0 && starts.some((raw) => raw % (1n << BigInt(left)) !== 0n)) return null;
  const moved = starts.map((raw) => (raw << BigInt(right)) >> BigInt(left));
  const truncated = right > 0 ? BigInt(terms) << BigInt(right) : 0n;
  const low = -(-(lowestKept(accumulator) << BigInt(right)) >> BigInt(left)) + truncated;
  const pairs = Math.ceil(terms / 2);
  // The low bits of so many products surely fit 16 bits: see assembly/dotTruncated.ts.
  const longest = right > 0 ? Math.min(pairs, Math.floor(0xffff / (2 ** right - 1))) : pairs;
  const flushes = longest < pairs;
  const high = ((highestRaw(accumulator) << BigInt(right)) >> BigInt(left)) - (flushes ? truncated : 0n);
  const lengths = [longest, ...stretchesOfPairs.filter((length) => length < longest)];
  const ordered = orderedWeights(sum, weights);
  return {
    form: right > 0 ? { kind: "truncatedDot", shift: right } : { kind: "dot" },
    right,
    left,
    start: moved,
    low,
    high,
    largest: ordered.reduce((most, weight) => Math.max(most, Math.abs(weight)), 0),
    flushes,
    stretches: lengths.map((length) => stretchOf(ordered, sum, length)),
  };
}

/** Weights as [terms, columns], terms in the order in which they are added. */
function orderedWeights({ terms, columns, order }: Sum, weights: readonly bigint[]): Float64Array {
  const ordered = new Float64Array(terms * columns);
  foldIndices(terms, order).forEach((term, position) => {
    for (let column = 0; column < columns; column++) {
      ordered[position * columns + column] = Number(weights[term * columns + column]!);
    }
  });
  return ordered;
}

/** The largest sums of positive weights, of the sizes of negative ones, and of all sizes, in any stretch of any column. */
function stretchOf(weights: Float64Array, { terms, columns }: Sum, pairs: number): Stretch {
  let [positive, negative, both] = [0, 0, 0];
  for (let column = 0; column < columns; column++) {
    for (let first = 0; first < terms; first += 2 * pairs) {
      let [above, below] = [0, 0];
      for (let term = first; term < Math.min(terms, first + 2 * pairs); term++) {
        const weight = weights[term * columns + column]!;
        if (weight > 0) above += weight;
        else below -= weight;
      }
      positive = Math.max(positive, above);
      negative = Math.max(negative, below);
      both = Math.max(both, above + below);
    }
  }
  return { pairs, positive, negative, both };
}
