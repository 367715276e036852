import { z } from "zod";
import { fail } from "../../errors/index.js";
import { parseFormat, printFormat } from "../../fixed/index.js";
import { hashProgram, type Program } from "../../ir/index.js";
import { sha256Hex } from "../../ir/sha256.js";
import { elementCount } from "../../ops/index.js";
import { version } from "../../version.js";
import type { CounterSlot } from "./counters.js";
import type { Port } from "./port.js";
import type { MemoryLayout, PlacedPort } from "./sizes.js";

/** Version of the manifest format that this Trigforge writes and reads. */
export const manifestVersion = 1;

const portSchema = z.strictObject({
  name: z.string(),
  shape: z.array(z.int().min(0)),
  /** A format as `printFormat` writes it; real numbers enter an input by its modes. */
  format: z.string(),
  /** How raw integers are stored, little-endian, event after event, elements row-major. */
  storage: z.enum(["int32", "int64"]),
  /** Address of the first event in the module's memory. */
  address: z.int().min(0),
});

const watchedSchema = z.strictObject({ value: z.int().min(0), scope: z.string(), op: z.string() });

const manifestSchema = z.strictObject({
  format: z.literal("trigforge-emulator"),
  version: z.literal(manifestVersion),
  /** Version of the Trigforge that compiled the module. */
  trigforge: z.string(),
  program: z.strictObject({ name: z.string(), hash: z.string() }),
  /** sha-256 of the module, in hexadecimal. */
  module: z.string(),
  /** Events that one pass of the module computes, and events that the ports hold. */
  blockEvents: z.int().min(8),
  chunkEvents: z.int().min(8),
  inputs: z.array(portSchema),
  outputs: z.array(portSchema),
  /** Values of the program that are kept for a trace. */
  traces: z.array(portSchema.extend(watchedSchema.shape)),
  /** Casts and accumulators that are counted, with the address of their slots (assembly/counters.ts). */
  counters: z.array(
    watchedSchema.extend({
      format: z.string(),
      address: z.int().min(0),
      lane: z.union([z.literal(32), z.literal(64)]),
      counts: z.enum(["overflows", "saturations"]),
    }),
  ),
});

/** Describes a compiled emulator: what it computes, its ports, and where in its memory they lie. Plain JSON. */
export type Manifest = z.infer<typeof manifestSchema>;

/** A port as a manifest describes it. */
export type ManifestPort = Manifest["inputs"][number];

/** The manifest of a module. */
export function makeManifest(
  program: Program,
  layout: MemoryLayout,
  counters: readonly CounterSlot[],
  wasm: Uint8Array,
): Manifest {
  const describe = (value: number) => ({
    value,
    scope: program.values[value]!.scope,
    op: program.values[value]!.op.kind,
  });
  return {
    format: "trigforge-emulator",
    version: manifestVersion,
    trigforge: version,
    program: { name: program.name, hash: hashProgram(program) },
    module: hashModule(wasm),
    blockEvents: layout.blockEvents,
    chunkEvents: layout.chunkEvents,
    inputs: layout.inputs.map(plainPort),
    outputs: layout.outputs.map(plainPort),
    traces: layout.traces.map((port) => ({ ...plainPort(port), ...describe(port.value) })),
    counters: counters.map(({ value, address, lane, saturates }) => ({
      ...describe(value),
      format: countedFormat(program, value),
      address,
      lane,
      counts: saturates ? "saturations" : "overflows",
    })),
  };
}

function countedFormat(program: Program, value: number): string {
  const { op } = program.values[value]!;
  if (op.kind === "cast") return printFormat(op.to);
  if (op.kind === "contract") return printFormat(op.accumulator);
  if (op.kind === "reduce" && op.reduction.by === "sum") return printFormat(op.reduction.accumulator);
  throw new Error(`${op.kind} is not counted`);
}

function plainPort({ name, shape, format, storage, address }: PlacedPort): ManifestPort {
  return { name, shape: [...shape], format: printFormat(format), storage, address };
}

/** sha-256 of a module, in hexadecimal. */
export function hashModule(wasm: Uint8Array): string {
  return sha256Hex(wasm);
}

/**
 * Checks a manifest that comes from outside, and that it belongs to its module.
 *
 * @param hash of the module, or undefined where it is not known
 * @throws TrigforgeError TF-WASM-002 when it is not a manifest that this Trigforge reads, TF-WASM-003 when the module is
 * another one
 */
export function checkManifest(manifest: unknown, hash: string | undefined): Manifest {
  const read = manifestSchema.safeParse(manifest);
  if (!read.success) {
    const issue = read.error.issues[0]!;
    const what = `${issue.path.join(".") || "the manifest"}: ${issue.message}`;
    return fail("TF-WASM-002", { where: "emulator manifest", what });
  }
  if (hash !== undefined && read.data.module !== hash) {
    const what = `the module has sha-256 ${hash}`;
    fail("TF-WASM-003", { where: `emulator of ${read.data.program.name}`, what, expected: read.data.module });
  }
  return read.data;
}

/** A manifest's port with its format read. */
export function readPort({ name, shape, format, storage, address }: ManifestPort): Port & { readonly address: number } {
  const elements = elementCount(shape);
  const eventBytes = elements * (storage === "int32" ? 4 : 8);
  return { name, shape, format: parseFormat(format, `port ${name}`), storage, address, elements, eventBytes };
}
