import { type EventValues, evaluate } from "../backends/reference/index.js";
import * as wasm from "../backends/wasm/index.js";
import { fail } from "../errors/index.js";
import { type InputPort, inputPorts, outputPorts, type Program } from "../ir/index.js";
import { type ModelEventOptions, openModelEvents, perEvent, type ValueMeaning } from "./events.js";
import { compileFirmware, type FirmwareOptions } from "./firmware.js";
import { openGoldens } from "./goldens.js";

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
  /** Whether expected outputs are raw integers or real values; default: raw where the file says that it has integers. */
  readonly goldenValues?: ValueMeaning | undefined;
  /** Outputs of an earlier version as raw integers, in the same form; compared under the name `recorded`. */
  readonly recorded?: string | Readonly<Record<string, string>> | undefined;
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
  /** `reference`, `firmware`, `golden` or `recorded`. */
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
  const goldens = {
    golden: await openGoldens(options.golden, ports, options.goldenValues),
    recorded: await openGoldens(options.recorded, ports, "raw"),
  };
  const firmware = options.firmware === false ? undefined : await compileFirmware(program, options);
  const comparisons: Record<string, Comparison> = {};
  const compare = (
    kind: string,
    first: number,
    expected: readonly EventValues[],
    found: readonly EventValues[],
    compared: readonly InputPort[] = ports,
  ): void => {
    comparisons[kind] ??= { with: kind, events: 0, integers: 0, differing: 0 };
    compareEvents(comparisons[kind], compared, first, expected, found);
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
      for (const [kind, golden] of Object.entries(goldens)) {
        if (golden !== undefined) compare(kind, done, await golden.take(count), outputs, golden.ports);
      }
      done += count;
      options.onProgress?.(done, table.totalEvents);
      if (done >= limit) break;
    }
    if (done < limit) for (const golden of Object.values(goldens)) await golden?.end();
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
