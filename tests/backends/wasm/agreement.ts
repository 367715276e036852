import { expect } from "vitest";
import { trace } from "../../../src/backends/reference/index.js";
import { build, type RawArray, type WasmOptions } from "../../../src/backends/wasm/index.js";
import { inputPorts, type Program } from "../../../src/ir/index.js";

/** Events as the reference takes them: raw integers by port. */
export type Events = readonly Record<string, readonly bigint[]>[];

/** Events as an emulator takes them: one array a port. */
export function columnsOf(program: Program, events: Events): Record<string, bigint[]> {
  return Object.fromEntries(inputPorts(program).map(({ name }) => [name, events.flatMap((event) => event[name]!)]));
}

const plain = (raw: RawArray): bigint[] => Array.from(raw as Int32Array, BigInt);

/** Builds an emulator that traces every value, and holds it against the reference: every value of every event. */
export async function expectAgreement(program: Program, events: Events, options: WasmOptions = {}): Promise<void> {
  const emulator = await build(program, { trace: true, ...options });
  const { outputs, values } = emulator.manifest.traces.length > 0
    ? emulator.trace(columnsOf(program, events))
    : { outputs: emulator.run(columnsOf(program, events)), values: [] };
  const expected = events.map((event) => trace(program, event));
  for (const { value, op, raw } of values) {
    const wanted = expected.flatMap((tensors) => tensors[value]!.raw);
    expect({ value, op, raw: plain(raw) }).toEqual({ value, op, raw: wanted });
  }
  for (const { name, value } of program.outputs) {
    expect(plain(outputs[name]!)).toEqual(expected.flatMap((tensors) => [...tensors[value]!.raw]));
  }
}
