import { type FixedFormat, type FixedType, highestRaw, lowestRaw, sameType, typeOf } from "../../fixed/index.js";
import { type Bounds, type FoldOrder, foldIndices, startOf, type ValueId } from "../../ops/index.js";
import { constantsOf, type Element, type FastSum, type SumForm, type View, type Wrap } from "./graph.js";
import { boundsOf, type Lane, laneFor, widerLane } from "./lane.js";
import type { Lowering } from "./lower.js";
import { converted, copied } from "./lowerElementwise.js";

// What the forms of a sum are put together from.

/** A contraction or a plain sum, in one form. */
export interface Sum {
  readonly batch: number;
  readonly groupsPerBatch: number;
  readonly terms: number;
  readonly columns: number;
  readonly x: View;
  readonly weights: View | null;
  readonly bias: ValueId | null;
  readonly product: FixedType;
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
  readonly result: Bounds;
}

/** Every raw integer of a type. */
export function formatBounds(format: FixedType): Bounds {
  return { low: lowestRaw(format), high: highestRaw(format) };
}

/** The lane that the operands' rows need; sums have at least 32 bits. */
export function operandLane(sum: Sum): Lane {
  return widerLane(32, sum.weights === null ? sum.x.lane : widerLane(sum.x.lane, sum.weights.lane));
}

/** The lane that a start needs: its rows', and any for constants, which are kept modulo the lane. */
export function rowLane(start: View): Lane {
  return constantsOf(start) === null ? widerLane(start.lane, 32) : 32;
}

/** Constant zeros. */
export const zeros = (lowering: Lowering, count: number): View =>
  lowering.constantView(new Array<bigint>(count).fill(0n));

/** The start of each column in the accumulator: the bias assigned to it, or zeros. */
export function startView(lowering: Lowering, { bias, accumulator, columns }: Sum): View {
  if (bias === null) return zeros(lowering, columns);
  const { type } = lowering.tensor(bias);
  const view = lowering.view(bias);
  const constants = constantsOf(view);
  if (constants !== null) {
    return lowering.constantView(constants.map((raw) => startOf(raw, type, accumulator)));
  }
  if (sameType(type, typeOf(accumulator)) && accumulator.overflow !== "SAT_SYM") return view;
  const known = { ...view, bounds: boundsOf(lowering.tensor(bias)) };
  return converted(lowering, known, type, accumulator, formatBounds(accumulator), false);
}

/** Adds the node of a sum. `bounds` hold once the sum is finished. */
export function sumNode(
  lowering: Lowering,
  sum: Sum,
  form: SumForm,
  lane: Lane,
  start: View,
  bounds: Bounds,
  watched = false,
  fast: FastSum | null = null,
): View {
  const { batch, groupsPerBatch, terms, columns } = sum;
  // What is written out is in the order of the matrix, which cannot matter where it is chosen.
  const writtenOut = form.kind === "adders" || form.kind === "unrolled";
  const indices = foldIndices(terms, writtenOut ? { order: "sequential", stride: 1 } : sum.order);
  return lowering.addSum(
    {
      kind: "sum",
      form,
      batch,
      groupsPerBatch,
      terms,
      columns,
      x: inOrder(forLane(lowering, sum.x, lane), indices, 1),
      weights: sum.weights === null ? null : inOrder(forLane(lowering, sum.weights, lane), indices, columns),
      start: forLane(lowering, start, lane),
      count: batch * groupsPerBatch * columns,
      lane,
      watched,
      fast,
    },
    bounds,
  );
}

/** Rows of 16-bit lanes as rows of 32-bit lanes for a sum in 64-bit lanes, which cannot load them. */
function forLane(lowering: Lowering, view: View, lane: Lane): View {
  return lane === 64 && view.lane === 16 && constantsOf(view) === null ? copied(lowering, view, 32) : view;
}

/** [..., terms, inner] with the terms in the order in which they are added. */
function inOrder(view: View, indices: readonly number[], inner: number): View {
  if (indices.every((index, position) => index === position)) return view;
  const block = indices.length * inner;
  const elements: Element[] = [];
  for (let outer = 0; outer < view.elements.length; outer += block) {
    for (const index of indices) {
      for (let element = 0; element < inner; element++) {
        elements.push(view.elements[outer + index * inner + element]!);
      }
    }
  }
  return { ...view, elements };
}

/** Shifts a modular sum into the accumulator's place, adds what could not be added before, and wraps. */
export function finish(
  lowering: Lowering,
  sum: Sum,
  sums: View,
  work: { right: number; left: number; wrap: Wrap | null },
  start: View | null,
): View {
  const { result, columns } = sum;
  const lane = laneFor(result) ?? 64;
  const watched = lowering.options.counters;
  const moves = work.right !== 0 || work.left !== 0 || work.wrap !== null || start !== null;
  if (!moves && sums.lane === lane && !watched) return sums;
  const count = sums.elements.length;
  const operands =
    start === null
      ? [sums]
      : [
          sums,
          { ...start, elements: Array.from({ length: count }, (_unused, index) => start.elements[index % columns]!) },
        ];
  return lowering.addElementwise(
    {
      kind: "elementwise",
      work: { kind: "finish", ...work },
      operands,
      count,
      lane,
      workLane: operands.map((operand) => operand.lane).reduce(widerLane, lane),
      watched,
    },
    result,
  );
}
