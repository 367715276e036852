import { fail } from "../../../errors/index.js";
import type { EventBlock } from "../../../formats/index.js";
import type { MapDescription } from "../description.js";
import { BlockWriter } from "./blockWriter.js";
import { codesOf, unknownCollection } from "./codes.js";
import { Collector, type ObjectArray } from "./collector.js";
import { collectionsOf, longColumns, type TableHead, wideColumns } from "./columns.js";
import { hardwareFields, type LongTable, portName } from "./description.js";
import { EventCounter } from "./eventCounter.js";

/** A table of objects: what is known beforehand, and its rows. An opened file of events with a name for messages. */
export interface ObjectRows extends TableHead {
  readonly blocks: AsyncIterable<EventBlock>;
}

/** Consecutive events, ready for an emulator. */
export interface ObjectBlock {
  /** Number of the first event, from 0. */
  readonly firstEvent: number;
  readonly events: number;
  /** Raw integers by input port, event after event. */
  readonly inputs: Record<string, ObjectArray>;
}

/** Names of the input ports that the objects of a map become. */
export function objectPorts(map: MapDescription): string[] {
  return collectionsOf(map).flatMap((collection) =>
    hardwareFields(collection).map((field) => portName(collection, field)),
  );
}

/**
 * From a table of trigger objects to the raw integers of a program's input ports: collects the objects of each event,
 * puts them in order, cuts off what has no slot, and fills empty slots. No number is changed on the way; scales, offsets
 * and shifts are part of the program. Streams: memory is bounded by the blocks.
 *
 * @param map a map with a table
 * @param blockEvents events in a block; default: about 2^18 numbers
 * @throws TrigforgeError TF-MAP-005 when columns are missing, TF-MAP-006 for a number that is no hardware integer,
 *   TF-MAP-007 for rows that do not come event after event, or a place that is taken twice
 */
export async function* prepareObjects(
  rows: ObjectRows,
  map: MapDescription,
  blockEvents?: number,
): AsyncGenerator<ObjectBlock> {
  const collectors = collectionsOf(map).map((collection) => new Collector(collection));
  const numbers = collectors.reduce((sum, { collection, fields }) => sum + collection.slots * fields.length, 0);
  const writer = new BlockWriter(collectors, blockEvents ?? Math.max(1, Math.floor(2 ** 18 / numbers)));
  if (map.table === null) {
    return fail("TF-MAP-005", { where: map.where, what: "the map does not say how a table of objects lies" });
  }
  if (map.table.layout === "long") yield* prepareLong(rows, map, map.table, collectors, writer);
  else yield* prepareWide(rows, map, collectors, writer);
  const last = writer.finish();
  if (last !== undefined) yield last;
}

async function* prepareWide(
  rows: ObjectRows,
  map: MapDescription,
  collectors: readonly Collector[],
  writer: BlockWriter,
): AsyncGenerator<ObjectBlock> {
  const columns = wideColumns(rows, map.table!.columns, map);
  for await (const { firstEvent, events, columns: width, values } of rows.blocks) {
    for (let event = 0; event < events; event++) {
      const base = event * width;
      const row = firstEvent + event;
      for (const [index, collector] of collectors.entries()) {
        const { fields, count } = columns[index]!;
        const placed = (column: number): string => `${rows.where}: row ${row}, column ${nameOf(rows, map, column)}`;
        const { candidates, grid } = collector.collection;
        const objects = count === null ? candidates : countOf(values[base + count]!, candidates, () => placed(count));
        for (let object = 0; object < objects; object++) {
          const place = (field: number): string => placed(fields[field]![object]!);
          for (let field = 0; field < fields.length; field++) {
            collector.put(field, values[base + fields[field]![object]!]!, place);
          }
          collector.endObject(() => `${rows.where}: row ${row}`, grid === null ? -1 : object);
        }
      }
      const full = writer.endEvent();
      if (full !== undefined) yield full;
    }
  }
}

function countOf(value: number | bigint, candidates: number, where: () => string): number {
  const count = Number(value);
  if (Number.isInteger(count) && count >= 0 && count <= candidates) return count;
  return fail("TF-MAP-006", {
    where: where(),
    what: `the number of objects is ${value}`,
    expected: `a whole number from 0 to ${candidates}`,
  });
}

async function* prepareLong(
  rows: ObjectRows,
  map: MapDescription,
  table: LongTable,
  collectors: readonly Collector[],
  writer: BlockWriter,
): AsyncGenerator<ObjectBlock> {
  const columns = longColumns(rows, table, map);
  const known = codesOf(map, table);
  const counter = new EventCounter(table);
  for await (const { firstEvent, events, columns: width, values } of rows.blocks) {
    for (let index = 0; index < events; index++) {
      const base = index * width;
      const row = firstEvent + index;
      const where = (): string => `${rows.where}: row ${row}`;
      for (let ended = counter.advance(values[base + columns.event]!, where); ended > 0; ended--) {
        const full = writer.endEvent();
        if (full !== undefined) yield full;
      }
      const code = columns.collection === null ? undefined : values[base + columns.collection]!;
      const chosen = code === undefined ? 0 : known.get(Number(code))?.collection;
      if (chosen === undefined) unknownCollection(code!, known, where());
      if (chosen === null) continue;
      const collector = collectors[chosen]!;
      const { fields, axes } = columns.objects[chosen]!;
      const coordinate = (axis: number): number | bigint => values[base + axes[axis]!]!;
      const slot = collector.collection.grid === null ? -1 : collector.takePlace(coordinate, where);
      if (slot === null) continue;
      const place = (field: number): string => `${where()}, column ${nameOf(rows, map, fields[field]!)}`;
      for (let field = 0; field < fields.length; field++) {
        collector.put(field, values[base + fields[field]!]!, place);
      }
      collector.endObject(where, slot);
    }
  }
  if (!counter.begun) return;
  const full = writer.endEvent();
  if (full !== undefined) yield full;
}

function nameOf(rows: TableHead, map: MapDescription, column: number): string {
  return (rows.names ?? map.table?.columns)?.[column] ?? `${column}`;
}
