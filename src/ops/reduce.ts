import { type FixedFormat, typeOf } from "../fixed/index.js";
import {
  breaksRule,
  elementCount,
  type OpDefinition,
  type Ranges,
  type TensorType,
  type ValueId,
} from "./definition.js";
import { type FoldBounds, type FoldOrder, fold, foldBounds } from "./fold.js";

/** How a {@link ReduceOp} combines elements: a sum in a declared accumulator, or the exact extreme. */
export type Reduction =
  | { readonly by: "sum"; readonly accumulator: FixedFormat; readonly order: FoldOrder }
  | { readonly by: "max" }
  | { readonly by: "min" };

/**
 * Combines the elements along the last axis: [..., K] becomes [...]. A sum assigns each element and each partial sum to
 * its accumulator, beginning with 0 where the order is sequential; a maximum or minimum keeps the operand's type.
 */
export interface ReduceOp {
  readonly kind: "reduce";
  readonly x: ValueId;
  readonly reduction: Reduction;
}

/** See {@link ReduceOp}. */
export const reduce: OpDefinition<ReduceOp> = {
  summary: "sum, maximum or minimum along the last axis",
  operands: (op) => [op.x],
  withOperands: (op, rename) => ({ ...op, x: rename(op.x) }),
  result(op, [x], where) {
    if (x!.shape.length === 0 || elementCount(x!.shape) === 0) {
      breaksRule(where, {
        what: `nothing to combine in shape [${x!.shape}]`,
        expected: "at least one axis and one element",
      });
    }
    const type = op.reduction.by === "sum" ? typeOf(op.reduction.accumulator) : x!.type;
    return { shape: x!.shape.slice(0, -1), type };
  },
  evaluate(op, [x]) {
    const { reduction } = op;
    return groups(x!.raw, x!.shape).map((terms) => {
      if (reduction.by === "sum") return fold(terms, x!.type, 0n, reduction.accumulator, reduction.order);
      return reduction.by === "max" ? largest(terms) : smallest(terms);
    });
  },
  ranges(op, [x]) {
    const bounds = reduceBounds(op, x!);
    return { low: bounds.map((bound) => bound.low), high: bounds.map((bound) => bound.high) };
  },
};

/** Bounds of each result of a reduction, and whether a sum may overflow on the way. */
export function reduceBounds({ reduction }: ReduceOp, x: TensorType & Ranges): FoldBounds[] {
  const highs = groups(x.high, x.shape);
  return groups(x.low, x.shape).map((low, group) => {
    const high = highs[group]!;
    if (reduction.by === "max") return { low: largest(low), high: largest(high), overflows: false };
    if (reduction.by === "min") return { low: smallest(low), high: smallest(high), overflows: false };
    const terms = low.map((least, index) => ({ low: least, high: high[index]! }));
    return foldBounds(terms, x.type, { low: 0n, high: 0n }, reduction.accumulator, reduction.order);
  });
}

function groups(raw: readonly bigint[], shape: readonly number[]): bigint[][] {
  const inner = shape[shape.length - 1]!;
  return Array.from({ length: raw.length / inner }, (_unused, group) => raw.slice(group * inner, (group + 1) * inner));
}

const largest = (terms: readonly bigint[]): bigint => terms.reduce((most, term) => (term > most ? term : most));
const smallest = (terms: readonly bigint[]): bigint => terms.reduce((least, term) => (term < least ? term : least));
