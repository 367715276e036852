import { fail } from "../../errors/index.js";
import { CounterMemory, type ScopeCounts } from "./counterResults.js";
import { encodeInPlace } from "./encodeInPlace.js";
import { countEvents, type RawInput, refuseFirstOutside, refuseNaN, storedPart } from "./inputs.js";
import type { EmulatorExports } from "./instantiate.js";
import { type Manifest, readPort } from "./manifest.js";
import { outputArrays } from "./outputs.js";
import type { Port } from "./port.js";
import { decodeRaw, encodeReals, type RawArray, rawArray } from "./reals.js";

type ReadPort = Port & { readonly address: number };

/** Raw integers by port name, event after event, elements row-major. */
export type RawOutputs = Record<string, RawArray>;

/** Memory of the module that {@link Emulator.inPlace} hands out. */
export interface InPlace {
  /** Raw integers of every input port, to be written before `run`. */
  readonly inputs: RawOutputs;
  /** Raw integers of every output port, to be read after `run`. */
  readonly outputs: RawOutputs;
  /**
   * Computes the events that lie in `inputs`.
   *
   * @throws TrigforgeError TF-PROGRAM-004 when an element is beyond its port's type; `inputs` hold zeros then
   */
  readonly run: () => void;
}

/** How {@link Emulator.encode} takes numbers that are none. */
export interface EncodeOptions {
  readonly nan?: "convert" | "refuse";
}

/** One traced value over all events of a run. */
export interface TracedValue {
  /** Index of the value in the program. */
  readonly value: number;
  readonly scope: string;
  readonly op: string;
  readonly shape: readonly number[];
  /** Type of the value, as `printType` writes it. */
  readonly type: string;
  readonly raw: RawArray;
}

/** A compiled emulator, ready to run. Every result equals the reference evaluator's, bit for bit. */
export class Emulator {
  private readonly inputs: readonly ReadPort[];
  private readonly outputs: readonly ReadPort[];
  private readonly traces: readonly ReadPort[];
  private readonly counterMemory: CounterMemory;
  private counted = 0;

  /** Use {@link build} or {@link load}. */
  constructor(
    private readonly module: EmulatorExports,
    readonly manifest: Manifest,
  ) {
    this.inputs = manifest.inputs.map(readPort);
    this.outputs = manifest.outputs.map(readPort);
    this.traces = manifest.traces.map(readPort);
    this.counterMemory = new CounterMemory(manifest, module.memory);
    this.counterMemory.reset();
  }

  /**
   * Computes any number of events.
   *
   * @param inputs raw integers of every input port, [events, ...shape]; a program without inputs computes one event
   * @returns raw integers of every output port, [events, ...shape]: Int32Array where the port's type fits 32 bits, else
   *   BigInt64Array
   * @throws TrigforgeError TF-PROGRAM-004 when inputs do not fit the ports; nothing is returned then
   */
  run(inputs: Readonly<Record<string, RawInput>>): RawOutputs {
    const events = countEvents(this.manifest.program.name, this.inputs, inputs);
    const results = this.outputs.map((port) => rawArray(port, events * port.elements));
    this.compute(inputs, events, this.outputs, results);
    return Object.fromEntries(this.outputs.map((port, index) => [port.name, results[index]!]));
  }

  /**
   * Computes events into arrays that the caller has; see {@link run}. Nothing is allocated for an event.
   *
   * @param outputs one array a port, of the type and length that `run` would return; may lie in shared memory
   * @returns the number of events
   * @throws TrigforgeError TF-PROGRAM-004 as `run`; TF-WASM-005 when an array does not fit its port
   */
  runInto(inputs: Readonly<Record<string, RawInput>>, outputs: Readonly<Record<string, RawArray>>): number {
    const { name } = this.manifest.program;
    const events = countEvents(name, this.inputs, inputs);
    const results = outputArrays(name, this.outputs, events, outputs);
    this.compute(inputs, events, this.outputs, results);
    return events;
  }

  /**
   * The emulator's own memory for a fixed number of events: write raw integers into `inputs`, call `run`, read `outputs`.
   * Nothing is copied and nothing is allocated, which makes it the fastest way for one event at a time. The arrays are
   * used again by every other call of this emulator.
   *
   * @param events from 1 to `manifest.chunkEvents`
   * @throws TrigforgeError TF-WASM-005 when so many events do not fit the ports, or the emulator counts
   */
  inPlace(events = 1): InPlace {
    const { program, chunkEvents, counters } = this.manifest;
    const where = program.name;
    if (!Number.isInteger(events) || events < 1 || events > chunkEvents) {
      fail("TF-WASM-005", { where, what: `${events} events in place`, expected: `from 1 to ${chunkEvents}` });
    }
    if (counters.length > 0) fail("TF-WASM-005", { where, what: "an emulator with counters cannot run in place" });
    const views = (ports: readonly ReadPort[]): RawOutputs =>
      Object.fromEntries(ports.map((port) => [port.name, this.view(port, events)]));
    const [inputs, outputs] = [views(this.inputs), views(this.outputs)];
    const run = (): void => {
      const port = this.inputs[this.runModule(events)];
      if (port === undefined) return;
      const given = inputs[port.name]!.slice() as RawArray;
      this.clearInputs();
      refuseFirstOutside(where, port, given, 0, events * port.elements);
    };
    return { inputs, outputs, run };
  }

  /**
   * Computes events and keeps every traced value; see {@link run}.
   *
   * @throws TrigforgeError TF-WASM-005 when the emulator was built without a trace
   */
  trace(inputs: Readonly<Record<string, RawInput>>): { outputs: RawOutputs; values: TracedValue[] } {
    if (this.traces.length === 0) {
      fail("TF-WASM-005", {
        where: this.manifest.program.name,
        what: "this emulator keeps no values for a trace",
        help: "build it with the option trace",
      });
    }
    const events = countEvents(this.manifest.program.name, this.inputs, inputs);
    const ports = [...this.outputs, ...this.traces];
    const results = ports.map((port) => rawArray(port, events * port.elements));
    this.compute(inputs, events, ports, results);
    const outputs = Object.fromEntries(this.outputs.map((port, index) => [port.name, results[index]!]));
    const values = this.manifest.traces.map(({ value, scope, op, shape, format }, index) => {
      return { value, scope, op, shape, type: format, raw: results[this.outputs.length + index]! };
    });
    return { outputs, values };
  }

  /** What was counted, by scope, over all events since the start or the last reset. Empty without the option `counters`. */
  counters(): ScopeCounts[] {
    return this.counterMemory.results(this.counted);
  }

  /** Begins counting anew. */
  resetCounters(): void {
    this.counted = 0;
    this.counterMemory.reset();
  }

  /**
   * Raw integers of a port from real numbers, as an assignment to the port's format converts them. Fastest for Float32Array
   * and Float64Array in the range of the format.
   *
   * @param options `nan: "refuse"` refuses NaN; by default it counts as 1.5 · 2^1024, as the vendor's headers read it
   * @throws TrigforgeError TF-WASM-005 when there is no such port; TF-PROGRAM-004 at a NaN that is to be refused
   */
  encode(port: string, reals: ArrayLike<number>, { nan = "convert" }: EncodeOptions = {}): RawArray {
    const found = this.port(port);
    const slowly = (first: number, end: number): RawArray => {
      const part = first === 0 && end === reals.length ? reals : (reals as Float64Array).subarray(first, end);
      if (nan === "refuse") refuseNaN(this.manifest.program.name, found, part, first);
      return encodeReals(found, part);
    };
    const input = this.inputs.find((candidate) => candidate.name === port);
    const floats = reals instanceof Float32Array || reals instanceof Float64Array;
    if (input === undefined || input.storage !== "int32" || !floats) return slowly(0, reals.length);
    const raw = new Int32Array(reals.length);
    const { buffer } = this.module.memory;
    const memory = { buffer, address: input.address, bytes: input.eventBytes * this.manifest.chunkEvents };
    const otherwise = (first: number, end: number) => raw.set(slowly(first, end) as Int32Array, first);
    const done = encodeInPlace(this.module, input, memory, reals, raw, otherwise);
    return done ? raw : slowly(0, reals.length);
  }

  /** The real numbers that raw integers of a port stand for. @throws TrigforgeError TF-WASM-005 when there is no such port */
  decode(port: string, raw: ArrayLike<number | bigint>): Float64Array {
    return decodeRaw(this.port(port), raw);
  }

  private port(name: string): Port {
    const ports = [...this.inputs, ...this.outputs];
    const port = ports.find((candidate) => candidate.name === name);
    if (port !== undefined) return port;
    return fail("TF-WASM-005", {
      where: this.manifest.program.name,
      what: `there is no port ${name}`,
      expected: ports.map((candidate) => candidate.name).join(", "),
    });
  }

  private compute(
    inputs: Readonly<Record<string, RawInput>>,
    events: number,
    wanted: readonly ReadPort[],
    results: readonly RawArray[],
  ): void {
    const { name } = this.manifest.program;
    for (const [first, end] of this.chunks(events)) {
      for (const port of this.inputs) this.hand(port, inputs[port.name]!, first, end);
      const copies = this.counts ? this.fillGroup(end - first) : 0;
      const outside = this.inputs[this.runModule(end - first + copies)];
      if (outside !== undefined) {
        this.clearInputs();
        const { elements } = outside;
        refuseFirstOutside(name, outside, inputs[outside.name]!, first * elements, end * elements);
      }
      wanted.forEach((port, index) => {
        (results[index] as Int32Array).set(this.view(port, end - first) as Int32Array, first * port.elements);
      });
      if (copies > 0) this.takeBack(end - first, copies);
      this.counted += end - first;
    }
  }

  private get counts(): boolean {
    return this.manifest.counters.length > 0;
  }

  /**
   * Computes the events in the ports; returns what the module's `run` returns. Counters see no event of a refused run.
   */
  private runModule(events: number): number {
    if (!this.counts) return this.module.run(events);
    this.counterMemory.save();
    const outside = this.module.run(events);
    if (outside >= 0) this.counterMemory.restore();
    return outside;
  }

  /** Forgets refused events: later runs look at whole groups of eight, and would find them behind their own. */
  private clearInputs(): void {
    for (const port of this.inputs) {
      const view = this.view(port, this.manifest.chunkEvents);
      if (view instanceof Int32Array) view.fill(0);
      else view.fill(0n);
    }
  }

  /** Runs of events that the ports hold at once. Counted events come in whole groups of eight lanes, then the rest. */
  private *chunks(events: number): Generator<[number, number]> {
    const { chunkEvents, counters } = this.manifest;
    const whole = counters.length === 0 ? events : events - (events % 8);
    for (let first = 0; first < whole; first += chunkEvents) yield [first, Math.min(whole, first + chunkEvents)];
    if (whole < events) yield [whole, events];
  }

  private hand(port: ReadPort, input: RawInput, first: number, end: number): void {
    const part = storedPart(this.manifest.program.name, port, input, first * port.elements, end * port.elements);
    (this.view(port, end - first) as Int32Array).set(part as Int32Array);
  }

  /** Fills a group of eight that counters look at with copies of its last event; returns how many. */
  private fillGroup(events: number): number {
    if (events % 8 === 0) return 0;
    this.repeatEvent(events - 1, events);
    return 8 - events;
  }

  /** Takes back what copies of an event counted: eight more copies tell what one counts. */
  private takeBack(events: number, copies: number): void {
    const before = this.counterMemory.counts();
    this.repeatEvent(events - 1, 0);
    this.module.run(8);
    const eight = this.counterMemory.counts().map((count, index) => count - before[index]!);
    this.counterMemory.subtract(eight.map((count) => count + (count / 8n) * BigInt(copies)));
  }

  /** Copies one event of the ports over the events from `first` to the eighth. */
  private repeatEvent(event: number, first: number): void {
    for (const port of this.inputs) {
      const view = this.view(port, 8);
      const source = view.slice(event * port.elements, (event + 1) * port.elements) as Int32Array;
      for (let target = first; target < 8; target++) (view as Int32Array).set(source, target * port.elements);
    }
  }

  /** The memory of a port's first events. */
  private view(port: ReadPort, events: number): RawArray {
    const length = events * port.elements;
    const { buffer } = this.module.memory;
    return port.storage === "int32"
      ? new Int32Array(buffer, port.address, length)
      : new BigInt64Array(buffer, port.address, length);
  }
}
