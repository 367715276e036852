import { extname } from "node:path";
import type * as wasm from "../../backends/wasm/index.js";
import { load } from "../../backends/wasm/load.js";
import { fail, TrigforgeError } from "../../errors/index.js";
import { nearestHelp } from "../../formats/documents/nearest.js";
import { type InputPort, outputPorts, type Program, toName } from "../../ir/index.js";
import { compileCached } from "../../node/emulators/cache.js";
import { openModelEvents, type RawArray, type ValueMeaning } from "../../node/events.js";
import { saveFile } from "../../node/files.js";
import { type EmulatedFile, emulateNpy } from "../../node/pool/emulateNpy.js";
import { openResults } from "../../node/results.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { count, duration, printResult, remark, table } from "../output.js";
import { startProgress } from "../progress.js";
import type { Verb } from "../verb.js";

type CompiledFiles = Pick<wasm.CompiledEmulator, "wasm" | "manifest">;

interface EmulateArguments extends ModelArguments {
  events?: string | undefined;
  output?: string | undefined;
  values?: ValueMeaning | undefined;
  as: ValueMeaning;
  counters: boolean;
  cache: boolean;
  threads?: number | undefined;
  trace?: string[] | undefined;
  saveEmulator?: string | undefined;
  json: boolean;
}

/** `trigforge emulate`: events through the compiled emulator, in constant memory. */
export const emulateVerb: Verb<EmulateArguments> = {
  builder: (args) =>
    withModel(args)
      .positional("events", { type: "string", describe: "events: .npy, .csv or .dat, also with .gz; one row an event" })
      .option("output", { alias: "o", type: "string", describe: "results to write: .npy, .csv or .dat" })
      .option("values", {
        choices: ["raw", "real"] as const,
        describe: "numbers in the events are raw integers or real values",
      })
      .option("as", {
        choices: ["raw", "real"] as const,
        default: "raw" as const,
        describe: "write raw integers or real values",
      })
      .option("counters", { type: "boolean", default: false, describe: "count overflow and saturation by layer" })
      .option("trace", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "also write the values of a layer, as outputs of their own; repeat for several",
      })
      .option("threads", {
        type: "number",
        describe: "threads for a .npy file; default: all that the machine runs at once",
      })
      .option("cache", { type: "boolean", default: true, describe: "keep the compiled emulator for the next run" })
      .option("save-emulator", { type: "string", describe: "write the emulator itself: NAME.wasm and NAME.json" })
      .example("$0 emulate jet.json events.npy -o scores.npy", "raw integers of every output")
      .example("$0 emulate jet.json events.csv -o scores.csv --as real --counters", "values, and where types overflow")
      .example("$0 emulate jet.json --save-emulator jet", "jet.wasm and jet.json, for any machine or browser") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const started = performance.now();
    const trace = checkScopes(program, args.trace ?? []);
    const options = { counters: args.counters, trace };
    const compiled = args.cache
      ? (await compileCached(program, options)).emulator
      : await (await import("../../backends/wasm/index.js")).compile(program, options);
    const compileSeconds = (performance.now() - started) / 1000;
    if (args.saveEmulator !== undefined) await saveEmulator(args.saveEmulator, compiled);
    if (args.events === undefined) {
      if (args.saveEmulator === undefined) fail("TF-CLI-001", { where: "emulate", what: "there are no events to run" });
      printResult(
        args.json,
        { compileSeconds, saved: args.saveEmulator },
        () => `written to ${args.saveEmulator}.wasm and .json`,
      );
      return;
    }
    const { counters: counted, ...run } =
      (await runThreads(args, compiled, args.events, program)) ??
      (await runAlone(args, compiled, args.events, program));
    if ((args.threads ?? 1) > 1 && run.threads === 1) {
      remark(
        "emulated on one thread: several share plain .npy files of inputs only, without traces or tables of objects",
      );
    }
    const counters = args.counters ? counted : undefined;
    const result = { ...run, compileSeconds, ...(counters === undefined ? {} : { counters }) };
    printResult(args.json, result, () => {
      const time = run.emulatorSeconds / run.events;
      const on = run.threads === 1 ? "the emulator" : `each of ${run.threads} threads`;
      const speed = run.events === 0 ? "" : `, ${duration(time)} an event in ${on}`;
      const lines = [`${count(run.events)} events${speed}; compiled in ${duration(compileSeconds)}`];
      if (run.written.length > 0) lines.push(`written to ${run.written.join(", ")}`);
      if (counters !== undefined) lines.push("", countersText(counters));
      return lines.join("\n");
    });
  },
};

/** Whole files on several threads, where the files allow it; undefined where they do not, or where a number is refused. */
async function runThreads(
  args: EmulateArguments,
  compiled: CompiledFiles,
  path: string,
  program: Program,
): Promise<EmulatedFile | undefined> {
  if ((await objectMap(args)) !== undefined) return undefined;
  if (compiled.manifest.traces.length > 0) return undefined;
  const stop = new AbortController();
  const interrupted = (): void => stop.abort();
  process.once("SIGINT", interrupted);
  let progress: ReturnType<typeof startProgress> | undefined;
  try {
    return await emulateNpy(program, compiled, path, {
      output: args.output,
      values: args.values,
      as: args.as,
      threads: args.threads,
      signal: stop.signal,
      progress: (events, total) => {
        progress ??= startProgress("emulating", total, "events");
        progress.update(events);
      },
    });
  } catch (error) {
    if (stop.signal.aborted) process.exit(130);
    if (error instanceof TrigforgeError && error.code !== "TF-PROGRAM-004") throw error;
    // A number was refused: one thread goes through the file again and says where.
    return undefined;
  } finally {
    progress?.stop();
    process.removeListener("SIGINT", interrupted);
  }
}

/** Any file on one thread, block by block. */
async function runAlone(
  args: EmulateArguments,
  { wasm: module, manifest }: CompiledFiles,
  path: string,
  program: Program,
): Promise<EmulatedFile> {
  const emulator = await load(module, manifest);
  const table = await openModelEvents(path, program, {
    values: args.values,
    objects: await objectMap(args),
    encode: (port, reals) => emulator.encode(port, reals),
  });
  const ports = [...outputPorts(program), ...tracePorts(program, emulator)];
  const writer = args.output === undefined ? undefined : await openResults(args.output, ports, args.as);
  const interrupted = (): void => {
    void writer?.abandon().finally(() => process.exit(130));
  };
  process.once("SIGINT", interrupted);
  const progress = startProgress("emulating", table.totalEvents, "events");
  let events = 0;
  let emulatorSeconds = 0;
  try {
    for await (const block of table.blocks) {
      const began = performance.now();
      const outputs = runBlock(emulator, block.inputs);
      emulatorSeconds += (performance.now() - began) / 1000;
      await writer?.write(block.firstEvent, block.events, outputs);
      events += block.events;
      progress.update(events);
    }
    await writer?.finish();
  } catch (error) {
    await writer?.abandon();
    throw error;
  } finally {
    progress.stop();
    process.removeListener("SIGINT", interrupted);
  }
  return { events, threads: 1, emulatorSeconds, written: writer?.paths ?? [], counters: emulator.counters() };
}

/** What says how tables of trigger objects lie, loaded only where there is a map. */
async function objectMap({ map }: EmulateArguments) {
  return map === undefined ? undefined : (await import("../../node/objects.js")).loadObjectMap(map);
}

/** The outputs of a block, and the traced values under the names of {@link tracePorts}. */
function runBlock(emulator: wasm.Emulator, inputs: Record<string, RawArray>): wasm.RawOutputs {
  if (emulator.manifest.traces.length === 0) return emulator.run(inputs);
  const { outputs, values } = emulator.trace(inputs);
  const traced = values.map(({ value, scope, raw }) => [traceName(scope, value), raw] as const);
  return { ...outputs, ...Object.fromEntries(traced) };
}

/** Traced values as ports: a layer may have several, told apart by their number in the program. */
function tracePorts(program: Program, emulator: wasm.Emulator): InputPort[] {
  return emulator.manifest.traces.map(({ value, scope }) => {
    const { shape, type } = program.values[value]!;
    return { name: traceName(scope, value), value, shape, type };
  });
}

const traceName = (scope: string, value: number): string => `${toName(scope)}_value${value}`;

function checkScopes(program: Program, scopes: readonly string[]): readonly string[] {
  const known = [...new Set(program.values.map((value) => value.scope))];
  const unknown = scopes.find((scope) => !known.includes(scope));
  if (unknown !== undefined) {
    fail("TF-CLI-001", { where: "--trace", what: `there is no layer "${unknown}"`, ...nearestHelp(unknown, known) });
  }
  return scopes;
}

async function saveEmulator(name: string, { wasm: module, manifest }: CompiledFiles): Promise<void> {
  const stem = extname(name) === ".wasm" ? name.slice(0, -".wasm".length) : name;
  await saveFile(`${stem}.wasm`, module);
  await saveFile(`${stem}.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

function countersText(counters: readonly wasm.ScopeCounts[]): string {
  const rows = counters.map((row) => [
    row.scope,
    row.overflows,
    row.saturations,
    row.minimum ?? "-",
    row.maximum ?? "-",
  ]);
  return table(["layer", "overflows", "saturations", "least", "greatest"], rows);
}
