import type { EventValues } from "../backends/reference/index.js";
import { fail } from "../errors/index.js";
import { fractionOf, highestRaw, lowestRaw } from "../fixed/index.js";
import { type EventTable, openEvents } from "../formats/events/open.js";
import type { EventBlock } from "../formats/index.js";
import type { MapDescription } from "../importers/index.js";
import { type InputPort, inputPorts, type Program } from "../ir/index.js";
import { elementCount } from "../ops/index.js";
import { readChunks } from "./files.js";

/** Raw integers of many events: 32-bit where the type fits, else 64-bit. */
export type RawArray = Int32Array | BigInt64Array;

/** Consecutive events, ready for an emulator. */
export interface PortBlock {
  /** Number of the first event in the file, from 0. */
  readonly firstEvent: number;
  readonly events: number;
  /** Raw integers by port, event after event. */
  readonly inputs: Record<string, RawArray>;
}

/** How the numbers in a file are meant. */
export type ValueMeaning = "raw" | "real";

/** How to read events for a program. */
export interface ModelEventOptions {
  /** Whether numbers are raw integers or real values. Needed only where both could be meant. */
  readonly values?: ValueMeaning | undefined;
  /** Converts real values to raw integers of a port, as the port's format does. */
  readonly encode: (port: string, reals: Float64Array) => RawArray;
  /** Events in a block; default: about 2 MiB of values. */
  readonly blockEvents?: number;
  /** The map around the network, when the file is a table of trigger objects as the map describes it. */
  readonly objects?: MapDescription | undefined;
}

/** An opened file of events for a program. */
export interface ModelEvents {
  /** Number of events, where the file's header tells. */
  readonly totalEvents: number | undefined;
  readonly values: ValueMeaning;
  readonly blocks: AsyncIterable<PortBlock>;
}

/**
 * Opens a file of events for a program: one row an event, one column an input element, all ports in order; or a table of
 * trigger objects, with `options.objects`.
 *
 * @throws TrigforgeError TF-FILE-001, TF-FILE-006, TF-FILE-007, TF-FORMAT-…, TF-MAP-005
 */
export async function openModelEvents(
  path: string,
  program: Program,
  options: ModelEventOptions,
): Promise<ModelEvents> {
  const { objects, values, blockEvents } = options;
  if (objects !== undefined) {
    if (values === "real") {
      const what = `${objects.where} describes hardware integers, and the events were said to be real values`;
      fail("TF-FILE-006", { where: path, what, help: "leave out --values" });
    }
    const { openObjectEvents } = await import("./objects.js");
    return openObjectEvents(path, program, objects, blockEvents);
  }
  return openPortTable(path, inputPorts(program), options);
}

/** Opens a table of the elements of any ports, all ports in order; see {@link openModelEvents}. */
export async function openPortTable(
  path: string,
  ports: readonly InputPort[],
  options: ModelEventOptions,
): Promise<ModelEvents> {
  const columns = ports.reduce((sum, port) => sum + elementCount(port.shape), 0);
  const { blockEvents } = options;
  const table = await openEvents(readChunks(path), {
    where: path,
    columns,
    ...(blockEvents === undefined ? {} : { blockEvents }),
  });
  if (table.columns !== columns) {
    fail("TF-FILE-006", {
      where: path,
      what: `an event has ${table.columns} values`,
      expected: `${columns}: ${ports.map((port) => `${port.name} ${elementCount(port.shape)}`).join(", ")}`,
    });
  }
  const values = meaning(path, table, ports, options.values);
  const convert = values === "raw" ? rawColumns : realColumns;
  return { totalEvents: table.totalEvents, values, blocks: blocksOf(path, table, ports, options, convert) };
}

/** The raw integers of the first `events` events of a block, event by event. */
export function perEvent(
  ports: readonly InputPort[],
  raw: Readonly<Record<string, RawArray>>,
  events: number,
): EventValues[] {
  return Array.from({ length: events }, (_unused, event) =>
    Object.fromEntries(
      ports.map(({ name, shape }) => {
        const width = elementCount(shape);
        return [name, Array.from(raw[name]!.subarray(event * width, (event + 1) * width), BigInt)];
      }),
    ),
  );
}

/** Integers in a file may be raw integers or values; where that makes a difference the user has to say. */
function meaning(
  path: string,
  table: EventTable,
  ports: readonly InputPort[],
  told: ValueMeaning | undefined,
): ValueMeaning {
  if (told !== undefined) return told;
  const integers = /[iu]\d$/.test(table.dtype);
  if (integers && ports.some((port) => fractionOf(port.type) !== 0)) {
    return fail("TF-FILE-007", {
      where: path,
      what: `the file holds integers (${table.dtype}) and the ports have fraction bits`,
      help: "say --values raw or --values real",
    });
  }
  return "real";
}

type Convert = (
  path: string,
  block: EventBlock,
  port: InputPort,
  column: number,
  encode: ModelEventOptions["encode"],
) => RawArray;

async function* blocksOf(
  path: string,
  table: EventTable,
  ports: readonly InputPort[],
  options: ModelEventOptions,
  convert: Convert,
): AsyncGenerator<PortBlock> {
  for await (const block of table.blocks) {
    const inputs: Record<string, RawArray> = {};
    let column = 0;
    for (const port of ports) {
      inputs[port.name] = convert(path, block, port, column, options.encode);
      column += elementCount(port.shape);
    }
    yield { firstEvent: block.firstEvent, events: block.events, inputs };
  }
}

const realColumns: Convert = (path, block, port, column, encode) => {
  const width = elementCount(port.shape);
  const reals = new Float64Array(block.events * width);
  for (let event = 0; event < block.events; event++) {
    for (let element = 0; element < width; element++) {
      const value = block.values[event * block.columns + column + element]!;
      reals[event * width + element] = typeof value === "bigint" ? exactReal(path, block, event, value) : value;
    }
  }
  return encode(port.name, reals);
};

function exactReal(path: string, block: EventBlock, event: number, value: bigint): number {
  const real = Number(value);
  if (BigInt(real) === value) return real;
  return fail("TF-FILE-006", {
    where: `${path}: event ${block.firstEvent + event}`,
    what: `${value} is not a double`,
    help: "give raw integers with --values raw",
  });
}

const rawColumns: Convert = (path, block, port, column) => {
  const width = elementCount(port.shape);
  const [low, high] = [lowestRaw(port.type), highestRaw(port.type)];
  const narrow = low >= -(2n ** 31n) && high < 2n ** 31n;
  const out = narrow ? new Int32Array(block.events * width) : new BigInt64Array(block.events * width);
  for (let event = 0; event < block.events; event++) {
    for (let element = 0; element < width; element++) {
      const value = block.values[event * block.columns + column + element]!;
      const whole = typeof value === "bigint" || Number.isInteger(value);
      if (!whole || BigInt(value) < low || BigInt(value) > high) {
        fail("TF-FILE-006", {
          where: `${path}: event ${block.firstEvent + event}, column ${column + element}`,
          what: `${value} is no raw integer of ${port.name}`,
          expected: `a whole number from ${low} to ${high}`,
        });
      }
      if (narrow) out[event * width + element] = Number(value);
      else out[event * width + element] = BigInt(value) as never;
    }
  }
  return out;
};
