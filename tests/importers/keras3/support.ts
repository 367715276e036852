import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { quantizeReal } from "../../../src/fixed/index.js";
import { importKeras3, type Keras3Options, readKerasArchive } from "../../../src/importers/keras3/index.js";
import { wasm } from "../../../src/index.js";
import type { Program } from "../../../src/ir/index.js";

/** This folder. */
export const folder = dirname(fileURLToPath(import.meta.url));

/** What HGQ2 gives for one golden network. */
export interface Prediction {
  /** Whether da4ml traces the network, and gives the same. */
  readonly da4ml: boolean;
  /** Real numbers by port, flat. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Real numbers by output, flat. */
  readonly outputs: readonly (readonly number[])[];
}

/** The golden file: how many events, and the networks by name. */
export function readGolden(): { events: number; networks: Map<string, Prediction> } {
  const { events, ...rest } = JSON.parse(readFileSync(join(folder, "golden/predictions.json"), "utf8")) as {
    events: number;
  } & Record<string, Prediction>;
  return { events, networks: new Map(Object.entries(rest as unknown as Record<string, Prediction>)) };
}

/** Names of the committed archives. */
export function archiveNames(): string[] {
  return readdirSync(join(folder, "golden"))
    .filter((name) => name.endsWith(".keras"))
    .map((name) => name.slice(0, -".keras".length));
}

/** The bytes of a committed archive. */
export function archiveBytes(name: string): Uint8Array {
  return readFileSync(join(folder, `golden/${name}.keras`));
}

/** Imports a committed archive as trained. */
export async function importArchive(name: string, options: Partial<Keras3Options> = {}): Promise<Program> {
  const archive = await readKerasArchive(archiveBytes(name), `${name}.keras`);
  return importKeras3(archive, name, { fidelity: "as trained", ...options });
}

/** Real numbers as the ports' raw integers, by the ports' own conversion. */
export function toPorts(program: Program, inputs: Prediction["inputs"]): Record<string, number[]> {
  const ports: Record<string, number[]> = {};
  for (const { op } of program.values) {
    if (op.kind === "input") ports[op.name] = inputs[op.name]!.map((real) => Number(quantizeReal(real, op.format)));
  }
  return ports;
}

/** Raw outputs of the compiled emulator for rows of raw inputs, flat, by port. */
export async function runWasm(
  program: Program,
  inputs: Record<string, readonly number[]>,
): Promise<Record<string, number[]>> {
  const emulator = await wasm.build(program);
  const outputs = emulator.run(
    Object.fromEntries(Object.entries(inputs).map(([name, raw]) => [name, Int32Array.from(raw)])),
  );
  return Object.fromEntries(
    Object.entries(outputs).map(([name, raw]) => [name, Array.from<number | bigint, number>(raw, Number)]),
  );
}
