import { fractionOf } from "../../../fixed/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import { gridNumbers } from "./affine.js";
import { elementsOf } from "./constant.js";
import { at, compact, every, type Field, zipFields } from "./field.js";
import { divided, one, plus, powerOfTwo, type Rational, times, zero } from "./rational.js";
import type { ScaledConstant } from "./scaled.js";
import { exactRaw, type TrainedWriter } from "./writer.js";

/** Weights as whole numbers [K, N], and the scale of each column. */
export interface Matrix {
  readonly weights: ConstantTensor;
  readonly scale: Field;
}

/**
 * Weights as a matrix whose columns have one scale each. Where the scale differs along a column (one for each input
 * channel), the numbers themselves are taken, scale included.
 *
 * @param positions element of the constant at [k, n], row-major
 * @param rowFactor factor of each input k, when inputs do not share one
 */
export function matrixOf(
  constant: ScaledConstant,
  positions: readonly number[],
  [inner, columns]: readonly [number, number],
  rowFactor: Field | null,
  where: string,
): Matrix {
  const scaleAt = (k: number, n: number): Rational => at(constant.factor, positions[k * columns + n]!);
  const isShared = constant.factor.length === 1;
  const scale = isShared ? [scaleAt(0, 0)] : Array.from({ length: columns }, (_unused, n) => scaleAt(0, n));
  const isUniform =
    isShared ||
    scale.every((own, n) => {
      for (let k = 1; k < inner; k++) if (scaleAt(k, n) !== own && !equal(scaleAt(k, n), own)) return false;
      return true;
    });
  if (isUniform && rowFactor === null) {
    const { type, raw: all } = constant.exact();
    const raw = positions.map((position) => all[position]!);
    return { weights: { shape: [inner, columns], type, raw }, scale: compact(scale) };
  }
  const elements = elementsOf(constant);
  const numbers = positions.map((position, index) => {
    const factor = rowFactor === null ? one : at(rowFactor, Math.floor(index / columns));
    return times(elements[position]!, factor);
  });
  return { weights: { shape: [inner, columns], ...exactRaw(numbers, where) }, scale: [one] };
}

function equal(a: Rational, b: Rational): boolean {
  return a.over === b.over && a.under === b.under;
}

/**
 * Biases in units of the sums, where each is a whole number of them up to float32's rounding; null where one is not, or
 * where sums do not share the scale of their column.
 */
export function biasOnGrid(
  writer: TrainedWriter,
  bias: Field,
  scale: Field,
  places: number,
  where: string,
): ConstantTensor | null {
  const numbers = gridNumbers(writer, zipFields(bias, scale, divided), places, where);
  return numbers === null ? null : { shape: [numbers.length], ...exactRaw(numbers, where) };
}

/** What the offsets of the inputs add to each column: Σ offset[k] · w[k, n] in units of the column. */
export function columnOffsets(matrix: Matrix, offset: Field): Field {
  const [inner, columns] = matrix.weights.shape as [number, number];
  const unit = powerOfTwo(-fractionOf(matrix.weights.type));
  if (every(offset, (number) => number.over === 0n)) return [zero];
  return Array.from({ length: columns }, (_unused, n) => {
    let sum = zero;
    for (let k = 0; k < inner; k++) {
      const raw = matrix.weights.raw[k * columns + n]!;
      if (raw !== 0n) sum = plus(sum, times({ over: raw, under: 1n }, at(offset, k)));
    }
    return times(times(sum, unit), at(matrix.scale, n));
  });
}
