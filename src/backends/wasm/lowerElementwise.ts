import { type FixedFormat, type FixedType, fractionOf, unionType } from "../../fixed/index.js";
import type { AddOp, Bounds, CastOp, CompareOp, MaxOp, MinOp, MulOp, SelectOp, SubOp } from "../../ops/index.js";
import type { KnownTensor } from "./analysis.js";
import { isIdentity, planCast } from "./castPlan.js";
import { constantsOf, type View, type Work } from "./graph.js";
import { boundsOf, type Lane, laneFor, shiftBounds, widerLane } from "./lane.js";
import type { Lowering } from "./lower.js";

// Elementwise ops, binary points aligned by shifts to the left.

/** x · 2^shift, exactly: constants at once, rows by a node. */
export function shifted(lowering: Lowering, view: View, left: number): View {
  if (left === 0) return view;
  const bounds = shiftBounds(view.bounds, left);
  const constants = constantsOf(view);
  if (constants !== null) return lowering.constantView(constants.map((raw) => raw << BigInt(left)));
  const lane = lowering.lane(bounds, "an aligned operand");
  return elementwise(lowering, { kind: "shift", left }, [view], view.elements.length, bounds, lane);
}

function elementwise(
  lowering: Lowering,
  work: Work,
  operands: readonly View[],
  count: number,
  bounds: Bounds,
  workLane: Lane,
  watched = false,
): View {
  const lane = laneFor(bounds) ?? 64;
  // A cast's plan knows its operand.
  const among = work.kind === "cast" ? [] : operands.map((operand) => laneFor(operand.bounds) ?? 64);
  const widest = among.reduce(widerLane, workLane);
  return lowering.addElementwise(
    { kind: "elementwise", work, operands, count, lane, workLane: widerLane(widest, lane), watched },
    bounds,
  );
}

/** A conversion; nothing at all where it moves no bit. */
export function lowerCast(lowering: Lowering, op: CastOp, [x]: readonly View[], tensor: KnownTensor): View {
  const { type } = lowering.tensor(op.x);
  return converted(lowering, { ...x!, bounds: boundsOf(lowering.tensor(op.x)) }, type, op.to, boundsOf(tensor));
}

/** The elements of a view of type `from`, assigned to a format. */
export function converted(
  lowering: Lowering,
  x: View,
  from: FixedType,
  to: FixedFormat,
  result: Bounds,
  counted = lowering.options.counters,
): View {
  const plan = planCast({ source: x.bounds, from, to, result, counted, packs: true });
  if (plan === undefined) {
    lowering.refuse(`it rounds integers from ${x.bounds.low} to ${x.bounds.high}, which then leave 64 bits`);
    return lowering.constantView(x.elements.map(() => 0n));
  }
  if (isIdentity(plan) && !counted) return { ...x, bounds: result };
  return elementwise(lowering, { kind: "cast", plan }, [x], x.elements.length, result, plan.lane, counted);
}

/** The same elements in rows of another lane. */
export function copied(lowering: Lowering, view: View, lane: Lane): View {
  if (view.lane === lane) return view;
  if (constantsOf(view) !== null) return { ...view, lane };
  return lowering.addElementwise(
    {
      kind: "elementwise",
      work: { kind: "copy" },
      operands: [view],
      count: view.elements.length,
      lane,
      workLane: lane,
      watched: false,
    },
    view.bounds,
  );
}

/** Two operands aligned to a common fraction: constants are shifted at once, rows when they are used. */
interface Aligned {
  readonly operands: readonly View[];
  readonly shifts: readonly [number, number];
  readonly bounds: readonly [Bounds, Bounds];
  readonly lane: Lane;
}

function align(
  lowering: Lowering,
  values: readonly [number, number],
  views: readonly View[],
  fraction: number,
): Aligned {
  const shifts = values.map((value) => fraction - fractionOf(lowering.tensor(value).type));
  const bounds = values.map((value, which) => shiftBounds(boundsOf(lowering.tensor(value)), shifts[which]!));
  const lanes = bounds.map((bound) => lowering.lane(bound, "an aligned operand"));
  const constant = views.map((view) => constantsOf(view) !== null);
  return {
    operands: views.map((view, which) => (constant[which] ? shifted(lowering, view, shifts[which]!) : view)),
    shifts: [constant[0] ? 0 : shifts[0]!, constant[1] ? 0 : shifts[1]!],
    bounds: [bounds[0]!, bounds[1]!],
    lane: widerLane(lanes[0]!, lanes[1]!),
  };
}

/** Addition, subtraction and multiplication. */
export function lowerArithmetic(
  lowering: Lowering,
  op: AddOp | SubOp | MulOp,
  views: readonly View[],
  tensor: KnownTensor,
): View {
  const result = boundsOf(tensor);
  const lane = laneFor(result) ?? 64;
  const count = tensor.low.length;
  if (op.kind === "mul") {
    return elementwise(lowering, { kind: "mul", shifts: [0, 0] }, views, count, result, lane);
  }
  const aligned = align(lowering, [op.a, op.b], views, fractionOf(tensor.type));
  const work: Work = { kind: op.kind, shifts: aligned.shifts };
  return elementwise(lowering, work, aligned.operands, count, result, widerLane(lane, aligned.lane));
}

/** Maximum and minimum; only an alignment where one operand is always the answer. */
export function lowerExtreme(lowering: Lowering, op: MaxOp | MinOp, views: readonly View[], tensor: KnownTensor): View {
  const result = boundsOf(tensor);
  const count = tensor.low.length;
  const fraction = fractionOf(tensor.type);
  const aligned = align(lowering, [op.a, op.b], views, fraction);
  const [a, b] = aligned.bounds;
  const answer =
    op.kind === "max"
      ? a.low >= b.high
        ? 0
        : b.low >= a.high
          ? 1
          : undefined
      : a.high <= b.low
        ? 0
        : b.high <= a.low
          ? 1
          : undefined;
  if (answer !== undefined && aligned.operands[answer]!.elements.length === count) {
    return shifted(lowering, aligned.operands[answer]!, aligned.shifts[answer]!);
  }
  return elementwise(
    lowering,
    { kind: op.kind, shifts: aligned.shifts },
    aligned.operands,
    count,
    result,
    aligned.lane,
  );
}

/** Comparison by value. */
export function lowerCompare(lowering: Lowering, op: CompareOp, views: readonly View[], tensor: KnownTensor): View {
  const fraction = fractionOf(unionType(lowering.tensor(op.a).type, lowering.tensor(op.b).type));
  const { operands, shifts, lane } = align(lowering, [op.a, op.b], views, fraction);
  const work: Work = { kind: "compare", relation: op.relation, shifts };
  return elementwise(lowering, work, operands, tensor.low.length, boundsOf(tensor), lane);
}

/** Selection by a condition. */
export function lowerSelect(
  lowering: Lowering,
  op: SelectOp,
  [condition, ...views]: readonly View[],
  tensor: KnownTensor,
): View {
  const { operands, shifts, lane } = align(lowering, [op.a, op.b], views, fractionOf(tensor.type));
  const work: Work = { kind: "select", shifts };
  return elementwise(lowering, work, [condition!, ...operands], tensor.low.length, boundsOf(tensor), lane);
}
