import { elementCount } from "../../ops/index.js";

/** Row-major indices of x's elements, in the order that x has with its axes reordered: axis i of the result is axes[i] of x. */
export function transposedIndices(shape: readonly number[], axes: readonly number[]): number[] {
  const strides = shape.map((_extent, axis) => elementCount(shape.slice(axis + 1)));
  let indices = [0];
  for (const axis of axes) {
    const steps = Array.from({ length: shape[axis]! }, (_unused, position) => position * strides[axis]!);
    indices = indices.flatMap((start) => steps.map((step) => start + step));
  }
  return indices;
}
