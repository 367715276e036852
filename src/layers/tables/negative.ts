import { type FixedType, mulType, quantize, typeOf, ufixed } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { writeZero } from "../scalar.js";
import type { TableParameters } from "../tableActivations.js";
import { addressBits, checkTableSize, scaledIndex } from "./address.js";
import { directOrOps } from "./direct.js";
import { clampIndex, storedEntries } from "./entries.js";
import type { EntryFunction } from "./functions.js";

/** What a {@link negativeTable} holds. */
export interface NegativeTable extends TableParameters {
  readonly where: string;
  readonly entry: EntryFunction;
  /** A factor on each entry, exact, before the assignment to the result. */
  readonly factor: { readonly type: FixedType; readonly raw: bigint };
  /** Where the int index wraps below zero, elu reads the last entry (it compares as unsigned), selu the first. */
  readonly overflowsToEnd: boolean;
}

/**
 * A table over −8 … 0 for negative operands: where x < 0, entry min(trunc0(x · N / −8), N − 1), assigned to the result
 * format; elsewhere `positive(x)`, assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-003 for a table that is too large
 */
export function negativeTable(
  builder: ProgramBuilder,
  x: ValueId,
  parameters: NegativeTable,
  positive: (builder: ProgramBuilder, x: ValueId) => ValueId,
): ValueId {
  const { where, tableSize, result, overflowsToEnd } = parameters;
  checkTableSize(tableSize, where);
  const bits = addressBits(tableSize);
  const entries = resultEntries(parameters, 2 ** bits);
  return directOrOps(builder, x, bits, result, (writer, operand) => {
    const assigned = writer.cast(positive(writer, operand), result);
    if (!writer.tensor(operand).type.signed) return assigned;
    const zero = writeZero(writer, operand);
    const size = scaledIndex(writer, writer.sub(zero, operand), tableSize, 8);
    const wide = writer.tensor(size).type.integer > 30;
    const index = wide && overflowsToEnd ? writer.cast(size, ufixed(32, 32, "TRN_ZERO")) : size;
    const address = writer.cast(index, ufixed(bits, bits, "TRN_ZERO", "SAT"));
    const below = writer.lookup(address, writer.constant([2 ** bits], typeOf(result), entries));
    return writer.select(writer.compare("<", operand, zero), below, assigned);
  });
}

/** The table's entries times the factor, in the result format, the last one repeated to fill `count` addresses. */
function resultEntries({ tableSize, table, entry, factor, result }: NegativeTable, count: number): bigint[] {
  const stored = storedEntries(tableSize, table, (index) => entry(Math.fround((-8 * index) / tableSize)));
  const assigned = stored.map((raw) => quantize(factor.raw * raw, mulType(factor.type, table), result));
  return Array.from({ length: count }, (_unused, index) => assigned[clampIndex(index, tableSize)]!);
}
