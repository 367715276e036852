import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import * as wasm from "../../src/backends/wasm/index.js";
import { applyMap, importHls4mlProject, parseMap } from "../../src/importers/index.js";
import { inputPorts, outputPorts, type Program } from "../../src/ir/index.js";
import { perEvent } from "../../src/node.js";
import { simplify } from "../../src/passes/index.js";
import { goldenFolders, readFolder, readGolden } from "./anchors.js";
import { axol1tlMap } from "./scales.js";

const folders = goldenFolders();

/** Released trigger networks, from the public project folders: every golden row, raw integer for raw integer. */
describe.skipIf(folders === null)("golden values of released trigger networks", () => {
  const { anchors, golden } = folders ?? { anchors: "", golden: "" };

  async function expectEveryRow(program: Program, file: string, rows: number): Promise<void> {
    const [input] = inputPorts(program);
    const events = readGolden(join(golden, file));
    expect(events).toHaveLength(rows);
    const different = events.filter(({ inputs, outputs }) => {
      const found = evaluate(program, { [input!.name]: inputs });
      const flat = outputPorts(program).flatMap(({ name }) => found[name]!);
      return flat.join() !== outputs.join();
    });
    expect(different).toEqual([]);
    const emulator = await wasm.build(program);
    const emulated = emulator.run({ [input!.name]: events.flatMap(({ inputs }) => inputs) });
    const found = perEvent(outputPorts(program), emulated, events.length).map((outputs) =>
      outputPorts(program).flatMap(({ name }) => outputs[name]!),
    );
    expect(found).toEqual(events.map(({ outputs }) => outputs));
    console.info(`${file}: ${events.length} events equal, in the reference and in the emulator`);
  }

  test.each([
    ["v1", "input_1", "layer7_out"],
    ["v4", "input_3", "layer7_out"],
  ])("AXOL1TL %s with its map", async (version, input, output) => {
    const files = readFolder(join(anchors, `AXOL1TL/AXOL1TL_${version}`));
    const network = importHls4mlProject(files);
    const program = applyMap(network, parseMap(axol1tlMap(files, version, input, output), "map.yml"));
    await expectEveryRow(program, `axol1tl_${version}.txt`, 400);
    await expectEveryRow(simplify(program), `axol1tl_${version}.txt`, 400);
  });

  test("CICADA v1p1p1", async () => {
    const program = importHls4mlProject(readFolder(join(anchors, "CICADA/CICADA_v1p1p1")));
    await expectEveryRow(program, "cicada_v1p1p1.txt", 120);
  });

  test("CICADA v2p1: a convolution, resource strategy", async () => {
    const program = importHls4mlProject(readFolder(join(anchors, "CICADA/CICADA_v2p1")));
    await expectEveryRow(program, "cicada_v2p1.txt", 120);
  });

  test("TOoLLiP v1: pointwise convolutions, global average pooling in a widened accumulator", async () => {
    const program = importHls4mlProject(readFolder(join(anchors, "TOoLLiP/TOoLLiP_v1")));
    await expectEveryRow(program, "toollip_v1.txt", 200);
  });

  test("EMTFnn v1", async () => {
    const program = importHls4mlProject(readFolder(join(anchors, "EMTF_NN/EMTFnn_v1")));
    await expectEveryRow(program, "emtfnn_v1.txt", 400);
  });

  test("every other public version of these repositories imports", () => {
    for (const name of [
      "AXOL1TL/AXOL1TL_v3",
      "AXOL1TL/AXOL1TL_v5",
      "AXOL1TL/AXOL1TL_v6",
      "CICADA/CICADA_v1",
      "CICADA/CICADA_v1p1",
      "CICADA/CICADA_v1p1p2",
      "CICADA/CICADA_v2",
      "CICADA/CICADA_v2p1p1",
      "CICADA/CICADA_v2p1p2",
      "CICADA/CICADA_v2p2p0",
      "TOoLLiP/TOoLLiP_v2",
      "TOoLLiP/TOoLLiP_v3",
      "TOoLLiP/TOoLLiP_tmp_v",
    ]) {
      expect(importHls4mlProject(readFolder(join(anchors, name))).outputs, name).toHaveLength(1);
    }
    expect(() => importHls4mlProject(readFolder(join(anchors, "AXOL1TL")))).toThrow(/5 functions call kernels/);
  });
});
