import { fail } from "../../../errors/index.js";
import { formatOf, fractionOf, narrowestType } from "../../../fixed/index.js";
import { writeConstant } from "../../../layers/index.js";
import { elementCount, type ValueId, zeroIndex } from "../../../ops/index.js";
import type { ExactWriter } from "../../keras/trained/writer.js";
import { type FormatGroup, groupByFormat } from "./elements.js";
import type { UnaryFunction } from "./functions.js";
import type { HgqValue } from "./network.js";
import { formatIndices, type HgqQuantizer } from "./quantizer.js";
import { tableOf } from "./tables.js";
import { quantizeFloat } from "./weights.js";

/** Widest operand of a table with one entry for each of its values. */
const widestAddress = 18;

/** Most entries that the tables behind one quantiser may have together. */
const mostEntries = 2 ** 22;

/**
 * Writes a quantiser behind a value: one cast for each format that occurs, of the elements that have it, put back in their
 * places; elements without bits are 0. Behind a function it is one table for each format.
 *
 * @throws TrigforgeError TF-KERAS3-005 and -007 for what has no exact form
 */
export function quantize(writer: ExactWriter, given: HgqValue, quantizer: HgqQuantizer | null): ValueId {
  if (given.kind === "function") return quantizeFunction(writer, given, quantizer);
  if (quantizer === null) return given.value;
  const { builder } = writer;
  const shift = shiftOf(quantizer);
  const x = shift === 0 ? given.value : builder.scale(given.value, -shift);
  const indices = formatIndices(quantizer, writer.shape(x));
  const groups = groupByFormat(quantizer, indices);
  const parts = groups.map(({ format, elements }) => builder.cast(taken(writer, x, elements), format));
  const result = joined(writer, parts, groups, writer.shape(x));
  return withAffine(writer, shift === 0 ? result : builder.scale(result, shift), quantizer);
}

/** The binary logarithm of a quantiser's scaler. */
function shiftOf({ scaler, where }: HgqQuantizer): number {
  const shift = Math.log2(scaler);
  if (Number.isInteger(shift)) return shift;
  return fail("TF-KERAS3-005", { where, what: `a scaler of ${scaler}`, expected: "a power of two" });
}

function withAffine(writer: ExactWriter, x: ValueId, { affine, where }: HgqQuantizer): ValueId {
  const [factor, offset] = affine;
  if (factor === 1 && offset === 0) return x;
  const { builder } = writer;
  const product = writer.exact(builder.mul(x, writer.scalar(x, factor, where)), where);
  return writer.exact(builder.add(product, writer.scalar(x, offset, where)), where);
}

/** Some elements of a tensor, as a list; the tensor itself where they are all. */
function taken(writer: ExactWriter, x: ValueId, elements: readonly number[]): ValueId {
  if (elements.length === elementCount(writer.shape(x))) return x;
  return writer.builder.gather(x, elements, [elements.length]);
}

/** The groups' elements in their places; 0 where there is none. */
function joined(
  writer: ExactWriter,
  parts: readonly ValueId[],
  groups: readonly FormatGroup[],
  shape: readonly number[],
): ValueId {
  const { builder } = writer;
  const count = elementCount(shape);
  if (parts.length === 0) {
    return builder.constant(shape, { signed: false, width: 1, integer: 1 }, new Array<bigint>(count).fill(0n));
  }
  if (groups[0]!.elements.length === count) return parts[0]!;
  const places = new Array<number>(count).fill(zeroIndex);
  for (const [position, element] of groups.flatMap(({ elements }) => elements).entries()) places[element] = position;
  const all = parts.length === 1 ? parts[0]! : builder.concat(parts, 0);
  return builder.gather(all, places, shape);
}

function quantizeFunction(
  writer: ExactWriter,
  given: Extract<HgqValue, { kind: "function" }>,
  quantizer: HgqQuantizer | null,
): ValueId {
  const { where } = given;
  if (quantizer === null) return fail("TF-KERAS3-007", { where, what: `${given.function.name} without a quantiser` });
  const { builder } = writer;
  const shape = writer.shape(given.x);
  const indices = formatIndices(quantizer, shape);
  const groups = groupByFormat(quantizer, indices);
  const x = narrowed(writer, given.x);
  const results = evaluated(writer, x, given.function, groups.length, where);
  const count = { uncertain: 0 };
  const parts = groups.map(({ format, elements }) => {
    const index = indices[elements[0]!]!;
    const entries = results.map((result) => entryOf(quantizer, index, given.function, result, count));
    const table = tableOf(quantizer, format, entries, where);
    return builder.lookup(taken(writer, x, elements), writeConstant(builder, table));
  });
  if (count.uncertain > 0) {
    writer.notes.add(
      `${where}: ${count.uncertain} entries of the table of ${given.function.name} lie so near a tie that the framework's ` +
        "float32 library decides; the nearest is taken here",
    );
  }
  return joined(writer, parts, groups, shape);
}

/** A value in the narrowest type that holds all it can be, so that a table on it is short. */
function narrowed(writer: ExactWriter, x: ValueId): ValueId {
  const type = writer.type(x);
  const { low, high } = writer.bounds(x);
  const narrow = narrowestType(low < 0n ? low : 0n, high > 0n ? high : 0n, fractionOf(type));
  return narrow.width < type.width ? writer.builder.cast(x, formatOf(narrow)) : x;
}

/** The function's float32 result at each address of a table on x; null where no event can reach it. */
function evaluated(
  writer: ExactWriter,
  x: ValueId,
  { name, evaluate }: UnaryFunction,
  tables: number,
  where: string,
): (number | null)[] {
  const type = writer.type(x);
  if (type.width > widestAddress || 2 ** type.width * tables > mostEntries) {
    fail("TF-KERAS3-007", {
      where,
      what: `${name} of a number of ${type.width} bits, in ${tables} formats`,
      expected: `at most ${widestAddress} bits and ${mostEntries} entries, so that a table holds every value`,
      help: "quantise what goes into it more coarsely (enable_iq)",
    });
  }
  const bounds = writer.bounds(x);
  const [low, high] = [Number(bounds.low), Number(bounds.high)];
  const [entries, step] = [2 ** type.width, 2 ** -fractionOf(type)];
  return Array.from({ length: entries }, (_unused, address) => {
    const raw = type.signed && address >= entries / 2 ? address - entries : address;
    return raw < low || raw > high ? null : evaluate(raw * step);
  });
}

/** A table's entry: the function's float32 result, quantised. Counts those where another library could give another one. */
function entryOf(
  quantizer: HgqQuantizer,
  index: number,
  { relativeError }: UnaryFunction,
  result: number | null,
  count: { uncertain: number },
): number {
  if (result === null) return 0;
  const entry = quantizeFloat(quantizer, index, result);
  if (relativeError === 0) return entry;
  const margin = Math.abs(result) * relativeError;
  const differs = (near: number): boolean => quantizeFloat(quantizer, index, near) !== entry;
  if (differs(result - margin) || differs(result + margin)) count.uncertain++;
  return entry;
}
