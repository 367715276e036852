import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fractionOf, parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { wasm } from "../../../src/index.js";
import { inputPorts, outputPorts } from "../../../src/ir/index.js";
import { random, repositoryRoot, sharedFolder } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { folder, optional } from "./support.js";

// hls4ml itself, at test time, on the ONNX models of its example collection.

const python = process.env.TRIGFORGE_QONNX_PYTHON ?? join(repositoryRoot, ".trigforge/oracle-qonnx/bin/python");
const shared = sharedFolder();
const models = [
  "two_layer_keras",
  "three_layer_keras",
  "conv1d_small_keras",
  "conv2d_small_mp_keras",
  "three_layer_bn_pytorch",
];
const configuration = { Model: { Precision: { default: "fixed<16,6>" }, ReuseFactor: 1, Strategy: "Latency" } };
const present = shared !== null && existsSync(join(shared, `models/${models[0]}.onnx`));

describe("hls4ml's example models in ONNX", () => {
  it.skipIf(!optional("the shared folder of models", present)).each(models)("%s is imported as hls4ml", (name) => {
    const bytes = new Uint8Array(readFileSync(join(shared!, `models/${name}.onnx`)));
    const program = importOnnx({ bytes, name, where: `${name}.onnx` }, { fidelity: "as hls4ml", configuration });
    expect(program.provenance).toMatchObject({ source: "onnx", fidelity: "as hls4ml" });
    expect(outputPorts(program)[0]!.type).toMatchObject({ width: 16, integer: 6 });
  });

  const runs = present && runsThoroughly("hls4ml's C simulation of its example models in ONNX");
  it
    .skipIf(!runs || !optional("a Python with qonnx and hls4ml (examples/requirements-qonnx.txt)", existsSync(python)))
    .each(models)("%s: every raw integer of 2000 events", { timeout: 600_000 }, async (name) => {
    const path = join(shared!, `models/${name}.onnx`);
    const bytes = new Uint8Array(readFileSync(path));
    const program = importOnnx({ bytes, name, where: path }, { fidelity: "as hls4ml", configuration });
    const [port, result] = [inputPorts(program)[0]!, outputPorts(program)[0]!];
    const count = port.shape.reduce((product, extent) => product * extent, 1);
    const next = random(5, name);
    const events = 2000;
    // A tenth from the whole range, so that sums overflow.
    const raw = Array.from({ length: events }, (_unused, event) =>
      Array.from({ length: count }, () => Math.trunc(next.normal() * (event % 10 === 0 ? 12000 : 700))).map((value) =>
        Math.max(-32768, Math.min(32767, value)),
      ),
    );
    const values = raw.map((row) => row.map((value) => value * 2 ** -fractionOf(port.type)));
    const { status, stdout, stderr } = spawnSync(python, [join(folder, "oracle/hls4ml_predict.py"), path], {
      input: JSON.stringify({ configuration, values }),
      maxBuffer: 1 << 28,
    });
    expect(status, stderr.toString().slice(-2000)).toBe(0);
    const expected = JSON.parse(stdout.toString()) as { output: string; raw: number[][] };
    expect(parseFormat(expected.output)).toMatchObject({ width: result.type.width, integer: result.type.integer });
    const emulator = await wasm.build(program);
    const found = emulator.run({ [port.name]: Int32Array.from(raw.flat()) })[result.name]!;
    expect(Array.from<number | bigint, number>(found, Number)).toEqual(expected.raw.flat());
  });
});
