import { availableParallelism } from "node:os";
import type { CompiledEmulator, Manifest, RawInput, RawOutputs, ScopeCounts } from "../../backends/wasm/index.js";
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

/** Events below which a part is not worth a message to a thread. */
const leastPart = 2048;

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
    const part = partSize(events, this.size, this.manifest.counters.length > 0);
    const jobs: Promise<unknown>[] = [];
    for (let first = 0; first < events; first += part) {
      const end = Math.min(events, first + part);
      const slice = (ports: Manifest["inputs"], arrays: SharedPorts): SharedPorts =>
        Object.fromEntries(
          ports.map(({ name, shape }) => {
            const size = sizeOf(shape);
            return [name, arrays[name]!.subarray(first * size, end * size)];
          }),
        );
      jobs.push(
        this.threads.submit({
          kind: "memory",
          inputs: slice(this.manifest.inputs, shared),
          outputs: slice(this.manifest.outputs, outputs),
        }),
      );
    }
    const answers = await Promise.allSettled(jobs);
    const refused = answers.find((answer) => answer.status === "rejected");
    if (refused !== undefined) {
      // A thread knows its own part only: the place is found in the whole.
      for (const port of this.manifest.inputs) convert(this.manifest.program.name, port, shared[port.name]!, undefined);
      throw refused.reason;
    }
    return outputs;
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

/** Parts of equal size, a few for each thread; counters count whole groups of eight faster. */
function partSize(events: number, threads: number, grouped: boolean): number {
  const part = Math.max(leastPart, Math.ceil(events / (4 * threads)));
  return grouped ? Math.ceil(part / 8) * 8 : part;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

function sharedArray(storage: "int32" | "int64", length: number): Int32Array | BigInt64Array {
  return storage === "int32"
    ? new Int32Array(new SharedArrayBuffer(length * 4))
    : new BigInt64Array(new SharedArrayBuffer(length * 8));
}
