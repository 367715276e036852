import { expect } from "vitest";
import { trace } from "../../../src/backends/reference/index.js";
import { build, type Emulator, type RawArray, type WasmOptions } from "../../../src/backends/wasm/index.js";
import { inputPorts, type Program, ProgramBuilder } from "../../../src/ir/index.js";

/** Events as the reference takes them: raw integers by port. */
export type Events = readonly Readonly<Record<string, readonly bigint[]>>[];

/** An empty program to write into. */
export function writer(name = "hand"): ProgramBuilder {
  return new ProgramBuilder(name, { source: "test", fidelity: "native", notes: [] });
}

/** Events as an emulator takes them: one array a port. */
export function columnsOf(program: Program, events: Events): Record<string, bigint[]> {
  return Object.fromEntries(
    inputPorts(program).map(({ name }) => [name, events.flatMap((event) => [...event[name]!])]),
  );
}

/** Raw integers as big integers. */
export function plain(raw: RawArray): bigint[] {
  return Array.from(raw as Int32Array, BigInt);
}

/**
 * Builds an emulator and holds it against the reference: every output of every event, and every value where it traces.
 * The first value that differs is named.
 */
export async function expectAgreement(
  program: Program,
  events: Events,
  options: WasmOptions = { trace: true },
): Promise<Emulator> {
  const emulator = await build(program, options);
  const columns = columnsOf(program, events);
  const traced = emulator.manifest.traces.length > 0;
  const { outputs, values } = traced ? emulator.trace(columns) : { outputs: emulator.run(columns), values: [] };
  const expected = events.map((event) => trace(program, event));
  for (const { value, op, raw } of values) {
    const wanted = expected.flatMap((tensors) => [...tensors[value]!.raw]);
    expect({ value, op, raw: plain(raw) }).toEqual({ value, op, raw: wanted });
  }
  for (const { name, value } of program.outputs) {
    const wanted = expected.flatMap((tensors) => [...tensors[value]!.raw]);
    expect({ name, raw: plain(outputs[name]!) }).toEqual({ name, raw: wanted });
  }
  return emulator;
}
