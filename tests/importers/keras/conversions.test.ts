import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseFormat, quantizeReal } from "../../../src/fixed/index.js";
import { inputPorts, outputPorts } from "../../../src/ir/index.js";
import { differences, folder, goldenFiles, importFiles, readJson, runReference } from "./support.js";

// What hls4ml 1.3.0 computes for small made-up networks under many configurations:
// tests/importers/keras/oracle/make_conversions.py writes it. Where hls4ml failed, the import is refused.

interface Conversion {
  configuration: unknown;
  /** What hls4ml failed with. */
  error?: string;
  inputs: Record<string, string>;
  outputs: Record<string, { type: string; raw: number[] }>;
}
interface Predictions {
  events: number;
  networks: Record<string, { inputs: Record<string, number[]> }>;
}

/** The sets of networks, each with a file of events and one of hls4ml's results. */
const sets = ["", "_spatial", "_sequence"].map((suffix) => ({
  ...readJson<Predictions>(join(folder, `golden/predictions${suffix}.json`)),
  conversions: readJson<Record<string, Record<string, Conversion>>>(join(folder, `golden/conversions${suffix}.json`)),
}));
const all = sets.flatMap(({ conversions, events, networks }) =>
  Object.entries(conversions).map(([name, cases]) => [name, { cases, events, networks }] as const),
);

describe.each(all)("%s as hls4ml", (name, { cases, events, networks }) => {
  test.each(Object.entries(cases))("%s: every raw integer", async (_label, conversion) => {
    const { configuration } = conversion;
    if (conversion.error !== undefined) {
      const attempt = importFiles(goldenFiles(name), name, { fidelity: "as hls4ml", configuration });
      await expect(attempt).rejects.toThrow(/TF-KERAS-00[29]/);
      return;
    }
    const program = await importFiles(goldenFiles(name), name, { fidelity: "as hls4ml", configuration });
    const inputs: Record<string, number[]> = {};
    for (const { op } of program.values) {
      if (op.kind !== "input") continue;
      const format = parseFormat(conversion.inputs[op.name]!);
      expect(op.format).toEqual(format);
      // hls4ml is given real values, which its input type converts.
      inputs[op.name] = networks[name]!.inputs[op.name]!.map((raw) => Number(quantizeReal(raw / 2 ** 8, op.format)));
    }
    expect(
      inputPorts(program)
        .map((port) => port.name)
        .sort(),
    ).toEqual(Object.keys(conversion.inputs).sort());
    expect(outputPorts(program).map((port) => port.name)).toEqual(Object.keys(conversion.outputs));
    const results = runReference(program, inputs, events);
    for (const [port, { type, raw }] of Object.entries(conversion.outputs)) {
      const { signed, width, integer } = parseFormat(type);
      expect(outputPorts(program).find((output) => output.name === port)!.type).toEqual({ signed, width, integer });
      expect(`${port}: ${differences(results[port]!, raw)}`).toBe(`${port}: none`);
    }
  });
});
