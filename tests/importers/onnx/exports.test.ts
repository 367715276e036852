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
  it.each(Object.keys(exports))("%s: reference", (name) => {
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
