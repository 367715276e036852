import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { centredTable } from "./tables/centred.js";
import { sigmoidEntry, softplusEntry, softsignEntry, tanhEntry } from "./tables/functions.js";

// Activations read from a table over a range centred on 0: −8 … 8, for tanh −4 … 4. No interpolation.
// Source of the semantics: hls4ml nnet_activation.h. Each throws TrigforgeError TF-LAYERS-003 for a table that is too large.

/** A table's size and format, and the format of the result. hls4ml's defaults: 1024 entries of fixed<18,8>. */
export interface TableParameters extends ResultParameters {
  /** Number of entries, from 1 to 2^20; any number, a power of two is cheapest. */
  readonly tableSize: number;
  /** Format in which entries are stored. */
  readonly table: FixedFormat;
}

/** 1 / (1 + e^−x) from a table over −8 … 8, assigned to the result format. */
export function sigmoid(builder: ProgramBuilder, x: ValueId, parameters: TableParameters): ValueId {
  return centredTable(builder, x, "sigmoid", 16, sigmoidEntry, parameters);
}

/** tanh x from a table over −4 … 4, assigned to the result format. */
export function tanh(builder: ProgramBuilder, x: ValueId, parameters: TableParameters): ValueId {
  return centredTable(builder, x, "tanh", 8, tanhEntry, parameters);
}

/** ln(1 + e^x) from a table over −8 … 8, assigned to the result format. */
export function softplus(builder: ProgramBuilder, x: ValueId, parameters: TableParameters): ValueId {
  return centredTable(builder, x, "softplus", 16, softplusEntry, parameters);
}

/** x / (1 + |x|) from a table over −8 … 8, assigned to the result format. */
export function softsign(builder: ProgramBuilder, x: ValueId, parameters: TableParameters): ValueId {
  return centredTable(builder, x, "softsign", 16, softsignEntry, parameters);
}
