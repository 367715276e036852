import { fail } from "../../errors/index.js";
import type { Program } from "../../ir/index.js";
import { definitionOf, type ValueId } from "../../ops/index.js";
import { type Problem, refuse } from "../problem.js";
import { compileModule } from "./compile.js";
import { compilerAtWork } from "./compiler.js";
import { emit, entryPath } from "./emit.js";
import type { Emulator } from "./emulator.js";
import { load } from "./load.js";
import { lower } from "./lower.js";
import { type Manifest, makeManifest } from "./manifest.js";
import { planRows } from "./memory.js";
import { layOut } from "./sizes.js";
import { planStages } from "./stages.js";
import type { SumStrategy } from "./sumChoice.js";

/** How an emulator is compiled. None of it changes a result. */
export interface WasmOptions {
  /** Keeps the values of all scopes, or of the scopes named, for {@link Emulator.trace}. Default none. */
  readonly trace?: boolean | readonly string[];
  /** Counts overflows and saturations and notes extremes, for {@link Emulator.counters}. Slower. Default off. */
  readonly counters?: boolean;
  /** Events that go through the layers at once: a multiple of 8. Default: as many as the cache holds. */
  readonly blockEvents?: number;
  /** How exact sums with constant weights are computed. Default: what the cost model expects to be fastest. */
  readonly sums?: SumStrategy;
}

/** A compiled program: two files that belong together, and the AssemblyScript they were made from. */
export interface CompiledEmulator {
  readonly wasm: Uint8Array;
  readonly manifest: Manifest;
  readonly source: string;
}

/**
 * Everything about a program that a compiled emulator could not do exactly: values that need more than 64 bits.
 * Nothing is compiled.
 */
export function check(program: Program): Problem[] {
  return [...lower(program, { traced: new Set(), counters: false, sums: "loops" }).problems];
}

/**
 * Compiles a program to one self-contained WebAssembly module and its manifest.
 *
 * @throws TrigforgeError with all problems that {@link check} lists; TF-WASM-004 when it does not fit into memory;
 * TF-WASM-005 when an option does not fit the program
 */
export async function compile(program: Program, options: WasmOptions = {}): Promise<CompiledEmulator> {
  checkOptions(program, options);
  await compilerAtWork();
  const traced = tracedValues(program, options.trace ?? false);
  const counters = options.counters ?? false;
  const { graph, problems } = lower(program, { traced: new Set(traced), counters, sums: options.sums ?? "automatic" });
  refuse(problems);
  const stages = planStages(graph);
  const rows = planRows(graph, stages);
  const layout = layOut(program, graph, rows, traced, options.blockEvents);
  const emitted = emit({ program, graph, stages, rows, layout, counters });
  const wasm = await compileModule(emitted, program.name);
  return { wasm, manifest: makeManifest(program, layout, emitted.counters, wasm), source: emitted.sources[entryPath]! };
}

/** Compiles a program and starts its emulator; see {@link compile}. */
export async function build(program: Program, options: WasmOptions = {}): Promise<Emulator> {
  const { wasm, manifest } = await compile(program, options);
  return load(wasm, manifest);
}

function checkOptions(program: Program, { blockEvents }: WasmOptions): void {
  if (blockEvents === undefined) return;
  if (!Number.isInteger(blockEvents) || blockEvents < 8 || blockEvents > 65536 || blockEvents % 8 !== 0) {
    fail("TF-WASM-005", {
      where: program.name,
      what: `blockEvents is ${blockEvents}`,
      expected: "a multiple of 8 from 8 to 65536",
    });
  }
}

/** The values of the traced scopes that events can change, in order. */
function tracedValues(program: Program, trace: boolean | readonly string[]): ValueId[] {
  if (trace === false) return [];
  const scopes = [...new Set(program.values.map((value) => value.scope))];
  const unknown = trace === true ? undefined : trace.find((scope) => !scopes.includes(scope));
  if (unknown !== undefined) {
    const expected = scopes.filter((scope) => scope !== "").join(", ");
    fail("TF-WASM-005", { where: program.name, what: `there is no scope ${unknown} to trace`, expected });
  }
  return program.values.flatMap(({ op, scope }, value) => {
    const wanted = trace === true || trace.includes(scope);
    return wanted && definitionOf(op).operands(op).length > 0 ? [value] : [];
  });
}

export type { Problem } from "../problem.js";
export type { ScopeCounts, ValueCounts } from "./counterResults.js";
export { Emulator, type EncodeOptions, type InPlace, type RawOutputs, type TracedValue } from "./emulator.js";
export type { RawInput } from "./inputs.js";
export { load } from "./load.js";
export type { Manifest, ManifestPort } from "./manifest.js";
export type { RawArray } from "./reals.js";
export type { SumStrategy } from "./sumChoice.js";
