import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";

/**
 * An activation inside a recurrent cell: of x, assigned to `result`. hls4ml's cells know relu, sigmoid and tanh, whose tables
 * have 1024 entries of fixed<18,8> unless configured:
 * `(builder, x, result) => sigmoid(builder, x, { tableSize: 1024, table: fixed(18, 8), result })`.
 */
export type CellActivation = (builder: ProgramBuilder, x: ValueId, result: FixedFormat) => ValueId;
