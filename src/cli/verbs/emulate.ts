import { extname } from "node:path";
import type { CommandModule } from "yargs";
import * as wasm from "../../backends/wasm/index.js";
import { fail } from "../../errors/index.js";
import { outputPorts } from "../../ir/index.js";
import { loadObjectMap, openModelEvents, openResults, saveFile, type ValueMeaning } from "../../node.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { count, duration, printResult, table } from "../output.js";
import { startProgress } from "../progress.js";

interface EmulateArguments extends ModelArguments {
  events?: string | undefined;
  output?: string | undefined;
  values?: ValueMeaning | undefined;
  as: ValueMeaning;
  counters: boolean;
  saveEmulator?: string | undefined;
  json: boolean;
}

/** `trigforge emulate`: events through the compiled emulator, in constant memory. */
export const emulateVerb: CommandModule<object, EmulateArguments> = {
  command: "emulate <model> [events]",
  describe: "run events through the bit-exact emulator",
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
      .option("save-emulator", { type: "string", describe: "write the emulator itself: NAME.wasm and NAME.json" })
      .example("$0 emulate jet.json events.npy -o scores.npy", "raw integers of every output")
      .example("$0 emulate jet.json events.csv -o scores.csv --as real --counters", "values, and where types overflow")
      .example("$0 emulate jet.json --save-emulator jet", "jet.wasm and jet.json, for any machine or browser") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const started = performance.now();
    const compiled = await wasm.compile(program, { counters: args.counters });
    const emulator = await wasm.load(compiled.wasm, compiled.manifest);
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
    const run = await runFile(args, emulator, args.events, program);
    const counters = args.counters ? emulator.counters() : undefined;
    const result = { ...run, compileSeconds, ...(counters === undefined ? {} : { counters }) };
    printResult(args.json, result, () => {
      const speed = run.events === 0 ? "" : `, ${duration(run.emulatorSeconds / run.events)} an event in the emulator`;
      const lines = [`${count(run.events)} events${speed}; compiled in ${duration(compileSeconds)}`];
      if (run.written.length > 0) lines.push(`written to ${run.written.join(", ")}`);
      if (counters !== undefined) lines.push("", countersText(counters));
      return lines.join("\n");
    });
  },
};

async function runFile(
  args: EmulateArguments,
  emulator: wasm.Emulator,
  path: string,
  program: Parameters<typeof outputPorts>[0],
): Promise<{ events: number; emulatorSeconds: number; written: readonly string[] }> {
  const table = await openModelEvents(path, program, {
    values: args.values,
    objects: await loadObjectMap(args.map),
    encode: (port, reals) => emulator.encode(port, reals),
  });
  const writer = args.output === undefined ? undefined : await openResults(args.output, outputPorts(program), args.as);
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
      const outputs = emulator.run(block.inputs);
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
  return { events, emulatorSeconds, written: writer?.paths ?? [] };
}

async function saveEmulator(name: string, { wasm: module, manifest }: wasm.CompiledEmulator): Promise<void> {
  const stem = extname(name) === ".wasm" ? name.slice(0, -".wasm".length) : name;
  await saveFile(`${stem}.wasm`, module);
  await saveFile(`${stem}.json`, `${JSON.stringify(manifest, null, 2)}\n`);
}

function countersText(counters: ReturnType<wasm.Emulator["counters"]>): string {
  const rows = counters.map((row) => [
    row.scope,
    row.overflows,
    row.saturations,
    row.minimum ?? "-",
    row.maximum ?? "-",
  ]);
  return table(["layer", "overflows", "saturations", "least", "greatest"], rows);
}
