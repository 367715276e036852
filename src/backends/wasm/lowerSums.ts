import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  mulType,
  roundingFrom,
  sameType,
  typeOf,
} from "../../fixed/index.js";
import {
  type Bounds,
  type ContractOp,
  contractExtents,
  elementCount,
  type FoldOrder,
  foldIndices,
  type ReduceOp,
  startOf,
  type ValueId,
} from "../../ops/index.js";
import type { KnownTensor } from "./analysis.js";
import { type CastPlan, isIdentity, planCast } from "./castPlan.js";
import { constantsOf, type Element, type SumForm, type View, type Wrap } from "./graph.js";
import {
  boundsOf,
  fits,
  highestOf,
  type Lane,
  laneFor,
  lowestOf,
  shiftBounds,
  unionBounds,
  widerLane,
} from "./lane.js";
import type { Lowering } from "./lower.js";
import { converted, copied } from "./lowerElementwise.js";

/** A contraction or a plain sum, in one form. */
interface Sum {
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

/** Sums of products: see {@link SumNode} for the forms. */
export function lowerContract(
  lowering: Lowering,
  op: ContractOp,
  [x, weights]: readonly View[],
  tensor: KnownTensor,
): View {
  const [xTensor, weightTensor] = [lowering.tensor(op.x), lowering.tensor(op.weights)];
  const { batch, rows, inner, columns } = contractExtents(op, xTensor.shape, weightTensor.shape);
  return lowerSum(lowering, {
    batch,
    groupsPerBatch: rows,
    terms: inner,
    columns,
    x: x!,
    weights: weights!,
    bias: op.bias,
    product: mulType(xTensor.type, weightTensor.type),
    accumulator: op.accumulator,
    order: op.order,
    result: boundsOf(tensor),
  });
}

/** Sums, maxima and minima along the last axis. */
export function lowerReduce(lowering: Lowering, op: ReduceOp, [x]: readonly View[], tensor: KnownTensor): View {
  const source = lowering.tensor(op.x);
  const terms = source.shape[source.shape.length - 1]!;
  const groupsPerBatch = elementCount(source.shape) / terms;
  const result = boundsOf(tensor);
  const { reduction } = op;
  if (reduction.by === "sum") {
    const { accumulator, order } = reduction;
    return lowerSum(lowering, {
      batch: 1,
      groupsPerBatch,
      terms,
      columns: 1,
      x: x!,
      weights: null,
      bias: null,
      product: source.type,
      accumulator,
      order,
      result,
    });
  }
  return lowering.addSum(
    {
      kind: "sum",
      form: { kind: "fold", term: null, step: reduction.by, sum: null },
      batch: 1,
      groupsPerBatch,
      terms,
      columns: 1,
      x: x!,
      weights: null,
      start: null,
      count: groupsPerBatch,
      lane: widerLane(x!.lane, laneFor(result) ?? 64),
      watched: false,
    },
    result,
  );
}

function lowerSum(lowering: Lowering, given: Sum): View {
  const sum = { ...given, x: narrowed(lowering, given.x) };
  const { accumulator, product } = sum;
  const known = lowering.sumBounds();
  const overflows = known.termOverflows || known.sumOverflows;
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0 && !lowering.options.counters;
  if (overflows && !modular) return lowerFold(lowering, sum);
  const shift = fractionOf(product) - fractionOf(accumulator);
  const wrap = overflows ? { width: accumulator.width, signed: accumulator.signed } : null;
  if (shift <= 0) return lowerExactSum(lowering, sum, -shift, wrap);
  return lowerTruncatedDot(lowering, sum, shift, wrap) ?? lowerRoundedSum(lowering, sum, shift, wrap);
}

/** Rows no wider than their bounds need: wide operands cost a sum more than a copy does. */
function narrowed(lowering: Lowering, view: View): View {
  return fits(view.bounds, 32) ? copied(lowering, view, 32) : view;
}

/** No product loses a bit: whole products are added, modulo the lane, in any order. */
function lowerExactSum(lowering: Lowering, sum: Sum, left: number, wrap: Wrap | null): View {
  const start = startView(lowering, sum);
  const lane = [laneFor(sum.result) ?? 64, rowLane(start), operandLane(sum)].reduce(widerLane) as Lane;
  const form: SumForm =
    lane === 32 && takesPairs(sum) ? { kind: "dot" } : { kind: "fold", term: null, step: "add", sum: null };
  const constantStart = constantsOf(start);
  const early = left === 0 && (constantStart !== null || form.kind === "fold");
  const sums = sumNode(lowering, sum, form, lane, early ? start : zeros(lowering, sum.columns), sum.result);
  const late = early || constantStart?.every((raw) => raw === 0n) ? null : start;
  return finish(lowering, sum, sums, { right: 0, left, wrap }, late);
}

/**
 * Each product is truncated: Σ⌊p / 2^s⌋ = (Σp − Σ(p mod 2^s)) / 2^s, which pairs of 16-bit integers give modulo 2^32.
 * Undefined where they do not suffice.
 */
function lowerTruncatedDot(lowering: Lowering, sum: Sum, shift: number, wrap: Wrap | null): View | undefined {
  if (roundingFrom(sum.product, sum.accumulator) !== "TRN" || shift > 15 || !takesPairs(sum)) return undefined;
  const whole = wrap === null ? fits(shiftBounds(sum.result, shift), 32) : shift + wrap.width <= 32;
  const start = constantsOf(startView(lowering, sum));
  if (!whole || !fits(sum.result, 32) || start === null) return undefined;
  // The start is added below the point of truncation, where it meets no fraction; modulo 2^32 like the sums.
  const raised = start.map((raw) => BigInt.asIntN(32, raw << BigInt(shift)));
  const form: SumForm = { kind: "truncatedDot", shift };
  const sums = sumNode(lowering, sum, form, 32, lowering.constantView(raised), sum.result);
  return finish(lowering, sum, sums, { right: shift, left: 0, wrap }, null);
}

/** Each product is rounded, then added modulo the lane, in any order. */
function lowerRoundedSum(lowering: Lowering, sum: Sum, shift: number, wrap: Wrap | null): View {
  const { accumulator, product } = sum;
  const known = lowering.sumBounds();
  const rounding = roundingFrom(product, accumulator);
  // Modulo the lane, the low bits of a product give the low bits of its truncation.
  const enough = (lane: Lane): boolean => rounding === "TRN" && wrap !== null && shift + wrap.width <= lane;
  const lowBits: Lane | undefined =
    operandLane(sum) === 32 && enough(32) ? 32 : !fits(known.product, 64) && enough(64) ? 64 : undefined;
  const source = lowBits === undefined ? known.product : { low: lowestOf(lowBits), high: highestOf(lowBits) };
  const term = planCast({
    source,
    from: product,
    to: {
      ...accumulator,
      family: "fixed",
      rounding,
      width: 64 + shift,
      integer: 64 + shift - fractionOf(accumulator),
      signed: true,
    },
    result: lowBits === undefined ? known.term : { low: 0n, high: 0n },
    counted: false,
  });
  if (term === undefined) {
    lowering.refuse(`its products range from ${known.product.low} to ${known.product.high}`);
    return nothing(lowering, sum);
  }
  const start = startView(lowering, sum);
  const lane = [term.lane, laneFor(sum.result) ?? 64, rowLane(start), operandLane(sum)].reduce(widerLane) as Lane;
  const form: SumForm = { kind: "fold", term: isIdentity(term) ? null : term, step: "add", sum: null };
  const sums = sumNode(lowering, sum, form, lane, start, sum.result);
  return finish(lowering, sum, sums, { right: 0, left: 0, wrap }, null);
}

/** Overflow on the way: each term and each partial sum is brought into the accumulator, in order. */
function lowerFold(lowering: Lowering, sum: Sum): View {
  const { accumulator, product, order } = sum;
  const known = lowering.sumBounds();
  const counted = lowering.options.counters;
  const type = typeOf(accumulator);
  const whole = formatBounds(accumulator);
  const termResult = known.termOverflows ? whole : known.term;
  const term = planCast({ source: known.product, from: product, to: accumulator, result: termResult, counted });
  const total = { low: whole.low + termResult.low, high: whole.high + termResult.high };
  const both = { low: whole.low + whole.low, high: whole.high + whole.high };
  const plus = planCast({
    source: order.order === "tree" ? unionBounds(both, total) : total,
    from: { ...type, width: type.width + 1, integer: type.integer + 1 },
    to: accumulator,
    result: whole,
    counted,
  });
  if (term === undefined || plus === undefined) {
    lowering.refuse(
      `its products range from ${known.product.low} to ${known.product.high} and its sums from ${total.low} to ${total.high}`,
    );
    return nothing(lowering, sum);
  }
  const start = order.order === "tree" ? zeros(lowering, sum.columns) : startView(lowering, sum);
  const lanes = [term.lane, plus.lane, operandLane(sum), rowLane(start), laneFor(sum.result) ?? 64];
  const kept = (plan: CastPlan): CastPlan | null => (isIdentity(plan) ? null : plan);
  const form: SumForm =
    order.order === "tree"
      ? { kind: "tree", term: kept(term), sum: kept(plus) }
      : { kind: "fold", term: kept(term), step: "add", sum: kept(plus) };
  return sumNode(lowering, sum, form, lanes.reduce(widerLane) as Lane, start, sum.result, counted);
}

function formatBounds(format: FixedType): Bounds {
  return { low: lowestRaw(format), high: highestRaw(format) };
}

/** The lane that the operands' rows have. */
function operandLane(sum: Sum): Lane {
  return sum.weights === null ? sum.x.lane : widerLane(sum.x.lane, sum.weights.lane);
}

/** The lane that a start needs: its rows', and any for constants, which are kept modulo the lane. */
function rowLane(start: View): Lane {
  return constantsOf(start) === null ? start.lane : 32;
}

/** Stands for a sum that was refused. */
function nothing(lowering: Lowering, { batch, groupsPerBatch, columns }: Sum): View {
  return zeros(lowering, batch * groupsPerBatch * columns);
}

/** Whether pairs of 16-bit integers can carry the products: constant weights, both factors of 16 bits. */
function takesPairs({ x, weights }: Sum): boolean {
  return (
    weights !== null &&
    x.lane === 32 &&
    constantsOf(weights) !== null &&
    constantsOf(x) === null &&
    fits(x.bounds, 16) &&
    fits(weights.bounds, 16)
  );
}

const zeros = (lowering: Lowering, count: number): View => lowering.constantView(new Array<bigint>(count).fill(0n));

/** The start of each column in the accumulator: the bias assigned to it, or zeros. */
function startView(lowering: Lowering, { bias, accumulator, columns }: Sum): View {
  if (bias === null) return zeros(lowering, columns);
  const { type } = lowering.tensor(bias);
  const view = lowering.view(bias);
  const constants = constantsOf(view);
  if (constants !== null) {
    return lowering.constantView(constants.map((raw) => startOf(raw, type, accumulator)));
  }
  if (sameType(type, typeOf(accumulator)) && accumulator.overflow !== "SAT_SYM") return view;
  return converted(
    lowering,
    { ...view, bounds: boundsOf(lowering.tensor(bias)) },
    type,
    accumulator,
    formatBounds(accumulator),
  );
}

function sumNode(
  lowering: Lowering,
  sum: Sum,
  form: SumForm,
  lane: Lane,
  start: View,
  bounds: Bounds,
  watched = false,
): View {
  const { batch, groupsPerBatch, terms, columns } = sum;
  const indices = foldIndices(terms, sum.order);
  return lowering.addSum(
    {
      kind: "sum",
      form,
      batch,
      groupsPerBatch,
      terms,
      columns,
      x: inOrder(sum.x, indices, 1),
      weights: sum.weights === null ? null : inOrder(sum.weights, indices, columns),
      start,
      count: batch * groupsPerBatch * columns,
      lane,
      watched,
    },
    bounds,
  );
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
function finish(
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
      workLane: operands.map((operand) => operand.lane).reduce(widerLane, sums.lane),
      watched,
    },
    result,
  );
}
