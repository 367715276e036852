import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readHdf5 } from "../../../../src/formats/index.js";
import { hls4mlConfiguration } from "../../../../src/importers/keras/index.js";
import { outputPorts, type Program } from "../../../../src/ir/index.js";
import { loadModel } from "../../../../src/node.js";
import { folder, goldenFiles, importFiles, readJson } from "../support.js";

// What hls4ml's config_from_keras_model wrote for the golden networks.

type Configurations = Record<string, Record<string, { configuration: unknown; error?: string }>>;

/** Networks whose golden configuration was changed by hand. */
const changed = ["merges", "embedded", "floats"];

const cases = ["", "_spatial", "_sequence"].flatMap((set) =>
  Object.entries(readJson<Configurations>(join(folder, `golden/conversions${set}.json`)))
    .filter(([name, { auto }]) => auto !== undefined && !changed.includes(name))
    .map(([name, { auto }]) => [name, auto!.configuration] as const),
);

test.each(cases)("%s: the configuration that hls4ml begins with", async (name, expected) => {
  const files = goldenFiles(name);
  const weights = await readHdf5(readFileSync(files.weights), `${name}.h5`);
  const source = { architecture: readJson(files.architecture), weights, name, where: `${name}.json` };
  expect(hls4mlConfiguration(source)).toEqual(expected);
});

test('"auto" stands for it', async () => {
  const auto = await importFiles(goldenFiles("qconv"), "qconv", { fidelity: "as hls4ml", configuration: "auto" });
  const [, expected] = cases.find(([name]) => name === "qconv")!;
  const given = await importFiles(goldenFiles("qconv"), "qconv", { fidelity: "as hls4ml", configuration: expected });
  expect(auto).toEqual(given);
  const { architecture, weights } = goldenFiles("qconv");
  const loaded = await loadModel(architecture, { weights, configuration: "auto" });
  const types = (program: Program) => outputPorts(program).map(({ name, type, shape }) => ({ name, type, shape }));
  expect(types(loaded)).toEqual(types(given));
});
