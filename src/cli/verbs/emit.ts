import { join } from "node:path";
import * as hls from "../../backends/hls/index.js";
import { evaluate } from "../../backends/reference/index.js";
import * as wasm from "../../backends/wasm/index.js";
import { encodeProgram, hashProgram, inputPorts, outputPorts, type Program } from "../../ir/index.js";
import { loadObjectMap, openModelEvents, perEvent, saveFiles, type ValueMeaning } from "../../node.js";
import { version } from "../../version.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { printResult } from "../output.js";
import { loadPlan, type PlanArguments, withPlan } from "../planOptions.js";
import type { Verb } from "../verb.js";

interface EmitArguments extends ModelArguments, PlanArguments {
  output: string;
  name?: string | undefined;
  namespace?: string | undefined;
  events?: string | undefined;
  values?: ValueMeaning | undefined;
  testEvents: number;
  json: boolean;
}

/** `trigforge emit`: the HLS C++ project of a model. */
export const emitVerb: Verb<EmitArguments> = {
  builder: (args) =>
    withPlan(withModel(args))
      .option("output", { alias: "o", type: "string", demandOption: true, describe: "folder to write" })
      .option("name", { type: "string", describe: "name of the top function; default: the model's" })
      .option("namespace", { type: "string", describe: "C++ namespace around the firmware" })
      .option("events", { type: "string", describe: "events for the testbench; default: zeros and extremes" })
      .option("values", {
        choices: ["raw", "real"] as const,
        describe: "numbers in the events are raw integers or real values",
      })
      .option("test-events", { type: "number", default: 100, describe: "how many events the testbench gets at most" })
      .example("$0 emit jet.json -o firmware --events events.npy", "a project for Vitis HLS with 100 test events")
      .example("$0 emit cnn.json -o firmware --io stream", "tensors streamed pixel by pixel")
      .example("make -C firmware run", "compile and run its testbench with g++") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    const events = await testEvents(program, args);
    const options = {
      plan: await loadPlan(args.plan, args.io),
      events,
      ...(args.name === undefined ? {} : { projectName: args.name }),
      ...(args.namespace === undefined ? {} : { namespace: args.namespace }),
    };
    const mark = { format: "trigforge-project", version: 1, program: hashProgram(program), trigforge: version };
    const files = {
      ...hls.build(program, options),
      "program.json": encodeProgram(program),
      "trigforge.json": `${JSON.stringify(mark, null, 2)}\n`,
    };
    await saveFiles(args.output, files);
    const result = { output: args.output, files: Object.keys(files).sort(), testEvents: events.inputs.length };
    printResult(args.json, result, () =>
      [
        `${args.output}: ${result.files.length} files, ${result.testEvents} test events`,
        `  make -C ${args.output} run           compile and run the testbench with g++`,
        `  see ${join(args.output, "README.md")} for the tool's commands`,
      ].join("\n"),
    );
  },
};

/** The first events of a file with the emulator's outputs, or all-zero and extreme ones with the reference's. */
async function testEvents(program: Program, args: EmitArguments): Promise<hls.TestEvents> {
  if (args.events === undefined) {
    const inputs = extremeEvents(program);
    return { inputs, outputs: inputs.map((event) => evaluate(program, event)) };
  }
  const emulator = await wasm.build(program);
  const table = await openModelEvents(args.events, program, {
    values: args.values,
    objects: await loadObjectMap(args.map),
    encode: (port, reals) => emulator.encode(port, reals),
    blockEvents: args.testEvents,
  });
  for await (const block of table.blocks) {
    return {
      inputs: perEvent(inputPorts(program), block.inputs, block.events),
      outputs: perEvent(outputPorts(program), emulator.run(block.inputs), block.events),
    };
  }
  return { inputs: [], outputs: [] };
}

function extremeEvents(program: Program): Record<string, bigint[]>[] {
  const fill = (choose: (low: bigint, high: bigint, element: number) => bigint): Record<string, bigint[]> =>
    Object.fromEntries(
      inputPorts(program).map(({ name, shape, type }) => {
        const top = 1n << BigInt(type.width);
        const low = type.signed ? -(top >> 1n) : 0n;
        const count = shape.reduce((product, extent) => product * extent, 1);
        return [name, Array.from({ length: count }, (_unused, element) => choose(low, low + top - 1n, element))];
      }),
    );
  return [
    fill(() => 0n),
    fill((low) => low),
    fill((_low, high) => high),
    fill((low, high, element) => (element % 2 === 0 ? low : high)),
    fill((low, high, element) => low + ((high - low) * BigInt((element * 37) % 101)) / 100n),
  ];
}
