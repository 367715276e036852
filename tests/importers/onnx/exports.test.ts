import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { asFloat32, differences, folder, golden, runReference } from "./support.js";

// What Brevitas and PyTorch write: oracle/make_exports.py exports it and runs it.

const exports = JSON.parse(readFileSync(join(folder, "golden/exports.json"), "utf8")) as Record<
  string,
  { type: string; inputs: number[][]; outputs: number[][] }
>;

describe("Brevitas' exports as trained: the numbers of qonnx' executor and of onnxruntime", () => {
  it.each(Object.keys(exports).filter((name) => name.startsWith("brevitas")))("%s: reference", (name) => {
    const { type, inputs, outputs } = exports[name]!;
    const program = importOnnx(
      { bytes: golden(name), name, where: `${name}.onnx` },
      { fidelity: "as trained", inputs: { [name.endsWith("qcdq") ? "x.1" : "input"]: parseFormat(type) } },
    );
    const raw = runReference(program, inputs);
    const port = program.outputs[0]!.name;
    expect(differences(asFloat32(program, port, raw[port]!), outputs)).toBe("none");
    if (name.includes("fixed_point")) expect(program.provenance.notes).toEqual([]);
  });
});

describe("PyTorch's exports of a float network, as hls4ml", () => {
  const configuration = { Model: { Precision: "fixed<18,8>", ReuseFactor: 1 } };
  it.each(["torch_script", "torch_dynamo"])("%s is read", (name) => {
    const program = importOnnx(
      { bytes: golden(name), name, where: `${name}.onnx` },
      { fidelity: "as hls4ml", configuration },
    );
    expect(program.values.filter(({ op }) => op.kind === "contract").length).toBe(2);
  });
});

describe("PyTorch's recurrent layers, as hls4ml's own: near PyTorch's numbers", () => {
  it.each(Object.keys(exports).filter((name) => name.startsWith("recurrent")))("%s", (name) => {
    const { inputs, outputs } = exports[name]!;
    const layer = name.includes("lstm") ? "LSTM_0" : "GRU_0";
    const configuration = {
      Model: { Precision: "fixed<24,10>", ReuseFactor: 1 },
      LayerName: { [layer]: { table_t: "fixed<24,4>", TableSize: 8192 } },
    };
    const program = importOnnx({ bytes: golden(name), name, where: name }, { fidelity: "as hls4ml", configuration });
    const rows = inputs.slice(0, 4).map((row) => row.map((raw) => raw * 2 ** 6));
    asFloat32(program, "y", runReference(program, rows).y!).forEach((row, event) => {
      for (const [index, value] of row.entries()) expect(value).toBeCloseTo(outputs[event]![index]!, 2);
    });
  });
});
