import { elementCount } from "../../../ops/index.js";

/** Elements in a new arrangement: result element e is element `indices[e]` of the operand, or 0 where it is −1. */
export interface Arrangement {
  readonly shape: readonly number[];
  /** Null where the elements keep their order. */
  readonly indices: readonly number[] | null;
}

/** Distance in row-major order between neighbours along each axis. */
export function strides(shape: readonly number[]): number[] {
  const steps = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) steps[axis] = steps[axis + 1]! * shape[axis + 1]!;
  return steps;
}

/**
 * An arrangement given by coordinates: result coordinate c of axis a reads position `from[a][c]` of the operand's axis
 * `axes[a]`; −1 reads zero. An axis of the operand that no result axis names is read at 0.
 */
export function arrange(
  shape: readonly number[],
  axes: readonly (number | null)[],
  from: readonly (readonly number[])[],
): Arrangement {
  const steps = strides(shape);
  const result = from.map((positions) => positions.length);
  let indices = [0];
  from.forEach((positions, axis) => {
    const source = axes[axis];
    const step = source === null || source === undefined ? 0 : steps[source]!;
    const next = new Array<number>(indices.length * positions.length);
    let to = 0;
    for (const base of indices) {
      for (const position of positions) next[to++] = base < 0 || position < 0 ? -1 : base + position * step;
    }
    indices = next;
  });
  return { shape: result, indices };
}

/** 0, 1, … count − 1. */
export function counting(count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => index);
}

/** The axes of a tensor in another order. */
export function transposed(shape: readonly number[], permutation: readonly number[]): Arrangement {
  return arrange(
    shape,
    permutation,
    permutation.map((axis) => counting(shape[axis]!)),
  );
}

/** A tensor repeated to a larger shape as numpy does: axes are matched from the last. */
export function broadcastTo(shape: readonly number[], to: readonly number[]): Arrangement {
  if (elementCount(shape) === elementCount(to)) return { shape: to, indices: null };
  const missing = to.length - shape.length;
  return arrange(
    shape,
    to.map((_extent, axis) => (axis < missing ? null : axis - missing)),
    to.map((extent, axis) =>
      axis < missing || shape[axis - missing] === 1 ? new Array<number>(extent).fill(0) : counting(extent),
    ),
  );
}

/** The shape that two shapes give together, or null when they do not fit. */
export function broadcastShape(a: readonly number[], b: readonly number[]): number[] | null {
  const rank = Math.max(a.length, b.length);
  const result: number[] = [];
  for (let axis = 0; axis < rank; axis++) {
    const left = a[axis - rank + a.length] ?? 1;
    const right = b[axis - rank + b.length] ?? 1;
    if (left !== right && left !== 1 && right !== 1) return null;
    result.push(left === 1 ? right : left);
  }
  return result;
}

/** Applies an arrangement to plain elements. */
export function arranged<T>(values: readonly T[], { indices }: Arrangement, zero: T): readonly T[] {
  return indices === null ? values : indices.map((index) => (index < 0 ? zero : values[index]!));
}
