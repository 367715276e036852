import { breaksRule, elementCount, type OpDefinition, type ValueId } from "./definition.js";

/**
 * Elements of x in a new arrangement: result element e is x's element indices[e], or 0 where the index is −1. Reshape,
 * transpose, broadcast, slice, padding and the windows of a convolution are gathers; they cost wires, not logic.
 */
export interface GatherOp {
  readonly kind: "gather";
  readonly x: ValueId;
  /** Row-major positions in x, one for each element of the result; −1 reads zero. */
  readonly indices: readonly number[];
  readonly shape: readonly number[];
}

/** The index that reads zero. */
export const zeroIndex = -1;

/** See {@link GatherOp}. */
export const gather: OpDefinition<GatherOp> = {
  summary: "elements in a new arrangement: reshape, transpose, broadcast, windows",
  operands: (op) => [op.x],
  withOperands: (op, rename) => ({ ...op, x: rename(op.x) }),
  result(op, [x], where) {
    const count = elementCount(x!.shape);
    if (op.indices.length !== elementCount(op.shape)) {
      breaksRule(where, {
        what: `${op.indices.length} indices for shape [${op.shape}]`,
        expected: `${elementCount(op.shape)}`,
      });
    }
    const outside = op.indices.find((index) => !Number.isInteger(index) || index < zeroIndex || index >= count);
    if (outside !== undefined) {
      breaksRule(where, { what: `index ${outside} is outside the operand`, expected: `-1 to ${count - 1}` });
    }
    return { shape: op.shape, type: x!.type };
  },
  evaluate: (op, [x]) => op.indices.map((index) => (index === zeroIndex ? 0n : x!.raw[index]!)),
  ranges: (op, [x]) => ({
    low: op.indices.map((index) => (index === zeroIndex ? 0n : x!.low[index]!)),
    high: op.indices.map((index) => (index === zeroIndex ? 0n : x!.high[index]!)),
  }),
};
