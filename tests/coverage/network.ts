import type { EventValues } from "../../src/backends/reference/index.js";
import { inputPorts, type Program } from "../../src/ir/index.js";
import { elementCount } from "../../src/ops/index.js";

/** The columns of docs/coverage.md. */
export const frontEnds = [
  "hls4ml project",
  "Keras, as hls4ml",
  "QKeras, as trained",
  "Keras 3",
  "HGQ2",
  "HGQ 1 proxy",
  "ONNX",
  "QONNX and QCDQ",
] as const;

export type FrontEnd = (typeof frontEnds)[number];

/** A committed network with what its own framework computes. */
export interface CoverageNetwork {
  readonly frontEnd: FrontEnd;
  readonly name: string;
  /** Kinds of its layers, by the names that docs/coverage.md uses. */
  readonly layers: readonly string[];
  load(): Promise<LoadedNetwork>;
}

export interface LoadedNetwork {
  readonly program: Program;
  readonly events: readonly EventValues[];
  /** By output, in the program's order, then by event: raw integers, or the framework's float32 numbers. */
  readonly expected: readonly (readonly (readonly number[])[])[];
  /** `near`: float32 numbers that the framework itself rounded on the way, so that they are equal to five digits only. */
  readonly meaning: "raw" | "float32" | "near";
}

/** Events of flat raw integers by port. */
export function eventsOf(program: Program, flat: Record<string, ArrayLike<number>>, count: number): EventValues[] {
  const ports = inputPorts(program).map(({ name, shape }) => ({ name, size: elementCount(shape) }));
  return Array.from({ length: count }, (_unused, event) =>
    Object.fromEntries(
      ports.map(({ name, size }) => [
        name,
        Array.from({ length: size }, (_none, index) => BigInt(flat[name]![event * size + index]!)),
      ]),
    ),
  );
}

/** A flat list as one row an event. */
export function rowsOf(flat: readonly number[], events: number): number[][] {
  const size = flat.length / events;
  return Array.from({ length: events }, (_unused, event) => flat.slice(event * size, (event + 1) * size));
}
