import { fail } from "../../../errors/index.js";
import { nearestHelp } from "../../../formats/index.js";
import type { MapDescription } from "../description.js";
import { type Collection, type Grid, hardwareFields, type LongTable } from "./description.js";

/** What is known of a table before its rows are read. */
export interface TableHead {
  /** Name of the file, for messages. */
  readonly where: string;
  /** Names of the columns, where the file has them. */
  readonly names: readonly string[] | undefined;
  /** How many columns there are. */
  readonly columns: number;
}

/** Where a collection's numbers stand in a wide table. */
export interface WideColumns {
  /** Position by field and candidate. */
  readonly fields: readonly (readonly number[])[];
  readonly count: number | null;
}

/** Where the numbers of a long table stand. */
export interface LongColumns {
  readonly event: number;
  readonly collection: number | null;
  /** By collection: positions of its fields and of its coordinates. */
  readonly objects: readonly { readonly fields: readonly number[]; readonly axes: readonly number[] }[];
}

/** The collections of all inputs, in order. */
export function collectionsOf(map: MapDescription): Collection[] {
  return map.inputs.flatMap((input) => input.objects?.collections ?? []);
}

/** Finds the columns of a long table. @throws TrigforgeError TF-MAP-005 */
export function longColumns(head: TableHead, table: LongTable, map: MapDescription): LongColumns {
  const find = finder(head, table.columns, map);
  const collections = collectionsOf(map);
  if (table.collection === null && collections.length > 1) {
    fail("TF-MAP-005", {
      where: `${map.where}: table.collection`,
      what: `there are ${collections.length} collections and no column that tells them apart`,
      help: "name it: collection: kind",
    });
  }
  return {
    event: find(table.event),
    collection: table.collection === null ? null : find(table.collection),
    objects: collections.map((collection) => ({
      fields: hardwareFields(collection).map((field) => find(field.column)),
      axes: (collection.grid?.axes ?? []).map((axis) => find(axis.column)),
    })),
  };
}

/** Finds the columns of a wide table: by name where there are names, else by position. @throws TrigforgeError TF-MAP-005 */
export function wideColumns(
  head: TableHead,
  columns: readonly string[] | null,
  map: MapDescription,
): readonly WideColumns[] {
  const collections = collectionsOf(map);
  if (head.names === undefined && columns === null) return byPosition(head, collections, map);
  const find = finder(head, columns, map);
  return collections.map((collection) => ({
    fields: hardwareFields(collection).map((field) =>
      Array.from({ length: collection.candidates }, (_unused, slot) =>
        find(fillTemplate(collection, field.column, slot)),
      ),
    ),
    count: collection.count === null ? null : find(collection.count),
  }));
}

/** A file without names has the numbers in the order of the description, object after object. */
function byPosition(head: TableHead, collections: readonly Collection[], map: MapDescription): readonly WideColumns[] {
  const counted = collections.find((collection) => collection.count !== null);
  if (counted !== undefined) {
    fail("TF-MAP-005", {
      where: head.where,
      what: `its columns have no names, and ${counted.name} has its number of objects in the column "${counted.count}"`,
      help: `name the columns in the map: table.columns`,
    });
  }
  let position = 0;
  const found = collections.map((collection) => {
    const fields = hardwareFields(collection).map((): number[] => []);
    for (let slot = 0; slot < collection.candidates; slot++) for (const field of fields) field.push(position++);
    return { fields, count: null };
  });
  if (position !== head.columns) {
    const parts = collections.map(({ name, candidates, fields }) => {
      const numbers = fields.filter((field) => field.kind === "hardware").map((field) => field.name);
      return `${name} ${candidates} × (${numbers.join(", ")})`;
    });
    fail("TF-MAP-005", {
      where: head.where,
      what: `a row has ${head.columns} values and the columns have no names`,
      expected: `${position}: ${parts.join(", ")}`,
      help: `${map.where} describes the table; table.columns can name its columns`,
    });
  }
  return found;
}

/** Finds a column by its name; the file's own names go before those of the map. */
function finder(head: TableHead, told: readonly string[] | null, map: MapDescription): (name: string) => number {
  const names = head.names ?? told;
  if (names === null) {
    return fail("TF-MAP-005", {
      where: head.where,
      what: "its columns have no names",
      expected: "a header line, or the names in the map",
      help: "name the columns in the map: table.columns",
    });
  }
  if (names.length !== head.columns) {
    fail("TF-MAP-005", {
      where: `${map.where}: table.columns`,
      what: `${names.length} columns are named, and ${head.where} has ${head.columns}`,
    });
  }
  return (name) => {
    const position = names.indexOf(name);
    if (position >= 0 && names.indexOf(name, position + 1) < 0) return position;
    return fail("TF-MAP-005", {
      where: head.where,
      what: position < 0 ? `there is no column "${name}"` : `there are two columns "${name}"`,
      ...(position < 0 ? nearestHelp(name, names) : {}),
    });
  };
}

/** `EG_{field}_{slot}` for a slot; coordinates of a grid stand for their values. */
function fillTemplate({ name, template, grid }: Collection, field: string, slot: number): string {
  const places: Record<string, string | number> = { name, field, slot, number: slot + 1, ...coordinates(grid, slot) };
  return template.replace(/\{([^{}]*)\}/g, (_hole, key: string) => String(places[key]));
}

function coordinates(grid: Grid | null, slot: number): Record<string, number> {
  const found: Record<string, number> = {};
  let rest = slot;
  for (const { column, first, count } of [...(grid?.axes ?? [])].reverse()) {
    found[column] = first + (rest % count);
    rest = Math.floor(rest / count);
  }
  return found;
}
