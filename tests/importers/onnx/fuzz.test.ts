import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { parseFormat } from "../../../src/fixed/index.js";
import { importOnnx, type OnnxOptions } from "../../../src/importers/onnx/index.js";
import { random } from "../../support/random.js";
import { restructured } from "./damage.js";
import { folder, golden } from "./support.js";

// Damaged files: each is imported or refused with a located error, within a second.

const seed = 20261122;
const trained: OnnxOptions = {
  fidelity: "as trained",
  softmax: "drop",
  inputs: { x: parseFormat("fixed<10,5>") },
};
const converted: OnnxOptions = {
  fidelity: "as hls4ml",
  configuration: { Model: { Precision: "fixed<12,5>", ReuseFactor: 1 } },
};
// The networks with very many outputs are the same few operators over and over.
const large = ["rounding_modes", "zero_points", "scales"];
const names = readdirSync(join(folder, "golden"))
  .filter((name) => name.endsWith(".onnx") && !name.startsWith("brevitas"))
  .map((name) => name.slice(0, -5))
  .filter((name) => !large.includes(name));

/** The outcome of an import: "imported", or the code of its error. Anything else is thrown. */
function outcome(bytes: Uint8Array, name: string): string {
  const start = performance.now();
  try {
    importOnnx({ bytes, name, where: "damaged.onnx" }, /^(float|torch)/.test(name) ? converted : trained);
    return "imported";
  } catch (error) {
    if (!(error instanceof TrigforgeError)) throw error;
    if (!/^TF-(ONNX|FORMAT|KERAS)-/.test(error.code)) throw error;
    expect(error.note.where.length).toBeGreaterThan(4);
    expect(error.message.length).toBeLessThan(4000);
    return error.code;
  } finally {
    // A slow machine under other load may take longer than the second that an import may cost.
    expect(performance.now() - start).toBeLessThan(5000);
  }
}

describe(`damaged ONNX files, seed ${seed}`, () => {
  it.each(names)("%s: bytes changed, cut and repeated", (name) => {
    const next = random(seed, null);
    const original = golden(name);
    for (let round = 0; round < 12; round++) {
      const bytes = new Uint8Array(original);
      const kind = round % 4;
      for (let change = 0; change <= round % 5; change++) {
        bytes[next.integer(0, bytes.length - 1)] = next.integer(0, 256 - 1);
      }
      const cut = next.integer(0, bytes.length - 1);
      const damaged =
        kind === 1
          ? bytes.slice(0, cut)
          : kind === 2
            ? Uint8Array.of(...bytes.slice(0, cut), ...bytes.slice(cut >> 1))
            : bytes;
      outcome(damaged, name);
    }
  });

  it.each(names)("%s: structure changed", (name) => {
    const next = random(seed + 1, null);
    const outcomes = new Set<string>();
    for (let round = 0; round < 12; round++) outcomes.add(outcome(restructured(golden(name), next), name));
    expect(outcomes.size).toBeGreaterThan(0);
  });
});
