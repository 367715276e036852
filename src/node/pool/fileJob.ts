import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Emulator, RawArray } from "../../backends/wasm/index.js";
import type { FileElement, FileJob, FileSource } from "./jobs.js";

type Numbers =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

const arrays = {
  f4: Float32Array,
  f8: Float64Array,
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
} as const;

/** Bytes of an element on disk. */
export const elementBytes = (element: FileElement): number => arrays[element].BYTES_PER_ELEMENT;

/** Files that a worker holds open, by path. */
export class OpenFiles {
  private readonly descriptors = new Map<string, number>();

  get(path: string, flags: "r" | "r+"): number {
    const known = this.descriptors.get(path);
    if (known !== undefined) return known;
    const descriptor = openSync(path, flags);
    this.descriptors.set(path, descriptor);
    return descriptor;
  }

  close(): void {
    for (const descriptor of this.descriptors.values()) closeSync(descriptor);
    this.descriptors.clear();
  }
}

/** Bytes of doubles that a piece of a job has at most, so that it stays in the second-level cache. */
const pieceBytes = 1 << 20;

/**
 * Reads events, computes them, and writes the results to their places.
 *
 * @returns seconds that the emulator took
 * @throws Error where the file ends early or a number is no value of its port; whoever gave the job says where
 */
export function runFileJob(emulator: Emulator, files: OpenFiles, job: FileJob): number {
  const piece = Math.max(64, Math.floor(pieceBytes / (job.source.columns * 8)));
  let seconds = 0;
  for (let done = 0; done < job.events; done += piece) {
    const events = Math.min(piece, job.events - done);
    seconds += runPiece(emulator, files, { ...job, firstEvent: job.firstEvent + done, events });
  }
  return seconds;
}

function runPiece(emulator: Emulator, files: OpenFiles, job: FileJob): number {
  const numbers = readNumbers(files, job);
  const inputs = Object.fromEntries(
    job.source.ports.map((port) => {
      const own = columnsOf(numbers, job.source, port, job.events);
      const raw = job.source.values === "raw" ? rawOf(own) : emulator.encode(port.name, own, { nan: "refuse" });
      return [port.name, raw];
    }),
  );
  const began = performance.now();
  const outputs = emulator.run(inputs);
  const seconds = (performance.now() - began) / 1000;
  for (const target of job.targets) {
    const raw = outputs[target.port]!;
    const values = target.values === "real" ? emulator.decode(target.port, raw) : raw;
    writeAll(
      files.get(target.path, "r+"),
      values,
      target.dataOffset + job.firstEvent * target.elements * values.BYTES_PER_ELEMENT,
    );
  }
  return seconds;
}

function readNumbers(files: OpenFiles, { source, firstEvent, events }: FileJob): Numbers {
  const { path, element, columns, dataOffset } = source;
  const numbers = new arrays[element](events * columns);
  const bytes = new Uint8Array(numbers.buffer);
  const start = dataOffset + firstEvent * columns * elementBytes(element);
  const descriptor = files.get(path, "r");
  for (let at = 0; at < bytes.length; ) {
    const count = readSync(descriptor, bytes, at, bytes.length - at, start + at);
    if (count === 0) throw new Error(`${path} ends early`);
    at += count;
  }
  return numbers;
}

function columnsOf(numbers: Numbers, source: FileSource, port: FileSource["ports"][number], events: number): Numbers {
  if (port.elements === source.columns) return numbers;
  const own = new arrays[source.element](events * port.elements);
  for (let event = 0; event < events; event++) {
    const start = event * source.columns + port.column;
    for (let element = 0; element < port.elements; element++) {
      own[event * port.elements + element] = numbers[start + element]!;
    }
  }
  return own;
}

/** Raw integers as the emulator takes them; it refuses what is no integer of the port. */
function rawOf(numbers: Numbers): Int32Array {
  if (numbers instanceof Int32Array) return numbers;
  const raw = Int32Array.from(numbers);
  for (let index = 0; index < raw.length; index++) {
    if (raw[index] !== numbers[index]) throw new Error(`${numbers[index]} is no raw integer`);
  }
  return raw;
}

function writeAll(descriptor: number, values: RawArray | Float64Array, position: number): void {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at, bytes.length - at, position + at);
}
