import type { CompiledEmulator, ScopeCounts } from "../../backends/wasm/index.js";
import { outputPorts, type Program } from "../../ir/index.js";
import type { ValueMeaning } from "../events.js";
import { findNpySource, type NpySource } from "./npySource.js";
import { makeNpyTargets } from "./npyTargets.js";
import { EmulatorPool } from "./pool.js";

/** How a file of events is to be emulated. */
export interface EmulateFileOptions {
  /** The `.npy` file to write; nothing is written without one. */
  readonly output?: string | undefined;
  /** How the numbers in the events are meant; see `openModelEvents`. */
  readonly values?: ValueMeaning | undefined;
  /** Raw integers, or the values they stand for. */
  readonly as: ValueMeaning;
  readonly threads?: number | undefined;
  /** Called with the number of events done so far. */
  readonly progress?: (done: number, total: number) => void;
  /** Aborting deletes what was written so far. */
  readonly signal?: AbortSignal;
}

/** What came of it. */
export interface EmulatedFile {
  readonly events: number;
  readonly threads: number;
  /** Seconds that the emulators took, all threads together. */
  readonly emulatorSeconds: number;
  readonly written: readonly string[];
  /** Empty without counters. */
  readonly counters: readonly ScopeCounts[];
}

/** Bytes of events that one job reads; a thread holds a few times as much. */
const jobBytes = 4 << 20;

/**
 * Emulates a `.npy` file on all threads: each reads its part of the file and writes its results to their place, so that
 * memory does not grow with the file and a slow disk slows down reading.
 *
 * @returns undefined, and nothing done, where the file or the output is of a kind that threads cannot share
 * @throws TrigforgeError as `openModelEvents`; where a number in the file is refused, an Error that does not say where
 */
export async function emulateNpy(
  program: Program,
  compiled: Pick<CompiledEmulator, "wasm" | "manifest">,
  path: string,
  options: EmulateFileOptions,
): Promise<EmulatedFile | undefined> {
  const { output, as } = options;
  if (output !== undefined && !output.endsWith(".npy")) return undefined;
  if (as === "real" && outputPorts(program).some((port) => port.type.width > 53)) return undefined;
  const found = await findNpySource(path, program, options.values);
  if (found === undefined || found.events === 0) return undefined;
  const pool = await EmulatorPool.open(compiled, options.threads === undefined ? {} : { threads: options.threads });
  try {
    const targets = output === undefined ? undefined : await makeNpyTargets(output, program, found.events, as);
    try {
      const emulatorSeconds = await runJobs(pool, found, targets?.targets ?? [], options);
      const counters = await pool.counters();
      await targets?.finish();
      const { events } = found;
      return { events, threads: pool.size, emulatorSeconds, written: targets?.paths ?? [], counters };
    } catch (error) {
      // Threads may still write: they end first.
      await pool.close();
      await targets?.abandon();
      throw error;
    }
  } finally {
    await pool.close();
  }
}

/** Hands out parts of the file in order, as many at a time as there are threads. */
async function runJobs(
  pool: EmulatorPool,
  { source, events }: NpySource,
  targets: Parameters<EmulatorPool["runFile"]>[0]["targets"],
  { progress, signal }: EmulateFileOptions,
): Promise<number> {
  const part = Math.max(64, Math.floor(jobBytes / (source.columns * 8) / 64) * 64);
  let next = 0;
  let done = 0;
  let seconds = 0;
  const lane = async (): Promise<void> => {
    while (next < events) {
      signal?.throwIfAborted();
      const firstEvent = next;
      const count = Math.min(part, events - firstEvent);
      next += count;
      seconds += await pool.runFile({ kind: "file", source, targets, firstEvent, events: count });
      done += count;
      progress?.(done, events);
    }
  };
  await Promise.all(Array.from({ length: pool.size }, lane));
  return seconds;
}
