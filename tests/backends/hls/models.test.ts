import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { completePlan, defaultPlan } from "../../../src/backends/plan.js";
import type { Program } from "../../../src/ir/index.js";
import { loadModel, type ModelOptions } from "../../../src/node.js";
import { repositoryRoot, requireOrSkip, sharedFolder } from "../../support/oracle.js";
import { random } from "../../support/random.js";
import { randomInputs } from "../../support/randomProgram.js";
import { differences, simulation, vendor } from "./batch.js";

// Trained networks, as trained and as hls4ml converts them, on random events that reach every bound of their inputs.

const examples = join(repositoryRoot, "examples");
const jets = join(examples, "jet_tagger/jet_tagger.h5");
const anomaly = join(examples, "anomaly_detector/anomaly_detector.h5");
const eventsPerModel = 50;

const bundled: readonly (readonly [string, ModelOptions])[] = [
  [jets, { inputs: { jet: "fixed<16,6>" }, softmax: "drop" }],
  [jets, { configuration: join(examples, "jet_tagger/hls4ml_config.yml") }],
  [anomaly, {}],
  [anomaly, { configuration: join(examples, "anomaly_detector/hls4ml_config.yml") }],
];

function sharedModels(folder: string): readonly (readonly [string, ModelOptions])[] {
  const models = join(folder, "models");
  return [
    [join(models, "KERAS_3layer.json"), { fidelity: "as hls4ml" }],
    [join(models, "KERAS_3layer_batch_norm.json"), { fidelity: "as hls4ml" }],
    [join(models, "qkeras_3layer.json"), { configuration: join(models, "qkeras_3layer_config.yml") }],
  ];
}

const resource = completePlan({ format: "trigforge-plan", version: 1, defaults: { strategy: "resource" } });
const shared = sharedFolder();

const sets: readonly (readonly [string, readonly (readonly [string, ModelOptions])[] | null])[] = [
  ["bundled", bundled],
  ["shared", shared === null ? null : sharedModels(shared)],
];

describe("trained networks as C++ equal the reference", () => {
  for (const [which, models] of sets) {
    for (const [name, folder] of [simulation, vendor]) {
      const can = requireOrSkip(`${which} models and ${name}`, models !== null && folder !== null);
      test.skipIf(!can)(`${which} models, with ${name}`, async () => {
        const programs: Program[] = await Promise.all(models!.map(([path, options]) => loadModel(path, options)));
        const cases = programs.map((program, index) => ({
          label: `${program.name}, ${program.provenance.fidelity}`,
          program,
          options: { plan: index % 2 === 0 ? defaultPlan : resource },
          events: randomInputs(program, random(31, null), eventsPerModel),
        }));
        console.info(`${name}: ${cases.length} ${which} models, ${cases.length * eventsPerModel} events`);
        expect(await differences(cases, folder!)).toEqual([]);
      });
    }
  }
});
