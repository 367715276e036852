import { availableParallelism } from "node:os";
import type {
  CompiledEmulator,
  Manifest,
  RawArray,
  RawInput,
  RawOutputs,
  ScopeCounts,
} from "../../backends/wasm/index.js";
import { countEvents, refuseOutside, storedPart } from "../../backends/wasm/inputs.js";
import { readPort } from "../../backends/wasm/manifest.js";
import { outputArrays } from "../../backends/wasm/outputs.js";
import type { Port } from "../../backends/wasm/port.js";
import { fail } from "../../errors/index.js";
import { mergeCounts } from "./counts.js";
import type { FileJob, SharedPorts } from "./jobs.js";
import { Threads } from "./threads.js";

/** How many threads a pool has. */
export interface PoolOptions {
  /** Default: as many as the machine runs at once. */
  readonly threads?: number;
}

/** Parts of a run for each thread, where there are enough events. */
const partsPerThread = 32;

/** How often the module's ports are filled for one part at most. */
const partChunks = 16;

/**
 * An emulator on several threads. Results are those of one thread, in the order of the events.
 *
 * Close it when done: threads that wait do not keep the process alive, but they hold memory.
 */
export class EmulatorPool {
  private readonly inputs: readonly Port[];
  private readonly outputs: readonly Port[];

  private constructor(
    private readonly threads: Threads,
    readonly manifest: Manifest,
  ) {
    this.inputs = manifest.inputs.map(readPort);
    this.outputs = manifest.outputs.map(readPort);
  }

  /** Starts threads for a compiled emulator. @throws TrigforgeError TF-WASM-005 when the number of threads is none */
  static async open(
    { wasm, manifest }: Pick<CompiledEmulator, "wasm" | "manifest">,
    options: PoolOptions = {},
  ): Promise<EmulatorPool> {
    const count = options.threads ?? availableParallelism();
    if (!Number.isInteger(count) || count < 1 || count > 256) {
      fail("TF-WASM-005", { where: manifest.program.name, what: `${count} threads`, expected: "from 1 to 256" });
    }
    const module = await WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>);
    return new EmulatorPool(new Threads(count, { module, manifest }), manifest);
  }

  /** How many threads there are. */
  get size(): number {
    return this.threads.count;
  }

  /**
   * Computes any number of events on all threads; see `Emulator.run`.
   *
   * @param inputs raw integers by port; arrays that lie in shared memory are read where they are, others are copied once
   * @returns raw integers of every output port, in shared memory
   * @throws TrigforgeError TF-PROGRAM-004 when inputs do not fit the ports
   */
  async run(inputs: Readonly<Record<string, RawInput>>): Promise<RawOutputs> {
    const { shared, events } = this.shareInputs(inputs);
    const outputs = Object.fromEntries(
      this.outputs.map((port) => [port.name, sharedArray(port.storage, events * port.elements)]),
    );
    await this.compute(shared, outputs, events);
    return outputs;
  }

  /**
   * Computes events on all threads into arrays that the caller has; see `Emulator.runInto`. With inputs in shared memory
   * too, nothing is copied between threads and no memory is allocated for the events.
   *
   * @param outputs one array a port, of the type and length that `run` would return, in shared memory
   * @returns the number of events
   * @throws TrigforgeError TF-PROGRAM-004 as `run`, and what was written to `outputs` is worth nothing then; TF-WASM-005
   * when an array does not fit its port or does not lie in shared memory
   */
  async runInto(
    inputs: Readonly<Record<string, RawInput>>,
    outputs: Readonly<Record<string, RawArray>>,
  ): Promise<number> {
    const { shared, events } = this.shareInputs(inputs);
    outputArrays(this.manifest.program.name, this.outputs, events, outputs, true);
    await this.compute(shared, outputs, events);
    return events;
  }

  /** Computes events from a file into files; resolves to the seconds that the emulator took. */
  async runFile(job: FileJob): Promise<number> {
    return (await this.threads.submit(job)).seconds;
  }

  /** What all threads counted together; see `Emulator.counters`. */
  async counters(): Promise<ScopeCounts[]> {
    const answers = await this.threads.everywhere({ kind: "counters" });
    return mergeCounts(answers.map((answer) => answer.counters!));
  }

  /** Ends the threads. */
  close(): Promise<void> {
    return this.threads.close();
  }

  /** One job for every thread that can have a part; each takes parts until none is left. */
  private async compute(inputs: SharedPorts, outputs: SharedPorts, events: number): Promise<void> {
    const part = partSize(events, this.size, this.manifest);
    const next = new BigInt64Array(new SharedArrayBuffer(8));
    const job = { kind: "memory", inputs, outputs, events, part, next } as const;
    const threads = Math.min(this.size, Math.ceil(events / part));
    const answers = await Promise.allSettled(Array.from({ length: threads }, () => this.threads.submit(job)));
    const refused = answers.find((answer) => answer.status === "rejected");
    if (refused === undefined) return;
    // A thread knows its own part only: the place is found in the whole.
    for (const port of this.inputs) {
      const raw = inputs[port.name]!;
      refuseOutside(this.manifest.program.name, port, raw, 0, raw.length);
    }
    throw refused.reason;
  }

  private shareInputs(inputs: Readonly<Record<string, RawInput>>): { shared: SharedPorts; events: number } {
    const { name } = this.manifest.program;
    const events = countEvents(name, this.inputs, inputs);
    const shared = Object.fromEntries(this.inputs.map((port) => [port.name, share(name, port, inputs[port.name]!)]));
    return { shared, events };
  }
}

/** A port's raw integers in shared memory: the caller's own where they lie there. */
function share(name: string, port: Port, given: RawInput): RawArray {
  const raw = storedPart(name, port, given, 0, given.length);
  if (raw.buffer instanceof SharedArrayBuffer) return raw;
  const array = sharedArray(port.storage, raw.length);
  (array as Int32Array).set(raw as Int32Array);
  return array;
}

/**
 * Events of a part: many parts for each thread, so that none waits long for the last, but no less than a block, and no more
 * than the ports hold a few times. Whole blocks, for counters count whole groups of eight faster.
 */
function partSize(events: number, threads: number, { blockEvents, chunkEvents }: Manifest): number {
  const most = Math.max(blockEvents, partChunks * chunkEvents);
  const part = Math.min(most, Math.ceil(events / (partsPerThread * threads)));
  return Math.max(1, Math.ceil(part / blockEvents)) * blockEvents;
}

function sharedArray(storage: Port["storage"], length: number): RawArray {
  return storage === "int32"
    ? new Int32Array(new SharedArrayBuffer(length * 4))
    : new BigInt64Array(new SharedArrayBuffer(length * 8));
}
