import type { Op, TensorType, ValueId } from "../ops/index.js";

/** Version of the program format that this Trigforge writes and reads. */
export const programVersion = 1;

/**
 * How faithful a program is, and to what.
 *
 * - `as hls4ml`: every bit as hls4ml's C simulation computes it, its known quirks included.
 * - `as trained`: every bit as the quantised network in its training framework, on the fixed-point grid.
 * - `native`: written as a program; it defines itself.
 */
export type Fidelity = "as hls4ml" | "as trained" | "native";

/** Where a program came from. Holds nothing that differs from one machine or day to another. */
export interface Provenance {
  /** Kind of source: `hls4ml project`, `keras`, `qkeras`, …. */
  readonly source: string;
  readonly fidelity: Fidelity;
  /** What a reader should know about the import: known quirks reproduced, outputs dropped. */
  readonly notes: readonly string[];
}

/** One value: an op and the tensor type of its result. */
export interface Value extends TensorType {
  /** The layer that it belongs to. A label for reports and names, never a switch. */
  readonly scope: string;
  readonly op: Op;
}

/** A port through which results leave. */
export interface Output {
  /** Name of the port, unique among the outputs. */
  readonly name: string;
  readonly value: ValueId;
}

/** A whole network as data: values in order of computation, and the outputs among them. */
export interface Program {
  readonly name: string;
  readonly provenance: Provenance;
  readonly values: readonly Value[];
  readonly outputs: readonly Output[];
}

/** An input port of a program, as a caller sees it. */
export interface InputPort extends TensorType {
  readonly name: string;
  readonly value: ValueId;
}

/** The input ports of a program, in order. */
export function inputPorts(program: Program): InputPort[] {
  return program.values.flatMap(({ op, shape, type }, value) =>
    op.kind === "input" ? [{ name: op.name, value, shape, type }] : [],
  );
}

/** The output ports of a program with their shapes and types, in order. */
export function outputPorts(program: Program): InputPort[] {
  return program.outputs.map(({ name, value }) => {
    const { shape, type } = program.values[value]!;
    return { name, value, shape, type };
  });
}
