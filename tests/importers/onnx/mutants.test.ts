import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../../src/errors/index.js";
import { fractionOf, parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { inputPorts, type Program } from "../../../src/ir/index.js";
import { random, repositoryRoot } from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";
import { restructured } from "./damage.js";
import { asFloat32, folder, golden, optional, predictions, runReference } from "./support.js";

// Files with a changed structure that are still imported: the framework, where it runs them, computes the same numbers.

const python = process.env.TRIGFORGE_QONNX_PYTHON ?? join(repositoryRoot, ".trigforge/oracle-qonnx/bin/python");
const large = ["rounding_modes", "zero_points", "scales", "binary", "truncated"];
const names = Object.keys(predictions).filter((name) => !large.includes(name));

interface Mutant {
  readonly name: string;
  readonly program: Program;
  readonly rows: readonly (readonly number[])[];
}

function mutants(folder: string): Mutant[] {
  const next = random(991, "mutants");
  const all: Mutant[] = [];
  for (const name of names) {
    const type = parseFormat(predictions[name]!.type);
    for (let round = 0; round < 120; round++) {
      const bytes = restructured(golden(name), next);
      if (Buffer.compare(bytes, golden(name)) === 0) continue;
      const program = importIfPossible(bytes, name, { x: type });
      const ports = program === null ? [] : inputPorts(program);
      const count = ports[0]?.shape.reduce((product, extent) => product * extent, 1);
      const rows = predictions[name]!.inputs.slice(0, 3);
      if (program === null || ports.length !== 1 || rows[0]!.length !== count) continue;
      writeFileSync(join(folder, `${all.length}.onnx`), bytes);
      all.push({ name, program, rows });
    }
  }
  const reals = all.map(({ rows, program }) => {
    const unit = 2 ** -fractionOf(inputPorts(program)[0]!.type);
    return rows.map((row) => row.map((raw) => raw * unit));
  });
  writeFileSync(join(folder, "inputs.json"), JSON.stringify(Object.fromEntries(reals.entries())));
  return all;
}

function importIfPossible(bytes: Uint8Array, name: string, inputs: Record<string, ReturnType<typeof parseFormat>>) {
  try {
    return importOnnx({ bytes, name, where: name }, { fidelity: "as trained", inputs });
  } catch (error) {
    if (error instanceof TrigforgeError) return null;
    throw error;
  }
}

const runs = runsThoroughly("damaged ONNX networks that are imported, against the framework");

describe.skipIf(!runs || !optional("a Python with qonnx (examples/requirements-qonnx.txt)", existsSync(python)))(
  "networks with a changed structure",
  () => {
    it("what is imported computes what the framework computes", { timeout: 900_000 }, () => {
      const temporary = mkdtempSync(join(tmpdir(), "trigforge-mutants-"));
      try {
        const all = mutants(temporary);
        const { status, stderr } = spawnSync(python, [join(folder, "oracle/run_files.py"), temporary], {
          maxBuffer: 1 << 28,
        });
        expect(status, stderr.toString().slice(-2000)).toBe(0);
        const outputs = JSON.parse(readFileSync(join(temporary, "outputs.json"), "utf8")) as Record<
          string,
          Record<string, number[][]>
        >;
        const wrong = Object.entries(outputs).flatMap(([index, expected]) => {
          const { name, program, rows } = all[Number(index)]!;
          const raw = runReference(program, rows);
          return Object.entries(expected)
            .filter(([port, found]) => raw[port] === undefined || !near(asFloat32(program, port, raw[port]), found))
            .map(([port]) => `${name} ${index}: ${port}`);
        });
        console.info(`${all.length} imported, ${Object.keys(outputs).length} run by the framework`);
        expect(wrong).toEqual([]);
        expect(Object.keys(outputs).length).toBeGreaterThan(50);
      } finally {
        rmSync(temporary, { recursive: true, force: true });
      }
    });
  },
);

/** Equal up to float32's last places, which sums of products of scales have in the framework. */
function near(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): boolean {
  return a.every((row, event) =>
    row.every((value, index) => Math.abs(value - b[event]![index]!) <= 1e-5 * (1 + Math.abs(value))),
  );
}
