import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { inputPorts } from "../../../src/ir/index.js";
import { loadModel } from "../../../src/node.js";
import { trigforge } from "../../support/commandLine.js";
import { folder, golden } from "./support.js";

const temporary = mkdtempSync(join(tmpdir(), "trigforge-onnx-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));
const path = (name: string): string => join(folder, "golden", name);

describe("ONNX files on disk", () => {
  it("a quantised network is recognised by its content, whatever its name", async () => {
    const file = join(temporary, "network.bin");
    writeFileSync(file, golden("dense"));
    const program = await loadModel(file);
    expect(program.provenance).toMatchObject({ source: "qonnx", fidelity: "as trained", notes: [] });
    expect(inputPorts(program)[0]!.type).toMatchObject({ signed: true, width: 6, integer: 4 });
  });

  it("a configuration makes it hls4ml's conversion", async () => {
    const file = join(temporary, "config.yml");
    writeFileSync(
      file,
      "Model:\n  Precision: fixed<16,6>\n  ReuseFactor: 1\nLayerName:\n  Relu_0: {Precision: 'ufixed<9,3>'}\n",
    );
    const program = await loadModel(path("float_dense.onnx"), { configuration: file });
    expect(program.provenance).toMatchObject({ source: "onnx", fidelity: "as hls4ml" });
    expect(program.values.some(({ type }) => !type.signed && type.width === 9)).toBe(true);
  });

  it("a damaged .onnx says what is wrong with it", async () => {
    const file = join(temporary, "cut.onnx");
    writeFileSync(file, golden("dense").slice(0, 900));
    await expect(loadModel(file)).rejects.toThrow(/cut\.onnx.*trigforge explain TF-FORMAT-019/s);
    writeFileSync(file, "version https://git-lfs.github.com/spec/v1\n");
    await expect(loadModel(file)).rejects.toThrow(/cut\.onnx/);
  });

  it("the scale of an output may be left out", async () => {
    const options = { inputs: { x: "fixed<12,4>" }, scales: "drop" as const };
    const program = await loadModel(path("dense_real_scales.onnx"), options);
    expect(program.values[program.outputs[0]!.value]!.type).toMatchObject({ width: 6, integer: 6 });
    expect(program.provenance.notes.join()).toContain("its scale is dropped");
  });

  it("trigforge import and show", async () => {
    const shown = await trigforge(temporary, "show", path("residual.onnx"), "--input-type", "x=fixed<10,5>");
    expect(shown).toMatchObject({ status: 0, stderr: "" });
    expect(shown.stdout).toContain("qonnx, as trained");
  });
});
