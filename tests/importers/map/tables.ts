import type { EventBlock } from "../../../src/formats/index.js";
import { type MapDescription, type ObjectArray, parseMap, prepareObjects } from "../../../src/importers/map/index.js";

/** A map around one input port x, from the text of its objects and its table. */
export function mapOf(objects: string, table: string, type = "fixed<18,13>", rest = ""): MapDescription {
  const input = `  - port: x\n    type: ${type}\n    objects: ${objects}\n${rest}`;
  return parseMap(`format: trigforge-map\nversion: 1\ntable: ${table}\ninputs:\n${input}`, "map.yml");
}

/** Rows of numbers as an opened table, in blocks of so many rows. */
export function rowsOf(names: readonly string[] | undefined, rows: readonly (readonly number[])[], blockRows = 1000) {
  const columns = rows[0]?.length ?? names?.length ?? 0;
  async function* blocks(): AsyncGenerator<EventBlock> {
    for (let first = 0; first < rows.length; first += blockRows) {
      const part = rows.slice(first, first + blockRows);
      yield { firstEvent: first, events: part.length, columns, values: Float64Array.from(part.flat()) };
    }
  }
  return { where: "objects.csv", names, columns, blocks: blocks() };
}

/** Prepares a table whole: raw integers by port, event by event. */
export async function prepareAll(
  map: MapDescription,
  rows: ReturnType<typeof rowsOf>,
  blockEvents?: number,
): Promise<Record<string, number[][]>> {
  const found: Record<string, number[][]> = {};
  let events = 0;
  for await (const block of prepareObjects(rows, map, blockEvents)) {
    if (block.firstEvent !== events) throw new Error(`a block begins at ${block.firstEvent} after ${events} events`);
    if (blockEvents !== undefined && block.events > blockEvents) throw new Error(`a block has ${block.events} events`);
    events += block.events;
    for (const [port, array] of Object.entries(block.inputs)) {
      found[port] ??= [];
      found[port].push(...cut(array, block.events));
    }
  }
  return found;
}

function cut(array: ObjectArray, events: number): number[][] {
  const width = array.length / events;
  return Array.from({ length: events }, (_unused, event) =>
    Array.from(array.subarray(event * width, (event + 1) * width), Number),
  );
}
