import { fail } from "../errors/index.js";
import { type FixedFormat, type FixedType, fractionOf, highestRaw, lowestRaw, type Rounding } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { ascending, elementCount, type ValueId } from "../ops/index.js";

/** Roundings that commute with adding a number of the grid: round(y + x) = y + round(x). */
const commuting: readonly Rounding[] = ["TRN", "RND", "RND_MIN_INF"];

/**
 * The ascending sum along the last axis as C++ writes `sum += element`: each element is added exactly to the partial sum,
 * and the sum is assigned to the accumulator. The reduce op assigns each element first; where that could differ, the sum is
 * written out, element by element.
 *
 * @param x shape [..., elements]
 * @returns shape [...], of the accumulator's type
 * @throws TrigforgeError TF-LAYERS-003 for an integer accumulator that does not hold every element
 */
export function sumElements(builder: ProgramBuilder, x: ValueId, accumulator: FixedFormat): ValueId {
  const { shape, type } = builder.tensor(x);
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  const same = modular && accumulator.family === "fixed" && commuting.includes(accumulator.rounding);
  if (same || holds(accumulator, type)) return builder.reduce(x, { by: "sum", accumulator, order: ascending });
  if (accumulator.family === "int") {
    fail("TF-LAYERS-003", { where: "sum", what: "an integer accumulator meets elements that it cannot hold" });
  }
  const length = shape[shape.length - 1]!;
  const outer = shape.slice(0, -1);
  const element = (index: number): ValueId =>
    builder.gather(
      x,
      Array.from({ length: elementCount(outer) }, (_unused, slice) => slice * length + index),
      outer,
    );
  let sum = builder.cast(element(0), accumulator);
  for (let index = 1; index < length; index++) sum = builder.cast(builder.add(sum, element(index)), accumulator);
  return sum;
}

/** Whether a type holds every value of another. */
function holds(outer: FixedType, inner: FixedType): boolean {
  const shift = fractionOf(outer) - fractionOf(inner);
  if (shift < 0) return false;
  const scale = 1n << BigInt(shift);
  return lowestRaw(inner) * scale >= lowestRaw(outer) && highestRaw(inner) * scale <= highestRaw(outer);
}
