import { type FixedFormat, quantize, quantizeReal } from "../../fixed/index.js";

/** Entries of a table as hls4ml stores them: `entry(index)`, a float or double, assigned to the table's format. */
export function storedEntries(size: number, table: FixedFormat, entry: (index: number) => number): bigint[] {
  return Array.from({ length: size }, (_unused, index) => quantizeReal(entry(index), table));
}

/** Entries of a stored table, assigned to another format: what reading the table and one assignment give. */
export function assignedEntries(entries: readonly bigint[], table: FixedFormat, to: FixedFormat): bigint[] {
  return entries.map((raw) => quantize(raw, table, to));
}

/** index between 0 and size − 1. */
export function clampIndex(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}
