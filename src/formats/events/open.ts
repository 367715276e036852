import { decompress } from "../compression.js";
import type { EventBlock, EventFormat } from "./block.js";
import { detectEventFormat, detectionBytes } from "./detect.js";
import { openNpy } from "./npyRead.js";
import { byteSource } from "./source.js";
import { openText } from "./textRead.js";

/** How a file of events is to be read. */
export interface EventOptions {
  /** The file's name: begins every error, and its extension decides where the content leaves the format open. */
  where: string;
  /** Default: found out from the content, then from the name. */
  format?: EventFormat;
  /** Values an event that the file must have; cuts a one-dimensional .npy into events. */
  columns?: number;
  /** Events in a block; default: so many that a block has about 2 MiB. */
  blockEvents?: number;
  /** Whether NaN is an error; default true. */
  refuseNaN?: boolean;
  /** Whether the first line of a text table has names; default: found out. Needed where the names are numbers. */
  header?: boolean;
  /** A column, by its name in a text table, in which words may stand for numbers. */
  labels?: EventLabels;
}

/** Words of one column, and the numbers that they stand for. */
export interface EventLabels {
  readonly column: string;
  readonly values: ReadonlyMap<string, number>;
}

/** An opened file of events. */
export interface EventTable {
  format: EventFormat;
  /** Whether the file was compressed, with gzip or xz. */
  compressed: boolean;
  /** Values an event. */
  columns: number;
  /** Known from the header of a .npy file. */
  totalEvents: number | undefined;
  /** The array's shape in a .npy file. */
  shape: number[] | undefined;
  /** The elements' type as a .npy file spells it (`<i4`), or `text`. */
  dtype: string;
  /** Names of the columns, where a text table has them. */
  names: string[] | undefined;
  /** The events, to be gone through once; memory is bounded by the size of a block. */
  blocks: AsyncIterable<EventBlock>;
}

/**
 * Opens a file of events: .npy, CSV-like text or hls4ml's .dat, each also compressed with gzip or xz (docs/formats.md).
 *
 * @param chunks the file's bytes in order, in pieces of any size
 * @throws TrigforgeError TF-FORMAT-003 to -012 and -017, located; those that lie behind the header while the blocks are read
 */
export async function openEvents(chunks: AsyncIterable<Uint8Array>, options: EventOptions): Promise<EventTable> {
  let source = byteSource(chunks);
  try {
    const plain = await decompress(source, options.where);
    source = plain.source;
    const format = options.format ?? detectEventFormat(await source.peek(detectionBytes), options.where);
    const table = await (format === "npy" ? openNpy(source, options) : openText(source, format, options));
    return { format, compressed: plain.compression !== "none", ...table };
  } catch (error) {
    await source.close();
    throw error;
  }
}

/** The blocks of events of a file; see {@link openEvents}. */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array>,
  options: EventOptions,
): AsyncGenerator<EventBlock> {
  const { blocks } = await openEvents(chunks, options);
  yield* blocks;
}
