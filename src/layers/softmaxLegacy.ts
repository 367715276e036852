import { quantize, typeOf, ufixed } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { ascending, elementCount, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import type { LegacySoftmax } from "./softmax.js";
import { addressBits, checkTableSize, scaledIndex } from "./tables/address.js";
import { centredPoint, readCentred } from "./tables/centred.js";
import { assignedEntries, clampIndex, storedEntries } from "./tables/entries.js";
import { expFloat } from "./tables/expFloat.js";

/**
 * The legacy softmax along the last axis: with E_i = Σ over j, ascending, of (i == j ? 1 : e^(x_j − x_i)) in the table's
 * format, result_i = 1/E_i from a table over 0 … 64. See softmax.
 */
export function legacySlices(
  builder: ProgramBuilder,
  x: ValueId,
  { expTableSize, inverseTableSize, table, result }: LegacySoftmax & ResultParameters,
): ValueId {
  checkTableSize(expTableSize, "softmax: exp table");
  checkTableSize(inverseTableSize, "softmax: inverse table");
  const { shape } = builder.tensor(x);
  const differences = builder.sub(pairs(builder, x, "second"), pairs(builder, x, "first"));
  const stored = storedEntries(expTableSize, table, (index) => expFloat(centredPoint(index, expTableSize, 16)));
  const powers = readCentred(builder, differences, expTableSize, 16, stored, typeOf(table));
  const one = quantize(1n, { signed: false, width: 1, integer: 1 }, table);
  const terms = withDiagonal(builder, powers, one);
  const sums = builder.reduce(terms, { by: "sum", accumulator: table, order: ascending });
  return builder.lookup(
    inverseAddress(builder, builder.reshape(sums, shape), inverseTableSize),
    builder.constant(
      [2 ** addressBits(inverseTableSize)],
      typeOf(result),
      assignedEntries(inverseEntries(inverseTableSize, table), table, result),
    ),
  );
}

/** clamp(trunc0(x · N / 64)) as an address. */
function inverseAddress(builder: ProgramBuilder, x: ValueId, size: number): ValueId {
  const bits = addressBits(size);
  return builder.cast(scaledIndex(builder, x, size, 64), ufixed(bits, bits, "TRN_ZERO", "SAT"));
}

/** 1 / (64 · i / N), the first 0, the last one repeated to fill every address. */
function inverseEntries(size: number, table: LegacySoftmax["table"]): bigint[] {
  const stored = storedEntries(size, table, (index) => {
    const point = Math.fround((64 * index) / size);
    return point > 0 ? 1 / point : 0;
  });
  return Array.from({ length: 2 ** addressBits(size) }, (_unused, index) => stored[clampIndex(index, size)]!);
}

/** [..., n] as [..., n, n]: element (i, j) is x_i ("first") or x_j ("second"). */
function pairs(builder: ProgramBuilder, x: ValueId, which: "first" | "second"): ValueId {
  const { shape } = builder.tensor(x);
  const length = shape[shape.length - 1]!;
  const indices = Array.from({ length: elementCount(shape) * length }, (_unused, index) => {
    const slice = Math.floor(index / length ** 2);
    const element = which === "second" ? index % length : Math.floor(index / length) % length;
    return slice * length + element;
  });
  return builder.gather(x, indices, [...shape, length]);
}

/** [..., n, n] with the elements (i, i) replaced by a constant. */
function withDiagonal(builder: ProgramBuilder, x: ValueId, raw: bigint): ValueId {
  const { shape, type } = builder.tensor(x);
  const count = elementCount(shape);
  const length = shape[shape.length - 1]!;
  const joined = builder.concat([builder.reshape(x, [count]), builder.constant([1], type, [raw])], 0);
  const indices = Array.from({ length: count }, (_unused, index) =>
    index % length === Math.floor(index / length) % length ? count : index,
  );
  return builder.gather(joined, indices, shape);
}
