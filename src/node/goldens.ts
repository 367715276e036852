import type { EventValues } from "../backends/reference/index.js";
import { fail } from "../errors/index.js";
import { formatOf, fractionOf, quantizeReal, toReal } from "../fixed/index.js";
import type { InputPort } from "../ir/index.js";
import {
  type ModelEvents,
  openPortTable,
  type PortBlock,
  perEvent,
  type RawArray,
  type ValueMeaning,
} from "./events.js";

/** Expected outputs, to be taken in portions that need not be the file's blocks. */
export interface Golden {
  readonly ports: readonly InputPort[];
  take(events: number): Promise<EventValues[]>;
  /** Checks that there are no more. */
  end(): Promise<void>;
}

/**
 * Opens files of expected outputs.
 *
 * @param golden one file with all output ports in order, or a file a port
 * @param values how their numbers are meant; default: integers of a .npy are raw, anything else is values
 * @returns undefined when nothing is expected
 * @throws TrigforgeError TF-FILE-001, TF-FILE-006, TF-FORMAT-…; while events are taken, too
 */
export async function openGoldens(
  golden: string | Readonly<Record<string, string>> | undefined,
  ports: readonly InputPort[],
  values?: ValueMeaning,
): Promise<Golden | undefined> {
  if (golden === undefined) return undefined;
  if (typeof golden === "string") return openGolden(golden, ports, values);
  const opened: Golden[] = [];
  for (const [name, path] of Object.entries(golden)) {
    const chosen = ports.filter((port) => port.name === name);
    if (chosen.length === 0) {
      const expected = ports.map((port) => port.name).join(", ");
      fail("TF-FILE-006", { where: path, what: `the model has no output ${name}`, expected });
    }
    opened.push(await openGolden(path, chosen, values));
  }
  return together(opened);
}

/** Expected outputs of several files as if they were one. */
function together(goldens: readonly Golden[]): Golden {
  return {
    ports: goldens.flatMap((golden) => golden.ports),
    async take(events) {
      const taken: EventValues[] = Array.from({ length: events }, () => ({}));
      for (const golden of goldens) {
        for (const [event, values] of (await golden.take(events)).entries()) Object.assign(taken[event]!, values);
      }
      return taken;
    },
    async end() {
      for (const golden of goldens) await golden.end();
    },
  };
}

/**
 * Opens a table of results: as raw integers, or as values that are those of the ports exactly.
 *
 * @param told how its numbers are meant; default: integers of a .npy are raw, anything else is values
 */
export async function openResultTable(
  path: string,
  ports: readonly InputPort[],
  told?: ValueMeaning,
): Promise<ModelEvents> {
  const encode = (port: string, reals: Float64Array): RawArray =>
    encodeExactly(path, ports.find((p) => p.name === port)!, reals);
  return openPortTable(path, ports, { encode, values: told ?? (await meaningOf(path, ports)) });
}

async function openGolden(path: string, ports: readonly InputPort[], told?: ValueMeaning): Promise<Golden> {
  const table = await openResultTable(path, ports, told);
  const blocks = table.blocks[Symbol.asyncIterator]();
  let waiting: EventValues[] = [];
  const more = async (): Promise<boolean> => {
    const { done, value } = await blocks.next();
    if (done === true) return false;
    waiting = waiting.concat(perEvent(ports, (value as PortBlock).inputs, (value as PortBlock).events));
    return true;
  };
  return {
    ports,
    async take(events) {
      while (waiting.length < events && (await more()));
      if (waiting.length < events) fail("TF-FILE-006", { where: path, what: "there are fewer rows than events" });
      const taken = waiting.slice(0, events);
      waiting = waiting.slice(events);
      return taken;
    },
    async end() {
      if (waiting.length > 0 || (await more()))
        fail("TF-FILE-006", { where: path, what: "there are more rows than events" });
    },
  };
}

/** Integers in a file of expected outputs are raw integers; anything else is values. */
async function meaningOf(path: string, ports: readonly InputPort[]): Promise<ValueMeaning> {
  try {
    return (await openPortTable(path, ports, { encode: () => new Int32Array(0) })).values;
  } catch (error) {
    if ((error as { code?: string }).code === "TF-FILE-007") return "raw";
    throw error;
  }
}

function encodeExactly(path: string, port: InputPort, reals: Float64Array): RawArray {
  const raw = new BigInt64Array(reals.length);
  reals.forEach((real, index) => {
    const wanted = quantizeReal(real, formatOf(port.type, "TRN", "SAT"));
    if (toReal(wanted, port.type) !== real) {
      fail("TF-FILE-006", {
        where: path,
        what: `${real} is no value of output ${port.name}`,
        expected: `a multiple of 2^${-fractionOf(port.type)} within the type`,
      });
    }
    raw[index] = wanted;
  });
  return raw;
}
