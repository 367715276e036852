import { fail } from "../../../errors/index.js";
import { type FixedFormat, highestRaw, lowestRaw, printFormat } from "../../../fixed/index.js";
import { nearestHelp } from "../../../formats/index.js";
import { readSteps } from "../schemaParts.js";
import type { Collection, Grid, HardwareField, ObjectField, ObjectInput, ObjectTable } from "./description.js";
import type { CollectionEntry, TableEntry } from "./schema.js";

/** Widest hardware integer: numbers of a table are doubles. */
const widestInteger = 53;

/**
 * Reads the collections of an input.
 *
 * @param raw the entries before they were validated
 * @param where `map.yml: inputs[0].objects`
 * @throws TrigforgeError TF-MAP-003 for names that are given twice, TF-MAP-004 for types and scales that are not exact
 */
export function readObjects(
  entries: readonly CollectionEntry[],
  raw: unknown,
  arrange: ObjectInput["arrange"],
  where: string,
): ObjectInput {
  const collections = entries.map((entry, index) =>
    readCollection(entry, (raw as { fields: Record<string, unknown> }[])[index]!.fields, `${where}[${index}]`),
  );
  refuseTwice(collections, "name", (name) => `there are two collections named ${name}`);
  refuseTwice(collections, "code", (code) => `two collections have the code ${code}`);
  return { collections, arrange };
}

function refuseTwice<Key extends "name" | "code">(
  collections: readonly Collection[],
  key: Key,
  what: (value: NonNullable<Collection[Key]>) => string,
): void {
  collections.forEach((collection, index) => {
    const value = collection[key];
    if (value === null || collections.findIndex((other) => other[key] === value) === index) return;
    fail("TF-MAP-003", { where: `${collection.where}.${key}`, what: what(value!) });
  });
}

function readCollection(entry: CollectionEntry, raw: Record<string, unknown>, where: string): Collection {
  const { name, code = null, count = null, order_by: orderBy = null } = entry;
  const grid: Grid | null = entry.grid ?? null;
  const slots = grid === null ? entry.slots! : grid.axes.reduce((product, axis) => product * axis.count, 1);
  const candidates = entry.candidates ?? slots;
  const template = entry.columns ?? (candidates === 1 ? "{name}_{field}" : "{name}_{field}_{slot}");
  checkTemplate(template, grid, `${where}.columns`);
  const fields = Object.entries(entry.fields).map(([field, parts]) =>
    readField(field, parts, raw[field], `${where}.fields.${field}`),
  );
  return { name, slots, orderBy, grid, fields, code, candidates, count, template, where };
}

function readField(name: string, entry: CollectionEntry["fields"][string], raw: unknown, where: string): ObjectField {
  const { raw: format, lsb, constant, column = name, missing = 0 } = entry;
  if (constant !== undefined) return { kind: "constant", name, value: constant, where };
  checkInteger(format!, `${where}.raw`);
  if (!Number.isInteger(Math.log2(lsb!)) || 2 ** Math.log2(lsb!) !== lsb) {
    fail("TF-MAP-004", {
      where: `${where}.lsb`,
      what: `${lsb} is not a power of two, so a multiple of it is no fixed-point number`,
      expected: "2^n, for example 0.5",
      help: "say lsb: 1 and let the network see hardware units, or multiply by a typed constant in a step `scale`",
    });
  }
  const [low, high] = [lowestRaw(format!), highestRaw(format!)];
  if (missing < low || missing > high) {
    fail("TF-MAP-004", {
      where: `${where}.missing`,
      what: `${missing} is no value of ${printFormat(format!)}`,
      expected: `a whole number from ${low} to ${high}`,
    });
  }
  const field: HardwareField = {
    kind: "hardware",
    name,
    format: format!,
    lsb: lsb!,
    column,
    missing,
    steps: readSteps(entry, raw, where),
    where,
  };
  return field;
}

function checkInteger(format: FixedFormat, where: string): void {
  if (format.width === format.integer && format.width <= widestInteger) return;
  fail("TF-MAP-004", {
    where,
    what: `${printFormat(format)} is not the type of a hardware integer`,
    expected: `uint<N> or int<N> of at most ${widestInteger} bits`,
    help: "the integer's scale stands beside it: raw: uint<12>, lsb: 0.5",
  });
}

/** Placeholders of a wide table's column names. */
function checkTemplate(template: string, grid: Grid | null, where: string): void {
  const known = ["name", "field", "slot", "number", ...(grid?.axes ?? []).map((axis) => axis.column)];
  for (const [, name] of template.matchAll(/\{([^{}]*)\}/g)) {
    if (known.includes(name!)) continue;
    fail("TF-MAP-003", { where, what: `there is no placeholder {${name}}`, ...nearestHelp(name!, known) });
  }
}

/** Reads how a file of objects lies. */
export function readTable(entry: TableEntry): ObjectTable {
  const columns = entry.columns ?? null;
  if (entry.layout === "wide") return { layout: "wide", columns };
  return {
    layout: "long",
    event: entry.event!,
    numbering: entry.numbering ?? "consecutive",
    firstEvent: entry.first_event ?? 0,
    collection: entry.collection ?? null,
    ignore: entry.ignore ?? [],
    columns,
  };
}
