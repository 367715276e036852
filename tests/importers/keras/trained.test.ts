import { join } from "node:path";
import { expect, test } from "vitest";
import { parseFormat } from "../../../src/fixed/index.js";
import { differences, folder, goldenFiles, importFiles, readJson, runReference, toReals } from "./support.js";

// QKeras' own predictions for small made-up networks: tests/importers/keras/oracle/make_networks.py writes them.

interface Predictions {
  type: string;
  events: number;
  networks: Record<string, { inputs: Record<string, number[]>; predictions: Record<string, number[]> }>;
}

const golden = readJson<Predictions>(join(folder, "golden/predictions.json"));

/** Networks whose sums the framework rounds to float32: near, not equal. */
const rounded = ["real_scale", "normalized", "functions", "binary_dense", "ternary_dense"];
/** Plain Keras layers have no exact meaning as trained. */
const unquantized = ["floats", "plain", "normalized_plain"];

const names = Object.keys(golden.networks).filter((name) => !unquantized.includes(name));

test.each(names)("%s as trained is what QKeras predicts", async (name) => {
  const { inputs, predictions } = golden.networks[name]!;
  const format = parseFormat(golden.type);
  const program = await importFiles(goldenFiles(name), name, {
    fidelity: "as trained",
    inputs: Object.fromEntries(Object.keys(inputs).map((port) => [port, format])),
  });
  const values = toReals(program, runReference(program, inputs, golden.events));
  const isRounded = rounded.includes(name);
  expect(program.provenance.notes.some((note) => note.includes("float32"))).toBe(isRounded);
  expect(Object.keys(values).sort()).toEqual(Object.keys(predictions).sort());
  for (const [port, expected] of Object.entries(predictions)) {
    if (isRounded) {
      for (const [index, value] of values[port]!.entries()) expect(value).toBeCloseTo(expected[index]!, 4);
    } else {
      expect(`${port}: ${differences(values[port]!, expected)}`).toBe(`${port}: none`);
    }
  }
});
