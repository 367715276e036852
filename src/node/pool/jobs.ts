import type { Manifest, ScopeCounts } from "../../backends/wasm/index.js";
import type { ValueMeaning } from "../events.js";

// What a pool and its workers say to each other.

/** Raw integers in shared memory, by port. */
export type SharedPorts = Readonly<Record<string, Int32Array | BigInt64Array>>;

/** An emulator to start; the module is compiled once for all workers. */
export interface WorkerSetup {
  readonly module: WebAssembly.Module;
  readonly manifest: Manifest;
}

/** Events in memory that all threads see. Every thread gets the same job and takes part after part until none is left. */
export interface MemoryJob {
  readonly kind: "memory";
  readonly inputs: SharedPorts;
  readonly outputs: SharedPorts;
  readonly events: number;
  /** Events of a part. */
  readonly part: number;
  /** The first event that nobody has taken yet, in shared memory. */
  readonly next: BigInt64Array;
}

/** An input port of a file: where its elements lie in an event. */
export interface FilePort {
  readonly name: string;
  readonly column: number;
  readonly elements: number;
}

/** A file that is read: numbers, event after event, from `dataOffset` on. */
export interface FileSource {
  readonly path: string;
  readonly dataOffset: number;
  readonly element: FileElement;
  /** Numbers of an event. */
  readonly columns: number;
  readonly ports: readonly FilePort[];
  readonly values: ValueMeaning;
}

/** A file that results go to, event after event, from `dataOffset` on. */
export interface FileTarget {
  readonly path: string;
  readonly dataOffset: number;
  readonly port: string;
  readonly elements: number;
  readonly values: ValueMeaning;
}

/** Element types that workers read as they lie on disk. */
export type FileElement = "f4" | "f8" | "i1" | "u1" | "i2" | "u2" | "i4" | "u4";

/** Consecutive events from a file into files. */
export interface FileJob {
  readonly kind: "file";
  readonly source: FileSource;
  readonly targets: readonly FileTarget[];
  readonly firstEvent: number;
  readonly events: number;
}

/** What the worker's counters hold so far. */
export interface CountersJob {
  readonly kind: "counters";
}

export type Job = MemoryJob | FileJob | CountersJob;

/** What a worker answers to a job. */
export type Answer =
  | { readonly kind: "done"; readonly seconds: number; readonly counters?: readonly ScopeCounts[] }
  /** A user's mistake, as a TrigforgeError says it. */
  | { readonly kind: "refused"; readonly code: string; readonly note: object }
  /** A defect. */
  | { readonly kind: "failed"; readonly message: string };
