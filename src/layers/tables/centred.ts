import { type FixedType, fixed, typeOf } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { writeScalar } from "../scalar.js";
import type { TableParameters } from "../tableActivations.js";
import { addressBits, checkTableSize, scaledIndex } from "./address.js";
import { directOrOps } from "./direct.js";
import { assignedEntries, clampIndex, storedEntries } from "./entries.js";
import type { EntryFunction } from "./functions.js";

/**
 * A table over −span/2 … span/2: entry clamp(trunc0(x · N / span) + N/2), assigned to the result format.
 *
 * Written as a saturating cast to a signed address and one lookup: the table is turned by half, so that negative
 * addresses, as bit patterns, find the entries below the middle; entries are stored in the result format already.
 *
 * @throws TrigforgeError TF-LAYERS-003 for a table that is too large
 */
export function centredTable(
  builder: ProgramBuilder,
  x: ValueId,
  where: string,
  span: number,
  entry: EntryFunction,
  { tableSize, table, result }: TableParameters,
): ValueId {
  checkTableSize(tableSize, where);
  const stored = storedEntries(tableSize, table, (index) => entry(centredPoint(index, tableSize, span)));
  const entries = assignedEntries(stored, table, result);
  return directOrOps(builder, x, addressBits(tableSize), result, (writer, operand) =>
    readCentred(writer, operand, tableSize, span, entries, typeOf(result)),
  );
}

/** Reads entry clamp(trunc0(x · N / span) + N/2) of N entries of a type; see {@link centredTable}. */
export function readCentred(
  builder: ProgramBuilder,
  x: ValueId,
  size: number,
  span: number,
  entries: readonly bigint[],
  type: FixedType,
): ValueId {
  const bits = addressBits(size);
  const middle = Math.floor(size / 2);
  const index = keepInt(builder, scaledIndex(builder, x, size, span), middle);
  const address = builder.cast(index, fixed(bits, bits, "TRN_ZERO", "SAT"));
  const turned = Array.from({ length: 2 ** bits }, (_unused, pattern) => {
    const signed = pattern < 2 ** (bits - 1) ? pattern : pattern - 2 ** bits;
    return entries[clampIndex(signed + middle, size)]!;
  });
  return builder.lookup(address, builder.constant([2 ** bits], type, turned));
}

/** The point of an entry: (i − N/2) · span / N in double, rounded to float. */
export function centredPoint(index: number, size: number, span: number): number {
  return Math.fround((span * (index - size / 2)) / size);
}

/** index + middle is an int in the C++: near 2^31 it wraps. Only operands wide enough to reach that pay for it. */
function keepInt(builder: ProgramBuilder, index: ValueId, middle: number): ValueId {
  if (builder.tensor(index).type.integer <= 30) return index;
  const offset = writeScalar(builder, index, { signed: false, width: 32, integer: 32 }, BigInt(middle));
  const sum = builder.cast(builder.add(index, offset), fixed(32, 32));
  return builder.sub(sum, offset);
}
