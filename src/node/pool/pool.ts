import { availableParallelism } from "node:os";
import type {
  CompiledEmulator,
  Manifest,
  RawArray,
  RawInput,
  RawOutputs,
  ScopeCounts,
} from "../../backends/wasm/index.js";
import { fail } from "../../errors/index.js";
import { type FixedType, highestRaw, lowestRaw, parseFormat } from "../../fixed/index.js";
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
  private constructor(
    private readonly threads: Threads,
    readonly manifest: Manifest,
  ) {}

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
      this.manifest.outputs.map((port) => [port.name, sharedArray(port.storage, events * sizeOf(port.shape))]),
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
    for (const { name, storage, shape } of this.manifest.outputs) {
      const array = outputs[name];
      const fits = storage === "int32" ? array instanceof Int32Array : array instanceof BigInt64Array;
      const length = events * sizeOf(shape);
      if (array !== undefined && fits && array.length === length && array.buffer instanceof SharedArrayBuffer) continue;
      fail("TF-WASM-005", {
        where: `${this.manifest.program.name}: output ${name}`,
        what: "the array does not fit the port and the events, or is not in shared memory",
        expected: `${storage === "int32" ? "Int32Array" : "BigInt64Array"} of ${length} elements on a SharedArrayBuffer`,
      });
    }
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
    for (const port of this.manifest.inputs) convert(this.manifest.program.name, port, inputs[port.name]!, undefined);
    throw refused.reason;
  }

  private shareInputs(inputs: Readonly<Record<string, RawInput>>): { shared: SharedPorts; events: number } {
    const where = this.manifest.program.name;
    const ports = this.manifest.inputs;
    for (const name of Object.keys(inputs)) {
      if (!ports.some((port) => port.name === name)) {
        const expected = ports.map((port) => port.name).join(", ") || "no input";
        fail("TF-PROGRAM-004", { where, what: `there is no input port ${name}`, expected });
      }
    }
    let events: number | undefined;
    const shared: Record<string, Int32Array | BigInt64Array> = {};
    for (const port of ports) {
      const given = inputs[port.name];
      if (given === undefined)
        fail("TF-PROGRAM-004", { where: `${where}: input ${port.name}`, what: "no elements were given" });
      const count = given.length / sizeOf(port.shape);
      if (!Number.isInteger(count) || (events !== undefined && count !== events)) {
        const what = `${given.length} elements are not as many events as the other ports have`;
        fail("TF-PROGRAM-004", { where: `${where}: input ${port.name}`, what });
      }
      events = count;
      shared[port.name] = share(where, port, given);
    }
    return { shared, events: events ?? 1 };
  }
}

function share(where: string, port: Manifest["inputs"][number], given: RawInput): Int32Array | BigInt64Array {
  const own = given instanceof Int32Array || given instanceof BigInt64Array ? given : undefined;
  const fits = port.storage === "int32" ? own instanceof Int32Array : own instanceof BigInt64Array;
  if (own !== undefined && fits && own.buffer instanceof SharedArrayBuffer) return own;
  const array = sharedArray(port.storage, given.length);
  if (own !== undefined && fits) (array as Int32Array).set(own as Int32Array);
  else convert(where, port, given as ArrayLike<number | bigint>, array);
  return array;
}

/** Copies integers, or only checks them; refuses the first beyond the port's type. */
function convert(
  where: string,
  port: Manifest["inputs"][number],
  given: ArrayLike<number | bigint>,
  array: Int32Array | BigInt64Array | undefined,
): void {
  const type: FixedType = parseFormat(port.format);
  const [low, high] = [lowestRaw(type), highestRaw(type)];
  for (let index = 0; index < given.length; index++) {
    const value = given[index]!;
    const whole = typeof value === "bigint" || Number.isInteger(value);
    if (!whole || value < low || value > high) {
      const size = sizeOf(port.shape);
      fail("TF-PROGRAM-004", {
        where: `${where}: input ${port.name}`,
        what: `event ${Math.floor(index / size)}, element ${index % size} is ${value}`,
        expected: `a raw integer from ${low} to ${high} (${port.format})`,
      });
    }
    if (array !== undefined) array[index] = (array instanceof Int32Array ? Number(value) : BigInt(value)) as never;
  }
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

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function sharedArray(storage: "int32" | "int64", length: number): Int32Array | BigInt64Array {
  return storage === "int32"
    ? new Int32Array(new SharedArrayBuffer(length * 4))
    : new BigInt64Array(new SharedArrayBuffer(length * 8));
}
