import { type ErrorNote, fail } from "../errors/index.js";
import type { FixedType } from "../fixed/index.js";

/** Index of a value in its program: the op that computes it. An op's operands have smaller indices than the op. */
export type ValueId = number;

/** Shape and fixed-point type of a tensor. An empty shape is a scalar; elements are stored row-major. */
export interface TensorType {
  readonly shape: readonly number[];
  readonly type: FixedType;
}

/** A tensor with its raw integers, row-major. */
export interface Tensor extends TensorType {
  readonly raw: readonly bigint[];
}

/** Proven bounds of a tensor's raw integers, element by element, both inclusive. */
export interface Ranges {
  readonly low: readonly bigint[];
  readonly high: readonly bigint[];
}

/** Everything Trigforge knows about one kind of op, whatever the backend. */
export interface OpDefinition<O> {
  /** One line for lists and for docs/ops.md. */
  readonly summary: string;
  /** The values that the op reads, in order. */
  operands(op: O): readonly ValueId[];
  /** The op with each operand replaced by `rename(operand)`. */
  withOperands(op: O, rename: (operand: ValueId) => ValueId): O;
  /**
   * The type rule: checks operands and attributes and gives the shape and type of the result.
   * @throws TrigforgeError TF-PROGRAM-001
   */
  result(op: O, operands: readonly TensorType[], where: string): TensorType;
  /** The integer reference: the definition of what the op computes. Obvious and slow. */
  evaluate(op: O, operands: readonly Tensor[], result: TensorType): bigint[];
  /** Bounds of the result, given bounds of the operands. Sound, and as tight as is cheap. */
  ranges(op: O, operands: readonly (TensorType & Ranges)[], result: TensorType): Ranges;
}

/** Number of elements of a shape. */
export function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

/** Whether two shapes are the same. */
export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

/** Reports that an op breaks a rule of its kind. */
export function breaksRule(where: string, note: Omit<ErrorNote, "where">): never {
  return fail("TF-PROGRAM-001", { where, ...note });
}

/** Bounds that say no more than the type does. */
export function typeRanges(tensor: TensorType, low: bigint, high: bigint): Ranges {
  const count = elementCount(tensor.shape);
  return { low: new Array(count).fill(low), high: new Array(count).fill(high) };
}
