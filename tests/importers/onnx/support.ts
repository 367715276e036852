import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { evaluate } from "../../../src/backends/reference/index.js";
import { fractionOf, parseFormat } from "../../../src/fixed/index.js";
import { importOnnx } from "../../../src/importers/onnx/index.js";
import { inputPorts, outputPorts, type Program } from "../../../src/ir/index.js";

/** This folder. */
export const folder = dirname(fileURLToPath(import.meta.url));

/** What oracle/make_networks.py writes for one network. */
export interface Prediction {
  type: string;
  /** Raw integers of the port "x", one row an event. */
  inputs: number[][];
  /** The framework's float32 numbers, one row an event. */
  outputs: Record<string, number[][]>;
}

/** The framework's results for every committed network. */
export const predictions = JSON.parse(readFileSync(join(folder, "golden/predictions.json"), "utf8")) as Record<
  string,
  Prediction
>;

/** The bytes of a committed network. */
export function golden(name: string): Uint8Array {
  return new Uint8Array(readFileSync(join(folder, `golden/${name}.onnx`)));
}

/** A committed network as trained, its port of the type that the predictions have. */
export function importGolden(name: string): Program {
  const { type } = predictions[name]!;
  return importOnnx(
    { bytes: golden(name), name, where: `${name}.onnx` },
    { fidelity: "as trained", inputs: { x: parseFormat(type) } },
  );
}

/** Raw outputs of the reference for rows of raw inputs of the only port: one row an event, by port. */
export function runReference(program: Program, rows: readonly (readonly number[])[]): Record<string, bigint[][]> {
  const port = inputPorts(program)[0]!.name;
  const results: Record<string, bigint[][]> = Object.fromEntries(program.outputs.map(({ name }) => [name, []]));
  for (const row of rows) {
    const outputs = evaluate(program, { [port]: row.map(BigInt) });
    for (const [name, raw] of Object.entries(outputs)) results[name]!.push([...raw]);
  }
  return results;
}

/** Raw integers of an output port as the float32 numbers that a framework would have. */
export function asFloat32(program: Program, name: string, rows: readonly (readonly bigint[])[]): number[][] {
  const { type } = outputPorts(program).find((port) => port.name === name)!;
  const unit = 2 ** -fractionOf(type);
  return rows.map((row) => row.map((raw) => Math.fround(Number(raw) * unit)));
}

/** Where two tables differ: how many elements, and the first few. */
export function differences(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): string {
  if (actual.length !== expected.length || actual[0]?.length !== expected[0]?.length) {
    return `${actual.length} × ${actual[0]?.length} elements, expected ${expected.length} × ${expected[0]?.length}`;
  }
  const found: string[] = [];
  actual.forEach((row, event) => {
    row.forEach((value, index) => {
      // −0 is 0.
      if (value !== Math.fround(expected[event]![index]!) + 0) {
        found.push(`[${event}, ${index}] ${value}, expected ${expected[event]![index]}`);
      }
    });
  });
  return found.length === 0 ? "none" : `${found.length}: ${found.slice(0, 5).join("; ")}`;
}

/**
 * Whether something is there that even CI does not install: committed results of the same comparisons stand in. Says aloud
 * when it is not.
 */
export function optional(reason: string, present: boolean): boolean {
  if (!present) console.warn(`\n*** SKIPPED for lack of ${reason}; committed golden values stand in ***\n`);
  return present;
}
