import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { type EventValues, evaluate } from "../src/backends/reference/index.js";
import * as wasm from "../src/backends/wasm/index.js";
import { inputPorts, outputPorts, type Program } from "../src/ir/index.js";
import { loadModel, type ModelOptions, perEvent } from "../src/node.js";
import { elementCount } from "../src/ops/index.js";
import { differences, simulation, vendor } from "./backends/hls/batch.js";
import { example } from "./support/commandLine.js";
import { requireOrSkip, sharedFolder } from "./support/oracle.js";
import { random } from "./support/random.js";
import { randomInputs, randomProgram } from "./support/randomProgram.js";
import { runsThoroughly, thorough } from "./support/thorough.js";

// All evaluators agree: reference = WASM = g++ with the vendor's headers = g++ with firmware/sim, on every bundled and
// every shared dense model, whichever way it is imported, and on random programs (more of those in tests/backends).

const eventsPerModel = 60;
const randomPrograms = 60;
const eventsPerProgram = 25;

type Model = readonly [label: string, path: string, options: ModelOptions];

const anomaly = example("anomaly_detector/anomaly_detector.h5");
const jet = example("jet_tagger/jet_tagger.h5");
const shared = (name: string): string => join(sharedFolder() ?? "", "models", name);
const words = { inputs: { objects: "fixed<18,13>" } };

const bundledModels: readonly Model[] = [
  ["jet_tagger as trained", jet, { inputs: { jet: "fixed<16,6>" }, softmax: "drop" }],
  ["jet_tagger as hls4ml", jet, { configuration: example("jet_tagger/hls4ml_config.yml") }],
  ["jet_tagger at fixed<16,6>", jet, { configuration: example("jet_tagger/hls4ml_config_16_6.yml") }],
  ["anomaly_detector as trained", anomaly, { ...words, map: example("anomaly_detector/map.yml") }],
  ["anomaly_detector as hls4ml", anomaly, { configuration: example("anomaly_detector/hls4ml_config.yml") }],
];

const sharedModels: readonly Model[] = [
  ["KERAS_1layer", shared("KERAS_1layer.json"), { fidelity: "as hls4ml" }],
  ["KERAS_3layer", shared("KERAS_3layer.json"), { fidelity: "as hls4ml" }],
  ["KERAS_3layer_batch_norm", shared("KERAS_3layer_batch_norm.json"), { fidelity: "as hls4ml" }],
  ["qkeras_3layer as hls4ml", shared("qkeras_3layer.json"), { configuration: shared("qkeras_3layer_config.yml") }],
  ["qkeras_3layer as trained", shared("qkeras_3layer.json"), { inputs: { fc1_input: "fixed<16,6>" }, softmax: "drop" }],
];

/** The emulator's outputs, event by event. */
async function emulated(program: Program, events: readonly EventValues[]): Promise<EventValues[]> {
  const emulator = await wasm.build(program);
  const inputs = Object.fromEntries(
    inputPorts(program).map(({ name, shape }) => {
      const flat = events.flatMap((event) => event[name]!);
      expect(flat.length).toBe(events.length * elementCount(shape));
      return [name, flat];
    }),
  );
  return perEvent(outputPorts(program), emulator.run(inputs), events.length);
}

async function agree(models: readonly Model[], seed: number): Promise<void> {
  const source = random(seed, "agreement");
  const cases = await Promise.all(
    models.map(async ([label, path, options]) => {
      const program = await loadModel(path, options);
      return { label, program, events: randomInputs(program, source, eventsPerModel) };
    }),
  );
  for (const { label, program, events } of cases) {
    const expected = events.map((event) => evaluate(program, event));
    expect(await emulated(program, events), label).toEqual(expected);
  }
  for (const [name, folder] of [simulation, vendor]) {
    if (folder === vendor[1] && !runsThoroughly(`agreement with ${name}`)) continue;
    if (!requireOrSkip(name, folder !== null)) continue;
    expect(await differences(cases, folder!), name).toEqual([]);
  }
  const evaluators = thorough ? "four" : "three";
  console.info(
    `agreement: ${models.length} models, ${models.length * eventsPerModel} events, ${evaluators} evaluators`,
  );
}

describe("reference, emulator and generated C++ agree", () => {
  it("on the bundled models", () => agree(bundledModels, 41));

  const present = existsSync(shared("README.md"));
  it.skipIf(!requireOrSkip("the shared models", present))("on the shared models", () => agree(sharedModels, 42));

  it(`emulator and reference, on ${randomPrograms} random programs`, async () => {
    const source = random(43, "agreement of random programs");
    for (let index = 0; index < randomPrograms; index++) {
      const program = randomProgram(source, { ops: source.integer(4, 24) });
      if (wasm.check(program).length > 0) continue;
      const events = randomInputs(program, source, eventsPerProgram);
      const expected = events.map((event) => evaluate(program, event));
      expect(await emulated(program, events), `program ${index}`).toEqual(expected);
    }
    console.info(`agreement: ${randomPrograms} random programs, ${randomPrograms * eventsPerProgram} events`);
  });
});
