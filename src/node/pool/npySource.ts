import { open } from "node:fs/promises";
import { type InputPort, inputPorts, type Program } from "../../ir/index.js";
import { elementCount } from "../../ops/index.js";
import { openPortTable, type ValueMeaning } from "../events.js";
import { elementBytes } from "./fileJob.js";
import type { FileElement, FileSource } from "./jobs.js";

/** A file that threads can read at any place, and how many events it has. */
export interface NpySource {
  readonly source: FileSource;
  readonly events: number;
}

const elements: Readonly<Record<string, FileElement>> = {
  "<f4": "f4",
  "<f8": "f8",
  "|i1": "i1",
  "|u1": "u1",
  "<i2": "i2",
  "<u2": "u2",
  "<i4": "i4",
  "<u4": "u4",
};

/**
 * Looks whether a file of events lies on disk as threads read it: an uncompressed .npy of native numbers in C order whose
 * size is what its header says. Undefined where it does not; such files go through `openModelEvents`.
 *
 * @throws TrigforgeError as `openModelEvents` does
 */
export async function findNpySource(
  path: string,
  program: Program,
  values: ValueMeaning | undefined,
): Promise<NpySource | undefined> {
  const header = await readHeader(path);
  if (header === undefined) return undefined;
  const ports = inputPorts(program);
  // The usual reader checks everything else about the file, and how its numbers are meant.
  const table = await openPortTable(path, ports, { values, encode: () => new Int32Array(0) });
  await table.blocks[Symbol.asyncIterator]().return?.();
  const columns = ports.reduce((sum, port) => sum + elementCount(port.shape), 0);
  const events = table.totalEvents;
  if (events === undefined || columns === 0) return undefined;
  if (header.size !== header.dataOffset + events * columns * elementBytes(header.element)) return undefined;
  const { dataOffset, element } = header;
  return { source: { path, dataOffset, element, columns, ports: filePorts(ports), values: table.values }, events };
}

function filePorts(ports: readonly InputPort[]): FileSource["ports"] {
  let column = 0;
  return ports.map(({ name, shape }) => {
    const port = { name, column, elements: elementCount(shape) };
    column += port.elements;
    return port;
  });
}

async function readHeader(path: string) {
  const file = await open(path, "r").catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const about = await file.stat();
    if (!about.isFile()) return undefined;
    const start = Buffer.alloc(4096);
    const { bytesRead } = await file.read(start, 0, start.length, 0);
    if (bytesRead < 12 || start.toString("latin1", 0, 6) !== "\x93NUMPY") return undefined;
    const [length, fixed] = start[6] === 1 ? [start.readUInt16LE(8), 10] : [start.readUInt32LE(8), 12];
    const text = start.toString("latin1", fixed, Math.min(bytesRead, fixed + length));
    const element = elements[/'descr'\s*:\s*'([^']*)'/.exec(text)?.[1] ?? ""];
    if (element === undefined || !/'fortran_order'\s*:\s*False/.test(text)) return undefined;
    return { dataOffset: fixed + length, element, size: about.size };
  } finally {
    await file.close();
  }
}
