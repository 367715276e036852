import { alignRaw, type FixedType, fractionOf } from "../fixed/index.js";
import {
  breaksRule,
  elementCount,
  type Ranges,
  sameShape,
  type Tensor,
  type TensorType,
  type ValueId,
} from "./definition.js";

/** The operands of an op that works element by element on two tensors. */
export interface BinaryOperands {
  readonly a: ValueId;
  readonly b: ValueId;
}

/**
 * Shape of an elementwise result: both shapes are the same, or one operand has a single element that meets every element
 * of the other. Any other broadcasting is a `gather` before the op.
 */
export function elementwiseShape(a: TensorType, b: TensorType, where: string): readonly number[] {
  if (sameShape(a.shape, b.shape)) return a.shape;
  if (elementCount(b.shape) === 1) return a.shape;
  if (elementCount(a.shape) === 1) return b.shape;
  return breaksRule(where, {
    what: `operands have shapes [${a.shape}] and [${b.shape}]`,
    expected: "equal shapes, or a single element on one side",
  });
}

/** Applies `combine` to corresponding elements, an operand of one element being repeated. */
export function zip<T>(
  a: readonly bigint[],
  b: readonly bigint[],
  count: number,
  combine: (a: bigint, b: bigint, element: number) => T,
): T[] {
  return Array.from({ length: count }, (_unused, element) =>
    combine(a[a.length === 1 ? 0 : element]!, b[b.length === 1 ? 0 : element]!, element),
  );
}

/** Raw integers of a tensor, exactly, with the fraction bits of `type`. */
export function alignedTo(tensor: Tensor, type: FixedType): readonly bigint[] {
  const from = fractionOf(tensor.type);
  const to = fractionOf(type);
  return from === to ? tensor.raw : tensor.raw.map((raw) => alignRaw(raw, from, to));
}

/** Bounds of a tensor, exactly, with the fraction bits of `type`. */
export function rangesAlignedTo(tensor: TensorType & Ranges, type: FixedType): Ranges {
  const from = fractionOf(tensor.type);
  const to = fractionOf(type);
  if (from === to) return tensor;
  return {
    low: tensor.low.map((raw) => alignRaw(raw, from, to)),
    high: tensor.high.map((raw) => alignRaw(raw, from, to)),
  };
}

/** Operand list and renaming that all binary elementwise ops share. */
export const binary = {
  operands: (op: BinaryOperands): readonly ValueId[] => [op.a, op.b],
  withOperands: <O extends BinaryOperands>(op: O, rename: (operand: ValueId) => ValueId): O => ({
    ...op,
    a: rename(op.a),
    b: rename(op.b),
  }),
};
