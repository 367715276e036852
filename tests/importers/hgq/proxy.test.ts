import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseJson, readHdf5, textAttribute } from "../../../src/formats/index.js";
import { importProxyModel, isProxyModel } from "../../../src/importers/index.js";
import type { Program } from "../../../src/ir/index.js";
import { loadModel } from "../../../src/node.js";
import { oraclePython, random, sharedFolder } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { differences, runReference, toReals } from "../keras/support.js";
import { runWasm, toPorts } from "../keras3/support.js";

// What hls4ml's conversion of small HGQ 1 proxy models computes, which oracle/make_proxies.py wrote; and, thoroughly, of the
// public jet classifier.

const folder = dirname(fileURLToPath(import.meta.url));
const { events, ...golden } = JSON.parse(readFileSync(join(folder, "golden/predictions.json"), "utf8")) as {
  events: number;
} & Record<string, { inputs: number[]; outputs: number[] }>;

async function importGolden(name: string): Promise<Program> {
  const weights = await readHdf5(readFileSync(join(folder, `golden/${name}.h5`)), `${name}.h5`);
  const architecture = parseJson(textAttribute(weights, weights, "model_config")!, name);
  expect(isProxyModel(architecture)).toBe(true);
  return importProxyModel({ architecture, weights, name, where: `${name}.h5` });
}

describe.each(Object.entries(golden as Record<string, { inputs: number[]; outputs: number[] }>))("%s", (name, {
  inputs,
  outputs,
}) => {
  it("reference and WASM give what hls4ml computes", async () => {
    const program = await importGolden(name);
    const ports = toPorts(program, { x: inputs });
    const raw = runReference(program, ports, events);
    const [port] = program.outputs.map((output) => output.name);
    expect(`${port}: ${differences(toReals(program, raw)[port!]!, outputs)}`).toBe(`${port}: none`);
    expect(await runWasm(program, ports)).toEqual(raw);
  });
});

const shared = sharedFolder();
const model = shared === null ? null : join(shared, "models/hgq_jet_classifier.h5");

describe.skipIf(!requireSharedModel())("the public jet classifier", () => {
  it("imports, with the port that its first quantiser takes", async () => {
    const program = await loadModel(model!);
    expect(program.values[0]!.op).toMatchObject({ kind: "input", shape: [16], format: { width: 12, integer: 5 } });
    expect(program.outputs).toHaveLength(1);
  });

  it.skipIf(!runsThoroughly("the jet classifier in hls4ml's C simulation"))(
    "equals hls4ml's C simulation",
    async () => {
      const program = await loadModel(model!);
      const count = 2000;
      const source = random(5, "jet classifier events");
      const rows = Array.from({ length: count }, (_unused, event) =>
        // A tenth is drawn from far outside, so that it wraps.
        Array.from({ length: 16 }, () => source.integer(-(2 ** 11), 2 ** 11) / 2 ** (event % 10 === 0 ? 5 : 8)),
      );
      const temporary = mkdtempSync(join(tmpdir(), "trigforge-proxy-"));
      try {
        const [given, made] = [join(temporary, "inputs.json"), join(temporary, "outputs.json")];
        writeFileSync(given, JSON.stringify(rows));
        const script = join(folder, "oracle/make_proxies.py");
        const { status, stderr } = spawnSync(oraclePython()!, [script, model!, given, made]);
        expect(status, stderr.toString()).toBe(0);
        const expected = JSON.parse(readFileSync(made, "utf8")) as number[];
        const raw = await runWasm(program, toPorts(program, { input_1: rows.flat() }));
        const [port] = program.outputs.map((output) => output.name);
        expect(differences(toReals(program, raw)[port!]!, expected)).toBe("none");
      } finally {
        rmSync(temporary, { recursive: true });
      }
    },
    300_000,
  );
});

function requireSharedModel(): boolean {
  if (model !== null) return true;
  console.warn("\n*** SKIPPED for lack of the shared folder of models ***\n");
  return false;
}
