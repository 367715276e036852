import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate } from "../../../src/backends/reference/index.js";
import { fractionOf } from "../../../src/fixed/index.js";
import { readHdf5 } from "../../../src/formats/index.js";
import { importKeras, type KerasOptions } from "../../../src/importers/keras/index.js";
import { inputPorts, outputPorts, type Program } from "../../../src/ir/index.js";
import { elementCount } from "../../../src/ops/index.js";

/** This folder. */
export const folder = dirname(fileURLToPath(import.meta.url));

/** A model on disk. */
export interface ModelFiles {
  architecture: string;
  weights: string;
}

/** A committed model of the golden folder. */
export function goldenFiles(name: string): ModelFiles {
  return { architecture: join(folder, `golden/${name}.json`), weights: join(folder, `golden/${name}.h5`) };
}

export function readJson<T = unknown>(path: string): T {
  return JSON.parse(readFileSync(path, "utf8")) as T;
}

/** Imports a model from its two files. */
export async function importFiles(files: ModelFiles, name: string, options: KerasOptions): Promise<Program> {
  const weights = await readHdf5(readFileSync(files.weights), `${name}.h5`);
  return importKeras({ architecture: readJson(files.architecture), weights, name, where: `${name}.json` }, options);
}

/** Raw outputs of the reference for rows of raw inputs, flat, by port. */
export function runReference(
  program: Program,
  inputs: Record<string, ArrayLike<number>>,
  events: number,
): Record<string, number[]> {
  const ports = inputPorts(program).map((port) => ({ name: port.name, count: elementCount(port.shape) }));
  const results: Record<string, number[]> = Object.fromEntries(program.outputs.map(({ name }) => [name, []]));
  for (let event = 0; event < events; event++) {
    const row = Object.fromEntries(
      ports.map(({ name, count }) => [
        name,
        Array.from({ length: count }, (_unused, index) => BigInt(inputs[name]![event * count + index]!)),
      ]),
    );
    const outputs = evaluate(program, row);
    for (const [name, raw] of Object.entries(outputs)) results[name]!.push(...raw.map(Number));
  }
  return results;
}

/** Raw integers of each output port as real values. */
export function toReals(program: Program, raw: Record<string, readonly number[]>): Record<string, number[]> {
  return Object.fromEntries(
    outputPorts(program).map(({ name, type }) => [name, raw[name]!.map((value) => value * 2 ** -fractionOf(type))]),
  );
}

/** Where two lists differ: how many elements, and the first few. */
export function differences(actual: ArrayLike<number>, expected: ArrayLike<number>): string {
  if (actual.length !== expected.length) return `${actual.length} elements, expected ${expected.length}`;
  const indices = Array.from({ length: actual.length }, (_unused, index) => index).filter(
    (index) => actual[index] !== expected[index],
  );
  if (indices.length === 0) return "none";
  const shown = indices.slice(0, 5).map((index) => `[${index}] ${actual[index]}, expected ${expected[index]}`);
  return `${indices.length} of ${actual.length}: ${shown.join("; ")}`;
}
