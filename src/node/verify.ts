import { type EventValues, evaluate } from "../backends/reference/index.js";
import * as wasm from "../backends/wasm/index.js";
import { fail } from "../errors/index.js";
import { formatOf, fractionOf, quantizeReal, toReal } from "../fixed/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../ir/index.js";
import {
  type ModelEventOptions,
  openModelEvents,
  openPortTable,
  type PortBlock,
  perEvent,
  type RawArray,
  type ValueMeaning,
} from "./events.js";
import { compileFirmware, type FirmwareOptions } from "./firmware.js";

/** What to compare. */
export interface VerifyOptions extends FirmwareOptions {
  /** File of events. */
  readonly events: string;
  /** Whether the events are raw integers or real values, where both could be meant. */
  readonly values?: ValueMeaning | undefined;
  /** The map around the network, when the events are a table of trigger objects. */
  readonly objects?: ModelEventOptions["objects"];
  /** File of expected outputs, one row an event, all output ports in order; or a file a port, by the port's name. */
  readonly golden?: string | Readonly<Record<string, string>> | undefined;
  /** Whether to build and run the generated C++; default true. */
  readonly firmware?: boolean;
  /** How many of the first events the slow reference evaluates as well; default 100. */
  readonly referenceEvents?: number;
  /** Stops after so many events; default all. */
  readonly limit?: number | undefined;
  /** Called now and then with the number of events done. */
  readonly onProgress?: (events: number, total: number | undefined) => void;
}

/** The first place where two evaluators differ. */
export interface Difference {
  readonly event: number;
  readonly port: string;
  readonly element: number;
  readonly expected: string;
  readonly found: string;
}

/** How one evaluator compares with the emulator. */
export interface Comparison {
  /** `reference`, `firmware` or `golden`. */
  readonly with: string;
  events: number;
  /** Raw integers compared. */
  integers: number;
  /** Events in which at least one raw integer differs. */
  differing: number;
  first?: Difference;
}

/** What {@link verify} found. */
export interface VerifyReport {
  readonly events: number;
  readonly agree: boolean;
  readonly comparisons: readonly Comparison[];
  /** Seconds that the C++ compiler took. */
  readonly compileSeconds?: number;
}

/**
 * Compares the emulator of a program, event by event and raw integer by raw integer, with the generated C++ as g++ compiles
 * it, with the reference evaluator on the first events, and with expected outputs where given.
 *
 * @throws TrigforgeError when something cannot be compared
 */
export async function verify(program: Program, options: VerifyOptions): Promise<VerifyReport> {
  const { referenceEvents = 100, limit = Number.POSITIVE_INFINITY } = options;
  const emulator = await wasm.build(program);
  const ports = outputPorts(program);
  const table = await openModelEvents(options.events, program, {
    values: options.values,
    objects: options.objects,
    encode: (port, reals) => emulator.encode(port, reals),
    blockEvents: 4096,
  });
  const goldens = await openGoldens(options.golden, ports);
  const firmware = options.firmware === false ? undefined : await compileFirmware(program, options);
  const comparisons: Record<string, Comparison> = {};
  const compare = (
    kind: string,
    first: number,
    expected: readonly EventValues[],
    found: readonly EventValues[],
  ): void => {
    comparisons[kind] ??= { with: kind, events: 0, integers: 0, differing: 0 };
    compareEvents(comparisons[kind], ports, first, expected, found);
  };
  let done = 0;
  try {
    for await (const block of table.blocks) {
      const count = Math.min(block.events, limit - done);
      const outputs = perEvent(ports, emulator.run(block.inputs), count);
      const inputs = perEvent(inputPorts(program), block.inputs, count);
      const referenced = Math.max(0, Math.min(count, referenceEvents - done));
      if (referenced > 0) {
        const expected = inputs.slice(0, referenced).map((event) => evaluate(program, event));
        compare("reference", done, expected, outputs.slice(0, referenced));
      }
      if (firmware !== undefined) compare("firmware", done, outputs, await firmware.run(inputs));
      for (const golden of goldens) {
        comparisons.golden ??= { with: "golden", events: 0, integers: 0, differing: 0 };
        compareEvents(comparisons.golden, golden.ports, done, await golden.take(count), outputs);
      }
      done += count;
      options.onProgress?.(done, table.totalEvents);
      if (done >= limit) break;
    }
    if (done < limit) for (const golden of goldens) await golden.end();
  } finally {
    await firmware?.remove();
  }
  if (done === 0) fail("TF-FILE-006", { where: options.events, what: "there is no event to compare" });
  const list = Object.values(comparisons);
  return {
    events: done,
    agree: list.every((comparison) => comparison.differing === 0),
    comparisons: list,
    ...(firmware === undefined ? {} : { compileSeconds: firmware.compileSeconds }),
  };
}

function compareEvents(
  comparison: Comparison,
  ports: readonly InputPort[],
  first: number,
  expected: readonly EventValues[],
  found: readonly EventValues[],
): void {
  expected.forEach((event, index) => {
    let differs = false;
    for (const { name } of ports) {
      const wanted = event[name]!;
      const got = found[index]?.[name];
      comparison.integers += wanted.length;
      const element = wanted.findIndex((raw, position) => raw !== got?.[position]);
      if (element < 0) continue;
      differs = true;
      comparison.first ??= {
        event: first + index,
        port: name,
        element,
        expected: `${wanted[element]}`,
        found: `${got?.[element] ?? "nothing"}`,
      };
    }
    comparison.events++;
    if (differs) comparison.differing++;
  });
}

/** Expected outputs, to be taken in portions that need not be the file's blocks. */
interface Golden {
  readonly ports: readonly InputPort[];
  take(events: number): Promise<EventValues[]>;
  /** Checks that there are no more. */
  end(): Promise<void>;
}

async function openGoldens(golden: VerifyOptions["golden"], ports: readonly InputPort[]): Promise<Golden[]> {
  if (golden === undefined) return [];
  if (typeof golden === "string") return [await openGolden(golden, ports)];
  const opened: Golden[] = [];
  for (const [name, path] of Object.entries(golden)) {
    const chosen = ports.filter((port) => port.name === name);
    if (chosen.length === 0) {
      const expected = ports.map((port) => port.name).join(", ");
      fail("TF-FILE-006", { where: path, what: `the model has no output ${name}`, expected });
    }
    opened.push(await openGolden(path, chosen));
  }
  return opened;
}

async function openGolden(path: string, ports: readonly InputPort[]): Promise<Golden> {
  const encode = (port: string, reals: Float64Array): RawArray =>
    encodeExactly(path, ports.find((p) => p.name === port)!, reals);
  const table = await openPortTable(path, ports, { encode, values: await meaningOf(path, ports) });
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
