import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fixed, quantizeReal } from "../../../src/fixed/index.js";
import { importKeras3, readKerasArchive } from "../../../src/importers/keras3/index.js";
import { differences, runReference, toReals } from "../keras/support.js";
import { folder } from "./support.js";

// QKeras networks as .keras archives of Keras 2.15, with QKeras' own predictions: oracle/make_qkeras.py wrote them. QKeras on
// Keras 3 writes the same layers in the dialect of the other archives here.

interface Prediction {
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
}

const { events, ...golden } = JSON.parse(readFileSync(join(folder, "golden_qkeras/predictions.json"), "utf8")) as {
  events: number;
} & Record<string, Prediction>;

describe.each(Object.entries(golden as unknown as Record<string, Prediction>))("%s", (name, { inputs, outputs }) => {
  it("as trained: the reference gives what QKeras predicts", async () => {
    const archive = await readKerasArchive(readFileSync(join(folder, `golden_qkeras/${name}.keras`)), `${name}.keras`);
    const format = fixed(12, 6);
    const program = importKeras3(archive, name, { fidelity: "as trained", inputs: { x: format } });
    const ports = { x: inputs.map((real) => Number(quantizeReal(real, format))) };
    const values = toReals(program, runReference(program, ports, events));
    const [port] = program.outputs.map((output) => output.name);
    expect(differences(values[port!]!, outputs)).toBe("none");
  });
});
