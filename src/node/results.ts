import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, extname } from "node:path";
import { fail } from "../errors/index.js";
import { toDecimal, toReal } from "../fixed/index.js";
import { encodeNpyBlock, encodeNpyHeader, type NpyOutput } from "../formats/events/npyWrite.js";
import { encodeTextBlock, encodeTextHeader } from "../formats/events/textWrite.js";
import type { InputPort } from "../ir/index.js";
import { elementCount } from "../ops/index.js";
import type { RawArray, ValueMeaning } from "./events.js";
import { temporaryName, unwritable } from "./files.js";

/** Writes the results of many events, block by block, under temporary names. */
export interface ResultWriter {
  /** The files that {@link ResultWriter.finish} leaves behind. */
  readonly paths: readonly string[];
  /** Appends events: raw integers by port, event after event. */
  write(firstEvent: number, events: number, raw: Readonly<Record<string, RawArray>>): Promise<void>;
  /** Completes the files and gives them their names. */
  finish(): Promise<void>;
  /** Deletes what was written. */
  abandon(): Promise<void>;
}

/**
 * Opens a file of results: `.npy` (one file a port, named `<stem>_<port>.npy` when there are several), `.csv` (one table
 * with a header) or `.dat` (one table without).
 *
 * @param values raw integers, or the values they stand for: doubles in `.npy`, exact decimals in text
 * @throws TrigforgeError TF-FILE-002, TF-FILE-006
 */
export async function openResults(
  path: string,
  ports: readonly InputPort[],
  values: ValueMeaning,
): Promise<ResultWriter> {
  const extension = extname(path);
  if (extension === ".npy") return npyResults(path, ports, values);
  if (extension === ".csv" || extension === ".dat")
    return textResults(path, ports, values, extension.slice(1) as "csv");
  return fail("TF-FILE-002", {
    where: path,
    what: "the kind of file is not known by its name",
    expected: ".npy, .csv or .dat",
  });
}

async function npyResults(path: string, ports: readonly InputPort[], values: ValueMeaning): Promise<ResultWriter> {
  const wide = ports.find((port) => port.type.width > 53);
  if (values === "real" && wide !== undefined) {
    fail("TF-FILE-006", {
      where: path,
      what: `output ${wide.name} has ${wide.type.width} bits, more than a double holds`,
      help: "write .csv, or raw integers",
    });
  }
  const stem = path.slice(0, -".npy".length);
  const files = await Promise.all(
    ports.map(async (port) => {
      const file = await openTemporary(ports.length === 1 ? path : `${stem}_${port.name}.npy`);
      await file.handle.write(encodeNpyHeader("int32", [0, ...port.shape]));
      return { ...file, port, dtype: undefined as NpyOutput | undefined };
    }),
  );
  let total = 0;
  return {
    paths: files.map((file) => file.path),
    async write(firstEvent, events, raw) {
      for (const file of files) {
        const array = raw[file.port.name]!;
        file.dtype = values === "real" ? "float64" : array instanceof Int32Array ? "int32" : "int64";
        const block = {
          firstEvent,
          events,
          columns: elementCount(file.port.shape),
          values: toValues(array, file.port, values),
        };
        await file.handle.write(encodeNpyBlock(block, file.dtype, file.path));
      }
      total += events;
    },
    async finish() {
      for (const { handle, dtype = "int32", port } of files) {
        await handle.write(encodeNpyHeader(dtype, [total, ...port.shape]), 0, undefined, 0);
      }
      await finishAll(files);
    },
    abandon: () => abandonAll(files),
  };
}

function toValues(array: RawArray, port: InputPort, values: ValueMeaning): Float64Array | BigInt64Array {
  if (values === "real") return Float64Array.from(array as Int32Array, (raw) => toReal(BigInt(raw), port.type));
  return array instanceof Int32Array ? Float64Array.from(array) : array;
}

async function textResults(
  path: string,
  ports: readonly InputPort[],
  values: ValueMeaning,
  format: "csv" | "dat",
): Promise<ResultWriter> {
  const file = await openTemporary(path);
  const columns = ports.flatMap((port) =>
    Array.from({ length: elementCount(port.shape) }, (_unused, element) => ({
      port,
      element,
      name: port.shape.length === 0 || elementCount(port.shape) === 1 ? port.name : `${port.name}_${element}`,
    })),
  );
  const print = (raw: number | bigint, column: number): string =>
    values === "raw" ? raw.toString() : toDecimal(BigInt(raw), columns[column]!.port.type);
  if (format === "csv") await file.handle.write(encodeTextHeader(columns.map((column) => column.name)));
  return {
    paths: [path],
    async write(firstEvent, events, raw) {
      const cells = new BigInt64Array(events * columns.length);
      for (let event = 0; event < events; event++) {
        columns.forEach(({ port, element }, column) => {
          const width = elementCount(port.shape);
          cells[event * columns.length + column] = BigInt(raw[port.name]![event * width + element]!);
        });
      }
      const block = { firstEvent, events, columns: columns.length, values: cells };
      await file.handle.write(encodeTextBlock(block, { format, print }));
    },
    finish: () => finishAll([file]),
    abandon: () => abandonAll([file]),
  };
}

interface TemporaryFile {
  readonly path: string;
  readonly temporary: string;
  readonly handle: FileHandle;
}

async function openTemporary(path: string): Promise<TemporaryFile> {
  const temporary = temporaryName(path);
  try {
    await mkdir(dirname(path), { recursive: true });
    return { path, temporary, handle: await open(temporary, "w") };
  } catch (error) {
    return unwritable(path, error);
  }
}

async function finishAll(files: readonly TemporaryFile[]): Promise<void> {
  for (const { handle, temporary, path } of files) {
    try {
      await handle.close();
      await rename(temporary, path);
    } catch (error) {
      unwritable(path, error);
    }
  }
}

async function abandonAll(files: readonly TemporaryFile[]): Promise<void> {
  for (const { handle, temporary } of files) {
    await handle.close().catch(() => {});
    await rm(temporary, { force: true });
  }
}
