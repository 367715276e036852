import type { FixedType } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";

/** Writes a constant of one element that meets every element of `x` in an elementwise op, whatever the shape of `x`. */
export function writeScalar(builder: ProgramBuilder, x: ValueId, type: FixedType, raw: bigint): ValueId {
  return builder.constant(
    builder.tensor(x).shape.map(() => 1),
    type,
    [raw],
  );
}

/** Writes a zero of the type of `x`. */
export function writeZero(builder: ProgramBuilder, x: ValueId): ValueId {
  return writeScalar(builder, x, builder.tensor(x).type, 0n);
}
