import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { wasm } from "../../../src/index.js";
import { inputPorts, type Program } from "../../../src/ir/index.js";
import { runsThoroughly } from "../../support/thorough.js";
import { folder, golden, importGolden, predictions, runReference } from "./support.js";

// The committed networks through WebAssembly (tests/coverage compiles their C++), on the events whose results the framework fixed.

const configuration = { Model: { Precision: "fixed<12,5>", ReuseFactor: 1 } };
const floats = readdirSync(join(folder, "golden"))
  .filter((name) => /^(float|torch)_.*\.onnx$/.test(name))
  .map((name) => name.slice(0, -5));

function networkOf(name: string): Program {
  if (predictions[name] !== undefined) return importGolden(name);
  return importOnnx({ bytes: golden(name), name, where: name }, { fidelity: "as hls4ml", configuration });
}

/** A few events: the framework's, or steps through the type of the port. */
function eventsOf(name: string, program: Program): number[][] {
  if (predictions[name] !== undefined) return predictions[name].inputs;
  const port = inputPorts(program)[0]!;
  const count = port.shape.reduce((product, extent) => product * extent, 1);
  const { width } = parseFormat("fixed<12,5>");
  return Array.from({ length: 6 }, (_unused, event) =>
    Array.from({ length: count }, (_element, index) => ((event * 977 + index * 1319) % 2 ** width) - 2 ** (width - 1)),
  );
}

const names = [...Object.keys(predictions), ...floats];

/** Networks of very many outputs, which take long to compile. */
const large = ["rounding_modes", "zero_points", "scales"];

describe("committed ONNX networks through the backends", () => {
  const runs = runsThoroughly("the largest committed ONNX networks as WebAssembly");
  it.each(names.filter((name) => runs || !large.includes(name)))("%s: WASM", async (name) => {
    const program = networkOf(name);
    const rows = eventsOf(name, program);
    const emulator = await wasm.build(program);
    const found = emulator.run({ [inputPorts(program)[0]!.name]: Int32Array.from(rows.flat()) });
    const expected = runReference(program, rows);
    for (const [port, raw] of Object.entries(expected)) {
      expect({ port, raw: Array.from<number | bigint, bigint>(found[port]!, BigInt) }).toEqual({
        port,
        raw: raw.flat(),
      });
    }
  });
});
