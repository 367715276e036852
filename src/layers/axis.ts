import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";

/**
 * Runs `write` on x with one axis moved to the end, and moves it back in the result, which has the shape it was given.
 *
 * @param axis an axis of x, from 0; negative counts from the end
 * @throws TrigforgeError TF-LAYERS-002 when x has no such axis
 */
export function alongLastAxis(
  builder: ProgramBuilder,
  x: ValueId,
  axis: number,
  where: string,
  write: (slices: ValueId) => ValueId,
): ValueId {
  const { shape } = builder.tensor(x);
  const position = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(position) || position < 0 || position >= shape.length) {
    fail("TF-LAYERS-002", { where, what: `axis ${axis} of shape [${shape}]`, expected: `0 to ${shape.length - 1}` });
  }
  if (position === shape.length - 1) return write(x);
  const length = shape[position]!;
  const inner = elementCount(shape.slice(position + 1));
  const count = elementCount(shape);
  const away = Array.from({ length: count }, (_unused, index) => {
    const [outer, rest] = [Math.floor(index / (length * inner)), index % (length * inner)];
    return outer * length * inner + (rest % length) * inner + Math.floor(rest / length);
  });
  const back = new Array<number>(count);
  away.forEach((from, to) => {
    back[from] = to;
  });
  const moved = [...shape.filter((_extent, index) => index !== position), length];
  return builder.gather(write(builder.gather(x, away, moved)), back, shape);
}
