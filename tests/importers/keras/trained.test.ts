import { join } from "node:path";
import { expect, test } from "vitest";
import { parseFormat } from "../../../src/fixed/index.js";
import { differences, folder, goldenFiles, importFiles, readJson, runReference, toReals } from "./support.js";

// QKeras' own predictions for small made-up networks: tests/importers/keras/oracle/make_networks.py writes them.

interface Predictions {
  type: string;
  events: number;
  networks: Record<string, { inputs: Record<string, number[]>; predictions?: Record<string, number[]> }>;
}

const golden = ["", "_spatial", "_sequence"].map((set) =>
  readJson<Predictions>(join(folder, `golden/predictions${set}.json`)),
);

/** Networks whose sums the framework rounds to float32: near, not equal. */
const rounded = ["real_scale", "normalized", "functions", "binary_dense", "ternary_dense"];
/** Plain Keras layers have no exact meaning as trained. */
const unquantized = ["floats", "plain", "normalized_plain"];

const cases = golden.flatMap(({ type, events, networks }) =>
  Object.entries(networks).flatMap(([name, { inputs, predictions }]) =>
    predictions === undefined || unquantized.includes(name) ? [] : [{ name, type, events, inputs, predictions }],
  ),
);

test.each(cases)("$name as trained is what QKeras predicts", async ({ name, type, events, inputs, predictions }) => {
  const format = parseFormat(type);
  const program = await importFiles(goldenFiles(name), name, {
    fidelity: "as trained",
    inputs: Object.fromEntries(Object.keys(inputs).map((port) => [port, format])),
  });
  const values = toReals(program, runReference(program, inputs, events));
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
