import { fractionOf, roundingFrom, typeOf } from "../../fixed/index.js";
import { type CastPlan, isIdentity, planCast } from "./castPlan.js";
import { fastSum } from "./fastSum.js";
import { constantsOf, type SumForm, type View, type Wrap } from "./graph.js";
import { fits, highestOf, type Lane, laneFor, lowestOf, shiftBounds, unionBounds, widerLane } from "./lane.js";
import type { Lowering } from "./lower.js";
import { copied } from "./lowerElementwise.js";
import { addersFor, costOfLoop, type SumChoice, sparseFor, unrolledFor } from "./sumChoice.js";
import { finish, formatBounds, operandLane, rowLane, type Sum, startView, sumNode, zeros } from "./sumParts.js";

/** Chooses the cheapest form that is exact. */
export function lowerSum(lowering: Lowering, given: Sum): View {
  const sum = { ...given, x: narrowed(lowering, given.x) };
  const { accumulator, product } = sum;
  const known = lowering.sumBounds();
  const overflows = known.termOverflows || known.sumOverflows;
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0 && !lowering.options.counters;
  if (overflows && !modular) return lowerFold(lowering, sum);
  const shift = fractionOf(product) - fractionOf(accumulator);
  const wrap = overflows ? { width: accumulator.width, signed: accumulator.signed } : null;
  if (shift <= 0) return lowerExactSum(lowering, sum, -shift, wrap);
  return (
    lowerTruncated16(lowering, sum, shift, wrap) ??
    lowerTruncatedDot(lowering, sum, shift, wrap) ??
    lowerRoundedSum(lowering, sum, shift, wrap)
  );
}

/** Rows no wider than their bounds need: wide operands cost a sum more than a copy does. */
function narrowed(lowering: Lowering, view: View): View {
  return fits(view.bounds, 32) && view.lane === 64 ? copied(lowering, view, 32) : view;
}

/** No product loses a bit: whole products are added, modulo the lane, in any order. */
function lowerExactSum(lowering: Lowering, sum: Sum, left: number, wrap: Wrap | null): View {
  const start = startView(lowering, sum);
  const lane = [laneFor(sum.result) ?? 64, rowLane(start), operandLane(sum)].reduce(widerLane) as Lane;
  const loop: SumForm =
    lane === 32 && takesPairs(sum) ? { kind: "dot" } : { kind: "fold", term: null, step: "add", sum: null };
  const { form, lane: sumLane } = chosen(lowering, sum, wrap, { form: loop, lane, cost: costOfLoop(sum) });
  const constantStart = constantsOf(start);
  const early = left === 0 && (constantStart !== null || form.kind === "fold");
  const first = early ? start : zeros(lowering, sum.columns);
  const sums = sumNode(lowering, sum, form, sumLane, first, sum.result);
  const late = early || constantStart?.every((raw) => raw === 0n) ? null : start;
  return finish(lowering, sum, sums, { right: 0, left, wrap }, late);
}

/** The cheapest of a loop, a sparse loop, dot products written out and additions, or what the caller insists on. */
function chosen(lowering: Lowering, sum: Sum, wrap: Wrap | null, loop: SumChoice): SumChoice {
  const { sums } = lowering.options;
  const pairs = loop.form.kind === "dot";
  switch (sums) {
    case "loops":
      return loop;
    case "sparse":
      return (pairs ? sparseFor(sum) : undefined) ?? loop;
    case "unrolled":
      return (pairs ? unrolledFor(lowering, sum) : undefined) ?? loop;
    case "adders":
      return addersFor(lowering, sum, wrap, Number.POSITIVE_INFINITY) ?? loop;
    case "automatic": {
      const cheaper = (a: SumChoice, b: SumChoice | undefined): SumChoice =>
        b !== undefined && b.cost < a.cost ? b : a;
      const byPairs = pairs ? cheaper(cheaper(loop, sparseFor(sum)), unrolledFor(lowering, sum)) : loop;
      return cheaper(byPairs, addersFor(lowering, sum, wrap, byPairs.cost));
    }
  }
}

/** Each product fits 16 bits and is truncated there; undefined where it does not, or where the sums need more. */
function lowerTruncated16(lowering: Lowering, sum: Sum, shift: number, wrap: Wrap | null): View | undefined {
  if (roundingFrom(sum.product, sum.accumulator) !== "TRN" || shift > 15 || !takesPairs(sum)) return undefined;
  if (sum.x.lane !== 16 || sum.batch !== 1 || !fits(lowering.sumBounds().product, 16)) return undefined;
  const start = startView(lowering, sum);
  const enough = wrap === null ? fits(sum.result, 16) : wrap.width <= (wrap.signed ? 16 : 15);
  if (!enough || constantsOf(start) === null) return undefined;
  const sums = sumNode(lowering, sum, { kind: "truncated16", shift }, 16, start, sum.result);
  const left = wrap !== null && wrap.width === 16 ? null : wrap;
  return finish(lowering, sum, sums, { right: 0, left: 0, wrap: left }, null);
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
  const lane = lanes.reduce(widerLane) as Lane;
  const fast =
    order.order === "sequential" && lane === 32 && lowering.options.sums !== "loops" ? fastSum(sum, start) : null;
  return sumNode(lowering, sum, form, lane, start, sum.result, counted, fast);
}

/** Stands for a sum that was refused. */
function nothing(lowering: Lowering, { batch, groupsPerBatch, columns }: Sum): View {
  return zeros(lowering, batch * groupsPerBatch * columns);
}

/** Whether pairs of 16-bit integers can carry the products: constant weights, both factors of 16 bits. */
function takesPairs({ x, weights }: Sum): boolean {
  return (
    weights !== null &&
    x.lane <= 32 &&
    constantsOf(weights) !== null &&
    constantsOf(x) === null &&
    fits(x.bounds, 16) &&
    fits(weights.bounds, 16)
  );
}
