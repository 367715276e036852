import { fail } from "../errors/index.js";
import { type EventTable, openEvents } from "../formats/events/open.js";
import { type MapDescription, objectLabels, objectPorts, parseMap, prepareObjects } from "../importers/map/index.js";
import { inputPorts, type Program } from "../ir/index.js";
import type { ModelEvents, PortBlock } from "./events.js";
import { readChunks, readText } from "./files.js";

/**
 * The map in a file, when it says how tables of trigger objects lie.
 *
 * @param path undefined for no map
 * @returns undefined when events are tables of the model's input ports
 * @throws TrigforgeError TF-FILE-001, TF-FORMAT-013, TF-FORMAT-015, TF-MAP-…
 */
export async function loadObjectMap(path: string | undefined): Promise<MapDescription | undefined> {
  if (path === undefined) return undefined;
  const map = parseMap(await readText(path), path);
  return map.table === null ? undefined : map;
}

/**
 * Opens a table of trigger objects for a program around which the map was put: see `prepareObjects`.
 *
 * @param blockEvents events in a block; default: about 2^18 numbers
 * @throws TrigforgeError TF-FILE-001, TF-FORMAT-…, TF-MAP-005; while blocks are read TF-MAP-006 and TF-MAP-007 too
 */
export async function openObjectEvents(
  path: string,
  program: Program,
  map: MapDescription,
  blockEvents?: number,
): Promise<ModelEvents> {
  const made = objectPorts(map);
  const ports = inputPorts(program).map((port) => port.name);
  const lacking = ports.filter((name) => !made.includes(name));
  if (lacking.length > 0) {
    fail("TF-MAP-005", {
      where: `${map.where}: table`,
      what: `the objects do not make the model's ${lacking.length === 1 ? "input" : "inputs"} ${lacking.join(", ")}`,
      help: "describe every input of the network by objects, or leave the table out and give events port by port",
    });
  }
  const labels = objectLabels(map);
  const table = await openEvents(readChunks(path), { where: path, ...(labels === undefined ? {} : { labels }) });
  return {
    totalEvents: map.table?.layout === "wide" ? table.totalEvents : undefined,
    values: "raw",
    blocks: blocksOf(path, ports, table, map, blockEvents),
  };
}

async function* blocksOf(
  path: string,
  ports: readonly string[],
  table: EventTable,
  map: MapDescription,
  blockEvents: number | undefined,
): AsyncGenerator<PortBlock> {
  const { names, columns, blocks } = table;
  for await (const block of prepareObjects({ where: path, names, columns, blocks }, map, blockEvents)) {
    const inputs = Object.fromEntries(ports.map((port) => [port, block.inputs[port]!]));
    yield { firstEvent: block.firstEvent, events: block.events, inputs };
  }
}
