import type { Emulator, ManifestPort } from "../../backends/wasm/index.js";
import { elementCount } from "../../ops/index.js";
import type { MemoryJob, SharedPorts } from "./jobs.js";

/**
 * Computes parts of the events until every part is taken. Which thread takes which part is open; where its results go is not.
 *
 * @throws TrigforgeError TF-PROGRAM-004 when an element is beyond its port's type; the other threads then stop as well
 */
export function runMemoryJob(emulator: Emulator, job: MemoryJob): void {
  const { manifest } = emulator;
  try {
    for (;;) {
      const first = Number(Atomics.add(job.next, 0, BigInt(job.part)));
      if (first >= job.events) return;
      const end = Math.min(job.events, first + job.part);
      emulator.runInto(
        partOf(manifest.inputs, job.inputs, first, end),
        partOf(manifest.outputs, job.outputs, first, end),
      );
    }
  } catch (error) {
    Atomics.store(job.next, 0, BigInt(job.events));
    throw error;
  }
}

function partOf(ports: readonly ManifestPort[], arrays: SharedPorts, first: number, end: number): SharedPorts {
  return Object.fromEntries(
    ports.map(({ name, shape }) => {
      const elements = elementCount(shape);
      return [name, arrays[name]!.subarray(first * elements, end * elements)];
    }),
  );
}
