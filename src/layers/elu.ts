import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { writeScalar } from "./scalar.js";
import type { TableParameters } from "./tableActivations.js";
import { eluEntry, seluEntry } from "./tables/functions.js";
import { negativeTable } from "./tables/negative.js";
import type { ConstantTensor } from "./tensor.js";

/** A table for negative inputs and a factor. */
export interface EluParameters extends TableParameters {
  /** The factor below zero: one element, or null for 1. */
  readonly alpha: ConstantTensor | null;
}

/**
 * x where x >= 0, elsewhere alpha · (e^x − 1) from a table over −8 … 0, assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-003 for a table that is too large
 * Source of the semantics: hls4ml nnet_activation.h, elu.
 */
export function elu(builder: ProgramBuilder, x: ValueId, parameters: EluParameters): ValueId {
  const { alpha } = parameters;
  const factor = alpha === null ? one : { type: alpha.type, raw: alpha.raw[0]! };
  return negativeTable(
    builder,
    x,
    { ...parameters, where: "elu", entry: eluEntry, factor, overflowsToEnd: true },
    (_writer, part) => part,
  );
}

/**
 * λ · x where x >= 0 with λ = 34429 / 2^15, elsewhere λ' · 1.67326… · (e^x − 1) with λ' = 1.0507… from a table over
 * −8 … 0, assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-003 for a table that is too large
 * Source of the semantics: hls4ml nnet_activation.h, selu.
 */
export function selu(builder: ProgramBuilder, x: ValueId, parameters: TableParameters): ValueId {
  return negativeTable(
    builder,
    x,
    { ...parameters, where: "selu", entry: seluEntry, factor: one, overflowsToEnd: false },
    (writer, part) => writer.mul(writeScalar(writer, part, lambdaType, 34429n), part),
  );
}

const one = { type: { signed: false, width: 1, integer: 1 }, raw: 1n };

/** ap_ufixed<16,1>, in which hls4ml stores 1.0507009873554805 as 34429 · 2^−15. */
const lambdaType = { signed: false, width: 16, integer: 1 };
