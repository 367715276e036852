import { fail } from "../../../errors/index.js";
import type { EventLabels } from "../../../formats/index.js";
import type { MapDescription } from "../description.js";
import { collectionsOf } from "./columns.js";
import type { LongTable } from "./description.js";

/** What a number in the column of collections means: a collection by its position, or null for one that is left out. */
export interface Code {
  readonly collection: number | null;
  /** Words that may stand in a text table instead. */
  readonly names: readonly string[];
}

/**
 * Collections by code. One that has no code of its own gets one that no table has.
 *
 * @throws TrigforgeError TF-MAP-003 when two of them, or one and something that is ignored, would be the same
 */
export function codesOf(map: MapDescription, table: LongTable): Map<number, Code> {
  let next = Number.MAX_SAFE_INTEGER;
  const known = new Map<number, Code>();
  const add = (code: number, meaning: Code, word: string | number, where: string): void => {
    const names = [...known.values()].flatMap((other) => other.names);
    if (known.has(code) || meaning.names.some((name) => names.includes(name))) {
      fail("TF-MAP-003", { where, what: `${word} stands for two things` });
    }
    known.set(code, meaning);
  };
  collectionsOf(map).forEach(({ name, code, where }, collection) => {
    add(code ?? next--, { collection, names: [name] }, code ?? name, where);
  });
  table.ignore.forEach((word, index) => {
    const where = `${map.where}: table.ignore[${index}]`;
    if (typeof word === "number") add(word, { collection: null, names: [] }, word, where);
    else add(next--, { collection: null, names: [word] }, word, where);
  });
  return known;
}

/** Refuses a row of a collection that the map does not know. @throws TrigforgeError TF-MAP-006 */
export function unknownCollection(code: number | bigint, known: ReadonlyMap<number, Code>, where: string): never {
  const told = [...known].filter(([number]) => Math.abs(number) < 2 ** 52);
  return fail("TF-MAP-006", {
    where,
    what: `there is no collection ${code}`,
    expected: told.length === 0 ? "the name of a collection" : `one of ${told.map(([number]) => number).join(", ")}`,
    help: "give a collection its number with `code`, or leave it out with table.ignore",
  });
}

/** The words that a table of text may have in its column of collections; undefined when there is no such column. */
export function objectLabels(map: MapDescription): EventLabels | undefined {
  if (map.table?.layout !== "long" || map.table.collection === null) return undefined;
  const values = new Map<string, number>();
  codesOf(map, map.table).forEach(({ names }, code) => {
    for (const name of names) values.set(name, code);
  });
  return { column: map.table.collection, values };
}
