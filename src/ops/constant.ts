import { type FixedType, highestRaw, lowestRaw } from "../fixed/index.js";
import { breaksRule, elementCount, type OpDefinition } from "./definition.js";

/** A tensor known before any event: weights, biases, tables. */
export interface ConstantOp {
  readonly kind: "constant";
  readonly shape: readonly number[];
  readonly type: FixedType;
  /** Raw integers, row-major, each within the range of the type. */
  readonly raw: readonly bigint[];
}

/** See {@link ConstantOp}. */
export const constant: OpDefinition<ConstantOp> = {
  summary: "a tensor known before any event",
  operands: () => [],
  withOperands: (op) => op,
  result(op, _operands, where) {
    const expected = elementCount(op.shape);
    if (op.raw.length !== expected) {
      breaksRule(where, {
        what: `a constant of shape [${op.shape}] has ${op.raw.length} elements`,
        expected: `${expected}`,
      });
    }
    const low = lowestRaw(op.type);
    const high = highestRaw(op.type);
    const outside = op.raw.findIndex((raw) => raw < low || raw > high);
    if (outside >= 0) {
      breaksRule(where, { what: `element ${outside} is ${op.raw[outside]}`, expected: `${low} to ${high}` });
    }
    return { shape: op.shape, type: op.type };
  },
  evaluate: (op) => [...op.raw],
  ranges: (op) => ({ low: op.raw, high: op.raw }),
};
