import type { FixedType } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";

/** A constant tensor that an importer hands to a layer: raw integers of a type, row-major. */
export interface ConstantTensor {
  readonly shape: readonly number[];
  readonly type: FixedType;
  readonly raw: readonly bigint[];
}

/** Writes a constant tensor into the program. */
export function writeConstant(builder: ProgramBuilder, { shape, type, raw }: ConstantTensor): ValueId {
  return builder.constant(shape, type, raw);
}
