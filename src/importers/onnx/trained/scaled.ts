import type { FixedType } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { Field } from "./field.js";
import { uniform } from "./field.js";
import { one, type Rational, same, zero } from "./rational.js";

/**
 * A tensor as trained: fixed-point numbers v of the program, and the real numbers that they stand for,
 *
 *     min(max(v · factor + offset, low), high),
 *
 * so that scales travel beside the integers until a quantiser takes them in. Factors are positive.
 */
export interface Scaled {
  readonly kind: "scaled";
  readonly shape: readonly number[];
  /**
   * The value in the program. Its elements lie in row-major order of the axes as `order` lists them: the last axis in
   * `order` varies fastest. Transposing costs nothing this way, and channels stay where layers leave them.
   */
  readonly value: ValueId;
  readonly order: readonly number[];
  /** In row-major order of `shape`. */
  readonly factor: Field;
  readonly offset: Field;
  /** Bounds of the real numbers; null where there are none. */
  readonly low: Rational | null;
  readonly high: Rational | null;
}

/** Whole numbers times a power of two: raw integers of a fixed-point type, row-major. */
export interface RawNumbers {
  readonly type: FixedType;
  readonly raw: readonly bigint[];
}

/** A constant as trained: whole numbers times a power of two, with their scale. */
export interface ScaledConstant {
  readonly kind: "constant";
  readonly shape: readonly number[];
  /** The float32 numbers that the framework has. A quantiser of the constant needs no more. */
  readonly floats: readonly number[];
  /** The numbers without their scale. @throws TrigforgeError TF-ONNX-006 where they need more than 64 bits together */
  readonly exact: () => RawNumbers;
  readonly factor: Field;
}

/** A function such as tanh, which is exact only together with the quantiser behind it. */
export interface PendingFunction {
  readonly kind: "function";
  readonly shape: readonly number[];
  readonly name: string;
  readonly evaluate: (x: number) => number;
  /** From here on every framework computes the same float32: `evaluate`, rounded once. */
  readonly exactFrom?: number;
  readonly source: Scaled;
}

/** A softmax at the end that is dropped: an output only. */
export interface Logits {
  readonly kind: "logits";
  readonly shape: readonly number[];
  readonly source: Scaled;
}

export type Tensor = Scaled | ScaledConstant | PendingFunction | Logits;

/** The axes in their own order. */
export function plainOrder(rank: number): number[] {
  return Array.from({ length: rank }, (_unused, axis) => axis);
}

/** A value whose numbers are what they stand for. */
export function unscaled(value: ValueId, shape: readonly number[], order = plainOrder(shape.length)): Scaled {
  return {
    kind: "scaled",
    shape,
    value,
    order,
    factor: uniform(one),
    offset: uniform(zero),
    low: null,
    high: null,
  };
}

/** Whether a tensor is bounded. */
export function isClamped({ low, high }: Scaled): boolean {
  return low !== null || high !== null;
}

/** Whether a tensor's numbers are what they stand for. */
export function isPlain(x: Scaled): boolean {
  const { factor, offset } = x;
  const isUnscaled = factor.length === 1 && same(factor[0]!, one) && offset.length === 1 && offset[0]!.over === 0n;
  return isUnscaled && !isClamped(x);
}
