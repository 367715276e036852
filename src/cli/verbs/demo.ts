import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as hls from "../../backends/hls/index.js";
import * as wasm from "../../backends/wasm/index.js";
import { TrigforgeError } from "../../errors/index.js";
import { encodeProgram, hashProgram, inputPorts, outputPorts, type Program } from "../../ir/index.js";
import {
  loadModel,
  type ModelOptions,
  openModelEvents,
  perEvent,
  saveFiles,
  type VerifyReport,
  verify,
} from "../../node.js";
import { version } from "../../version.js";
import { exitCodes } from "../exit.js";
import { count, duration, printResult } from "../output.js";
import { summary } from "../summary.js";
import type { Verb } from "../verb.js";

interface DemoArguments {
  output: string;
  json: boolean;
}

/** One bundled network: how to import it, and which answers of others it must equal. */
interface Example {
  readonly title: string;
  readonly folder: string;
  readonly model: string;
  readonly fidelities: readonly {
    readonly title: string;
    readonly options: ModelOptions;
    readonly golden: string | Readonly<Record<string, string>>;
  }[];
}

const examples = fileURLToPath(new URL("../../../examples/", import.meta.url));
const inside = (folder: string, file: string): string => join(examples, folder, file);

const bundled: readonly Example[] = [
  {
    title: "jet tagger 16-64-32-32-5, 6-bit QKeras",
    folder: "jet_tagger",
    model: "jet_tagger.h5",
    fidelities: [
      {
        title: "as trained, logits equal to QKeras",
        options: { inputs: { jet: "fixed<16,6>" }, softmax: "drop" },
        golden: "qkeras_logits.npy",
      },
      {
        title: "as hls4ml, softmax equal to its C simulation",
        options: { configuration: inside("jet_tagger", "hls4ml_config.yml") },
        golden: "hls4ml_softmax.npy",
      },
    ],
  },
  {
    title: "anomaly detector 57-29-10-9-6-4-6-9-10, 4- and 5-bit QKeras",
    folder: "anomaly_detector",
    model: "anomaly_detector.h5",
    fidelities: [
      {
        title: "as trained, with its trigger map, scores equal to numpy",
        options: { inputs: { objects: "fixed<18,13>" }, map: inside("anomaly_detector", "map.yml") },
        golden: { score: "score.npy" },
      },
    ],
  },
];

/** `trigforge demo`: the main job on the bundled networks. */
export const demoVerb: Verb<DemoArguments> = {
  builder: (args) =>
    args.option("output", {
      alias: "o",
      type: "string",
      default: "trigforge-demo",
      describe: "folder for the HLS projects",
    }) as never,
  handler: async (args) => {
    const results = [];
    const say = (line: string): void => {
      if (!args.json) process.stdout.write(`${line}\n`);
    };
    say(`Trigforge ${version}: two bundled networks, trained on toy events (examples/README.md)`);
    for (const example of bundled) results.push(await runExample(example, args.output, say));
    if (args.json) printResult(true, results, () => "");
    if (results.some((result) => !result.agree)) process.exitCode = exitCodes.differ;
  },
};

async function runExample(example: Example, output: string, say: (line: string) => void) {
  say(`\n${example.title}`);
  const events = inside(example.folder, "events.npy");
  const comparisons: { title: string; report: VerifyReport }[] = [];
  let program: Program | undefined;
  for (const { title, options, golden } of example.fidelities) {
    const imported = await loadModel(inside(example.folder, example.model), options);
    program ??= imported;
    const report = await verify(imported, { events, golden: goldenFiles(example.folder, golden), firmware: false });
    comparisons.push({ title, report });
    const comparison = report.comparisons.find((item) => item.with === "golden")!;
    say(
      `  ${report.agree ? "equal " : "DIFFER"}  ${title}: ${count(comparison.events - comparison.differing)} of ${count(report.events)} events`,
    );
  }
  const first = program!;
  const facts = summary(first);
  say(
    `  size    ${count(facts.multiplyAdds)} multiply-adds, ${count(facts.nonZeroMultiplyAdds)} with a weight other than 0`,
  );
  const speed = await throughput(first, events);
  say(
    `  speed   emulator compiled in ${duration(speed.compileSeconds)}; ${duration(speed.secondsPerEvent)} an event on one thread, ${count(1 / speed.secondsPerEvent)} events/s`,
  );
  const folder = join(output, example.folder);
  const files = await writeProject(first, events, folder);
  const firmware = await compareFirmware(first, events);
  say(`  HLS     ${folder}: ${files} files for Vitis HLS; ${firmware.text}`);
  const agree = firmware.agree && comparisons.every(({ report }) => report.agree);
  return { example: example.folder, agree, comparisons, speed, folder, files, firmware };
}

function goldenFiles(
  folder: string,
  golden: string | Readonly<Record<string, string>>,
): string | Record<string, string> {
  if (typeof golden === "string") return inside(folder, golden);
  return Object.fromEntries(Object.entries(golden).map(([port, file]) => [port, inside(folder, file)]));
}

async function throughput(
  program: Program,
  path: string,
): Promise<{ compileSeconds: number; secondsPerEvent: number }> {
  const started = performance.now();
  const emulator = await wasm.build(program);
  const compileSeconds = (performance.now() - started) / 1000;
  const encode = (port: string, reals: Float64Array) => emulator.encode(port, reals);
  const table = await openModelEvents(path, program, { encode, blockEvents: 4096 });
  for await (const block of table.blocks) {
    let events = 0;
    const began = performance.now();
    while (performance.now() - began < 500) {
      emulator.run(block.inputs);
      events += block.events;
    }
    return { compileSeconds, secondsPerEvent: (performance.now() - began) / 1000 / events };
  }
  throw new Error(`${path} holds no event`);
}

async function writeProject(program: Program, path: string, folder: string): Promise<number> {
  const emulator = await wasm.build(program);
  const encode = (port: string, reals: Float64Array) => emulator.encode(port, reals);
  const table = await openModelEvents(path, program, { encode, blockEvents: 100 });
  for await (const block of table.blocks) {
    const inputs = perEvent(inputPorts(program), block.inputs, block.events);
    const outputs = perEvent(outputPorts(program), emulator.run(block.inputs), block.events);
    const mark = { format: "trigforge-project", version: 1, program: hashProgram(program), trigforge: version };
    const files = {
      ...hls.build(program, { events: { inputs, outputs } }),
      "program.json": encodeProgram(program),
      "trigforge.json": `${JSON.stringify(mark, null, 2)}\n`,
    };
    await saveFiles(folder, files);
    return Object.keys(files).length;
  }
  throw new Error(`${path} holds no event`);
}

async function compareFirmware(program: Program, events: string): Promise<{ agree: boolean; text: string }> {
  try {
    const report = await verify(program, { events });
    return {
      agree: report.agree,
      text: `its C++ ${report.agree ? "equals" : "DIFFERS FROM"} the emulator on ${count(report.events)} events`,
    };
  } catch (error) {
    if (error instanceof TrigforgeError && error.code === "TF-TOOL-001") {
      return { agree: true, text: "not compiled here, for there is no g++" };
    }
    throw error;
  }
}
