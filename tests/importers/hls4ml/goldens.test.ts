import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import * as wasm from "../../../src/backends/wasm/index.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import { inputPorts, outputPorts, type Program } from "../../../src/ir/index.js";
import { perEvent } from "../../../src/node.js";
import { simplify } from "../../../src/passes/index.js";
import { repositoryRoot, requireOrSkip, vendorHeaders } from "../../support/oracle.js";
import { thorough } from "../../support/thorough.js";

/** A project that hls4ml wrote, and what its kernels computed from raw integers: one file of goldens/cases. */
interface Golden {
  readonly project: string;
  readonly backend: string;
  readonly io: "io_parallel" | "io_stream";
  readonly cases: readonly { readonly kind: string; readonly output: string }[];
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

interface Port {
  readonly name: string;
  readonly rows: readonly (readonly number[])[];
}

const folder = join(repositoryRoot, "tests/importers/hls4ml/goldens/cases");
const goldens = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Golden);
const cases = goldens.flatMap((golden) =>
  golden.cases.map(({ kind, output }): [string, Golden, string] => [
    `${kind} (${golden.project}, ${golden.backend}, ${golden.io})`,
    golden,
    output,
  ]),
);
const programs = new Map<Golden, Program>();

/** A project's program, read once. */
function programOf(golden: Golden): Program {
  const known = programs.get(golden);
  if (known !== undefined) return known;
  const program = importHls4mlProject(golden.files, { where: golden.project });
  programs.set(golden, program);
  return program;
}

function events(golden: Golden): Record<string, bigint[]>[] {
  const rows = golden.inputs[0]!.rows.length;
  return Array.from({ length: rows }, (_unused, row) =>
    Object.fromEntries(golden.inputs.map(({ name, rows }) => [name, rows[row]!.map(BigInt)])),
  );
}

/**
 * Cases of layers × types × strategies × shapes, each with rows of zeros, of both ends of the type, small and everywhere:
 * what hls4ml 1.3.0's own kernels compute, compiled with g++ (goldens/generate.py), against what its project imports to.
 */
describe("golden values of hls4ml, case by case", () => {
  test("there are cases of arrays and of streams", () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    console.info(`${cases.length} cases in ${goldens.length} projects`);
  });

  test.each(cases)("%s: reference", (_label, golden, output) => {
    const program = programOf(golden);
    expect(inputPorts(program).map(({ name }) => name)).toEqual(golden.inputs.map(({ name }) => name));
    const expected = golden.outputs.find(({ name }) => name === output)!.rows;
    const found = events(golden).map((event) => evaluate(program, event)[output]!.map(Number));
    expect(found).toEqual(expected);
  });

  test.each(
    goldens.map((golden): [string, Golden] => [golden.project, golden]),
  )("%s: WASM, every output", async (_label, golden) => {
    const program = simplify(programOf(golden));
    const emulator = await wasm.build(program);
    const all = events(golden);
    const flat = Object.fromEntries(golden.inputs.map(({ name }) => [name, all.flatMap((event) => event[name]!)]));
    const found = perEvent(outputPorts(program), emulator.run(flat), all.length);
    for (const { name, rows } of golden.outputs) {
      expect(found.map((event) => event[name]!.map(Number))).toEqual(rows);
    }
  });
});

const kernels = kernelHeaders();

/** Projects that between them use most headers; the thorough suite takes all. */
const representative = new Set([
  "conv1d_vivado",
  "conv2d_resource",
  "depthwise",
  "average_pooling",
  "shapes",
  "stream_conv2d",
  "stream_pooling",
  "stream_activations2",
  "stream_encoded",
]);
const withHeaders = goldens.filter(({ project }) => thorough || representative.has(project));

/** With hls4ml's own headers in the folder, every text that a project uses is recognised, and nothing else comes out. */
describe.skipIf(!requireOrSkip("the headers of an installed hls4ml", kernels !== null))("hls4ml's own headers", () => {
  test.each(
    withHeaders.map((golden): [string, Golden] => [golden.project, golden]),
  )("%s: the same program", (_label, golden) => {
    const files = { ...kernels!(golden.backend), ...golden.files };
    const program = importHls4mlProject(files, { where: golden.project });
    expect({ ...program, provenance: null }).toEqual({ ...programOf(golden), provenance: null });
    expect(program.provenance.notes?.filter((note) => note.includes("taken to be those of hls4ml")) ?? []).toEqual([]);
  });
});

/** The kernel headers of the installed hls4ml, by backend, as it copies them into a project. */
function kernelHeaders(): ((backend: string) => Record<string, string>) | null {
  const vendor = vendorHeaders();
  if (vendor === null) return null;
  const folders = (backend: string) => (backend === "Vitis" ? ["vivado", "vitis"] : ["vivado"]);
  return (backend) =>
    Object.fromEntries(
      folders(backend).flatMap((name) => {
        const folder = join(vendor, "../..", name, "nnet_utils");
        return readdirSync(folder)
          .filter((file) => file !== "nnet_code_gen.h")
          .map((file) => [`firmware/nnet_utils/${file}`, readFileSync(join(folder, file), "utf8")]);
      }),
    );
}
