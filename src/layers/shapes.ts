import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";

/**
 * x with its axes in another order: axis i of the result is axis permutation[i] of x, as numpy counts.
 *
 * @throws TrigforgeError TF-LAYERS-002 when the list is no permutation of x's axes
 * Source of the semantics: hls4ml nnet_transpose.h; Keras' Permute counts an event's axes from 1.
 */
export function transpose(builder: ProgramBuilder, x: ValueId, permutation: readonly number[]): ValueId {
  const { shape } = builder.tensor(x);
  const sorted = [...permutation].sort((a, b) => a - b);
  if (sorted.length !== shape.length || !sorted.every((axis, index) => axis === index)) {
    fail("TF-LAYERS-002", {
      where: "transpose",
      what: `axes [${permutation}] of a tensor of shape [${shape}]`,
      expected: `each of 0 to ${shape.length - 1} once`,
    });
  }
  if (permutation.every((axis, index) => axis === index)) return x;
  const strides = shape.map((_extent, axis) => elementCount(shape.slice(axis + 1)));
  const moved = permutation.map((axis) => shape[axis]!);
  const indices = moved.reduce<number[]>(
    (positions, extent, axis) =>
      positions.flatMap((position) =>
        Array.from({ length: extent }, (_unused, index) => position + index * strides[permutation[axis]!]!),
      ),
    [0],
  );
  return builder.gather(x, indices, moved);
}

/**
 * The same elements, row-major, under another shape. One extent may be −1: what remains.
 *
 * @throws TrigforgeError TF-LAYERS-002 when the shapes have different numbers of elements
 */
export function reshape(builder: ProgramBuilder, x: ValueId, shape: readonly number[]): ValueId {
  const count = elementCount(builder.tensor(x).shape);
  const known = elementCount(shape.filter((extent) => extent !== -1));
  const target = shape.map((extent) => (extent === -1 ? count / known : extent));
  if (elementCount(target) !== count || !target.every((extent) => Number.isInteger(extent) && extent >= 1)) {
    fail("TF-LAYERS-002", {
      where: "reshape",
      what: `a tensor of shape [${builder.tensor(x).shape}] cannot have shape [${shape}]`,
      expected: `${count} elements`,
    });
  }
  return builder.reshape(x, target);
}

/** All elements in one axis, row-major. */
export function flatten(builder: ProgramBuilder, x: ValueId): ValueId {
  return reshape(builder, x, [-1]);
}
