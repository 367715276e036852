import { breaksRule, type OpDefinition, type ValueId } from "./definition.js";

/** Multiplication by 2^shift that moves the binary point and no bit: raw integers stay, `integer` grows by `shift`. */
export interface ScaleOp {
  readonly kind: "scale";
  readonly x: ValueId;
  /** A whole number, positive or negative. */
  readonly shift: number;
}

/** See {@link ScaleOp}. */
export const scale: OpDefinition<ScaleOp> = {
  summary: "multiplication by a power of two: the binary point moves, the bits stay",
  operands: (op) => [op.x],
  withOperands: (op, rename) => ({ ...op, x: rename(op.x) }),
  result(op, [x], where) {
    if (!Number.isInteger(op.shift) || Math.abs(op.shift) > 1024) {
      breaksRule(where, { what: `scale shifts by ${op.shift}`, expected: "a whole number from -1024 to 1024" });
    }
    return { shape: x!.shape, type: { ...x!.type, integer: x!.type.integer + op.shift } };
  },
  evaluate: (_op, [x]) => [...x!.raw],
  ranges: (_op, [x]) => ({ low: x!.low, high: x!.high }),
};
