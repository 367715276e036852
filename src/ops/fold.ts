import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  quantize,
  sameType,
  typeOf,
} from "../fixed/index.js";
import { type Bounds, castBounds } from "./bounds.js";

/**
 * The order in which an accumulator takes its terms. It is part of the value wherever the accumulator saturates or rounds.
 *
 * - `sequential`: acc = start; then, for each step s from 0 to stride − 1, the terms s, s + stride, s + 2·stride, …
 *   Stride 1 is plain ascending order (hls4ml's Latency strategy); stride RF is the order of its Resource strategy.
 * - `tree`: the balanced tree of hls4ml's nnet::reduce: the largest power of two below the count on the left, the rest on
 *   the right; no start value.
 */
export type FoldOrder = { readonly order: "sequential"; readonly stride: number } | { readonly order: "tree" };

/** Ascending order. */
export const ascending: FoldOrder = { order: "sequential", stride: 1 };

/** The order of a balanced tree. */
export const balancedTree: FoldOrder = { order: "tree" };

/** The indices 0 … count − 1 in the order that a sequential fold takes them. */
export function foldIndices(count: number, order: FoldOrder): number[] {
  const stride = order.order === "sequential" ? order.stride : 1;
  const indices: number[] = [];
  for (let step = 0; step < stride; step++) {
    for (let index = step; index < count; index += stride) indices.push(index);
  }
  return indices;
}

/** Where a balanced tree over `count` leaves splits: the largest power of two below `count`. */
export function treeSplit(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/**
 * Folds terms into an accumulator. Each term, and each partial sum, is assigned to the accumulator's format.
 *
 * @param terms raw integers of `termType`
 * @param start raw integer of the accumulator that a sequential fold begins with
 * @returns raw integer of the accumulator
 */
export function fold(
  terms: readonly bigint[],
  termType: FixedType,
  start: bigint,
  accumulator: FixedFormat,
  order: FoldOrder,
): bigint {
  const sumType = sumOfTwo(accumulator);
  const assigned = terms.map((term) => quantize(term, termType, accumulator));
  const plus = (a: bigint, b: bigint): bigint => quantize(a + b, sumType, accumulator);
  if (order.order === "tree") return foldTree(assigned, 0, assigned.length, plus);
  return foldIndices(terms.length, order).reduce((partial, index) => plus(partial, assigned[index]!), start);
}

function foldTree<T>(terms: readonly T[], first: number, count: number, plus: (a: T, b: T) => T): T {
  if (count === 1) return terms[first]!;
  const split = treeSplit(count);
  return plus(foldTree(terms, first, split, plus), foldTree(terms, first + split, count - split, plus));
}

/** The exact type of the sum of two accumulators. */
function sumOfTwo(accumulator: FixedType): FixedType {
  return { signed: accumulator.signed, width: accumulator.width + 1, integer: accumulator.integer + 1 };
}

/** Bounds of a fold, and whether some term or partial sum may overflow on the way. */
export interface FoldBounds extends Bounds {
  readonly overflows: boolean;
}

/**
 * Bounds of {@link fold} for terms within `terms`. Where nothing on the way can overflow, the bounds follow the partial
 * sums. Where a wrapping accumulator overflows, modular sums still end in the right place when the exact total fits.
 */
export function foldBounds(
  terms: readonly Bounds[],
  termType: FixedType,
  start: Bounds,
  accumulator: FixedFormat,
  order: FoldOrder,
): FoldBounds {
  const lowest = lowestRaw(accumulator);
  const highest = highestRaw(accumulator);
  const exactTerm: FixedFormat = wide(termType, accumulator);
  const shifted = terms.map((term) => castBounds(term.low, term.high, termType, exactTerm)!);
  const fits = (bounds: Bounds): boolean => bounds.low >= lowest && bounds.high <= highest;
  const symmetric = accumulator.overflow === "SAT_SYM";
  let overflows = shifted.some((term) => !fits(term));
  const plus = (a: Bounds, b: Bounds): Bounds => {
    const sum = { low: a.low + b.low, high: a.high + b.high };
    if (!fits(sum)) overflows = true;
    return sum;
  };
  const total =
    order.order === "tree"
      ? foldTree(shifted, 0, shifted.length, plus)
      : foldIndices(terms.length, order).reduce((partial, index) => plus(partial, shifted[index]!), start);
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  if (fits(total) && !symmetric && (!overflows || modular)) return { ...total, overflows };
  return { low: lowest, high: highest, overflows: overflows || symmetric };
}

/** The accumulator's format, widened so that no term overflows it: same fraction and rounding, more integer bits. */
function wide(term: FixedType, accumulator: FixedFormat): FixedFormat {
  const integer = Math.max(term.integer, accumulator.integer) + 2;
  return {
    ...accumulator,
    family: "fixed",
    rounding: accumulator.family === "int" ? (term.integer <= 0 ? "TRN" : "TRN_ZERO") : accumulator.rounding,
    overflow: "WRAP",
    saturationBits: 0,
    signed: true,
    integer,
    width: integer + fractionOf(accumulator),
  };
}

/** The raw integer that a sequential fold starts with: the bias assigned to the accumulator, or zero. */
export function startOf(bias: bigint | undefined, biasType: FixedType | undefined, accumulator: FixedFormat): bigint {
  if (bias === undefined || biasType === undefined) return 0n;
  return sameType(biasType, typeOf(accumulator)) && accumulator.overflow !== "SAT_SYM"
    ? bias
    : quantize(bias, biasType, accumulator);
}
