import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";

/**
 * condition ? (result)a : (result)b. One cast after the choice, except to an integer format: that conversion depends on
 * the type it comes from (docs/numerics.md), so there each branch is cast by itself, as C++ does.
 */
export function chooseAndCast(
  builder: ProgramBuilder,
  condition: ValueId,
  a: ValueId,
  b: ValueId,
  result: FixedFormat,
): ValueId {
  if (result.family === "int") return builder.select(condition, builder.cast(a, result), builder.cast(b, result));
  return builder.cast(builder.select(condition, a, b), result);
}
