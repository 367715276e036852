import { sameType, unionType } from "../fixed/index.js";
import { breaksRule, elementCount, type OpDefinition, sameShape, type ValueId } from "./definition.js";
import { alignedTo, elementwiseShape, rangesAlignedTo, zip } from "./elementwise.js";

/** Where `condition` is 1 the element of `a`, elsewhere that of `b`, in the narrowest type that holds both. */
export interface SelectOp {
  readonly kind: "select";
  /** A tensor of ufixed<1,1>, with as many elements as the result or a single one. */
  readonly condition: ValueId;
  readonly a: ValueId;
  readonly b: ValueId;
}

/** See {@link SelectOp}. */
export const select: OpDefinition<SelectOp> = {
  summary: "one of two tensors, element by element, by a condition",
  operands: (op) => [op.condition, op.a, op.b],
  withOperands: (op, rename) => ({ ...op, condition: rename(op.condition), a: rename(op.a), b: rename(op.b) }),
  result(_op, [condition, a, b], where) {
    if (!sameType(condition!.type, { signed: false, width: 1, integer: 1 })) {
      breaksRule(where, { what: "the condition is not a truth value", expected: "a tensor of ufixed<1,1>" });
    }
    const shape = elementwiseShape(a!, b!, where);
    const choices = { shape, type: unionType(a!.type, b!.type) };
    const whole = elementwiseShape(condition!, choices, where);
    if (!sameShape(whole, shape) && elementCount(shape) !== 1)
      breaksRule(where, { what: "the condition has another shape" });
    return { shape: whole, type: choices.type };
  },
  evaluate(_op, [condition, a, b], result) {
    const count = elementCount(result.shape);
    const chosen = zip(alignedTo(a!, result.type), alignedTo(b!, result.type), count, (x, y) => [x, y] as const);
    return chosen.map(([x, y], element) => (condition!.raw[condition!.raw.length === 1 ? 0 : element] === 1n ? x : y));
  },
  ranges(_op, [condition, a, b], result) {
    const count = elementCount(result.shape);
    const [x, y] = [rangesAlignedTo(a!, result.type), rangesAlignedTo(b!, result.type)];
    const sure = (element: number): "a" | "b" | undefined => {
      const index = condition!.low.length === 1 ? 0 : element;
      return condition!.low[index] === 1n ? "a" : condition!.high[index] === 0n ? "b" : undefined;
    };
    const pick = (choice: "a" | "b" | undefined, p: bigint, q: bigint, either: bigint): bigint =>
      choice === "a" ? p : choice === "b" ? q : either;
    return {
      low: zip(x.low, y.low, count, (p, q, element) => pick(sure(element), p, q, p < q ? p : q)),
      high: zip(x.high, y.high, count, (p, q, element) => pick(sure(element), p, q, p > q ? p : q)),
    };
  },
};
