import { type EventBlock, type EventOptions, type EventTable, openEvents } from "../../src/formats/index.js";

/** Bytes as they might come from a disk or a network, in pieces of a size. */
export async function* chunked(bytes: Uint8Array | string, size = 65536): AsyncGenerator<Uint8Array> {
  const data = typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes;
  for (let start = 0; start < data.length; start += size) yield data.subarray(start, start + size);
}

/** A whole file of events: what it says of itself, its blocks, and all values as plain numbers. */
export interface Collected {
  table: EventTable;
  blocks: EventBlock[];
  values: (number | bigint)[];
}

/** Reads a file of events to its end. */
export async function collect(
  bytes: Uint8Array | string,
  options: Partial<EventOptions> = {},
  size?: number,
): Promise<Collected> {
  const table = await openEvents(chunked(bytes, size), { where: "events", ...options });
  const blocks: EventBlock[] = [];
  for await (const block of table.blocks) blocks.push(block);
  return { table, blocks, values: blocks.flatMap((block) => [...block.values]) };
}

/** All bytes of a generator. */
export async function gather(pieces: AsyncIterable<Uint8Array | string>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces) parts.push(typeof piece === "string" ? new TextEncoder().encode(piece) : piece);
  return new Uint8Array(await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer());
}
