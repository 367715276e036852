import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";

/** A value with one element for each slice along the last axis, spread over the elements of the slices. */
export function alongSlices(builder: ProgramBuilder, value: ValueId, shape: readonly number[]): ValueId {
  const length = shape[shape.length - 1]!;
  if (length === 1) return builder.reshape(value, shape);
  if (elementCount(shape) === length) return value;
  const indices = Array.from({ length: elementCount(shape) }, (_unused, index) => Math.floor(index / length));
  return builder.gather(value, indices, shape);
}
