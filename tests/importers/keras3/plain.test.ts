import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { quantizeReal } from "../../../src/fixed/index.js";
import { importKeras3, readKerasArchive } from "../../../src/importers/keras3/index.js";
import { differences, runReference, toReals } from "../keras/support.js";
import { folder } from "./support.js";

// Plain Keras 3 networks as hls4ml converts them: oracle/make_keras.py wrote them and what hls4ml's C simulation computes.

interface Conversion {
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  readonly outputs: readonly number[];
}

const { events, ...golden } = JSON.parse(readFileSync(join(folder, "golden_plain/conversions.json"), "utf8")) as {
  events: number;
} & Record<string, Conversion>;

describe.each(Object.entries(golden as unknown as Record<string, Conversion>))("%s", (name, { inputs, outputs }) => {
  it("as hls4ml: the reference gives what hls4ml's C simulation of its conversion gives", async () => {
    const archive = await readKerasArchive(readFileSync(join(folder, `golden_plain/${name}.keras`)), `${name}.keras`);
    const configuration = { Model: { Precision: "fixed<16,6>", ReuseFactor: 1 } };
    const program = importKeras3(archive, name, { fidelity: "as hls4ml", configuration });
    const ports: Record<string, number[]> = {};
    for (const { op } of program.values) {
      if (op.kind === "input") ports[op.name] = inputs[op.name]!.map((real) => Number(quantizeReal(real, op.format)));
    }
    const values = toReals(program, runReference(program, ports, events));
    const [port] = program.outputs.map((output) => output.name);
    expect(differences(values[port!]!, outputs)).toBe("none");
  });
});
