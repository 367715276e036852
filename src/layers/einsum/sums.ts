import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  mulType,
  quantize,
  typeOf,
} from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { ascending, type ValueId } from "../../ops/index.js";

/**
 * Sums of products as C++ writes `acc += a * b`: the exact product is added to the partial sum, and the sum alone is assigned to
 * the accumulator, in ascending order from 0. A contraction assigns each product to the accumulator too; where that cannot
 * show, this is one, else a chain of additions.
 *
 * @param a shape [batch, rows, inner]
 * @param b shape [batch, inner, columns]
 * @returns shape [batch, rows, columns], of the accumulator's type
 */
export function sumsOfExactProducts(
  builder: ProgramBuilder,
  a: ValueId,
  b: ValueId,
  accumulator: FixedFormat,
): ValueId {
  const product = mulType(builder.tensor(a).type, builder.tensor(b).type);
  if (assignmentCannotShow(product, accumulator)) {
    return builder.contract(a, b, { batchAxes: 1, accumulator, order: ascending });
  }
  const [batch, rows, inner] = builder.tensor(a).shape as readonly [number, number, number];
  const columns = builder.tensor(b).shape[2]!;
  const shape = [batch, rows, columns];
  const cells = Array.from({ length: batch * rows * columns }, (_unused, cell) => cell);
  let sums = builder.constant(shape, typeOf(accumulator), new Array<bigint>(cells.length).fill(0n));
  for (let k = 0; k < inner; k++) {
    const left = cells.map((cell) => Math.floor(cell / columns) * inner + k);
    const right = cells.map((cell) => (Math.floor(cell / (rows * columns)) * inner + k) * columns + (cell % columns));
    const products = builder.mul(builder.gather(a, left, shape), builder.gather(b, right, shape));
    sums = builder.cast(builder.add(sums, products), accumulator);
  }
  return sums;
}

/**
 * Whether assigning a product to the accumulator before it is added gives the same sums: rounding must not depend on the
 * partial sum, and either the accumulator is modular or the product fits it.
 */
function assignmentCannotShow(product: FixedType, accumulator: FixedFormat): boolean {
  const keepsBits = fractionOf(product) <= fractionOf(accumulator);
  const roundsAlike = keepsBits || ["TRN", "RND", "RND_MIN_INF"].includes(accumulator.rounding);
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  return accumulator.family === "fixed" && roundsAlike && (modular || fits(product, accumulator));
}

/** Whether no value of a type overflows a format, rounded to its last bit. */
function fits(type: FixedType, format: FixedFormat): boolean {
  if (format.overflow === "SAT_SYM" || (type.signed && !format.signed)) return false;
  const wide: FixedFormat = {
    ...format,
    integer: format.integer + type.width + 2,
    width: format.width + type.width + 2,
  };
  return [lowestRaw(type), highestRaw(type)].every((raw) => {
    const rounded = quantize(raw, type, wide);
    return rounded >= lowestRaw(format) && rounded <= highestRaw(format);
  });
}
