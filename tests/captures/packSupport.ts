import type { RawEvent, SideLayout, UnpackedEvent, UnpackOptions } from "../../src/captures/index.js";
import { layoutOf, packEvents, parseCapture, unpackFrames } from "../../src/captures/index.js";
import { type FrameBlock, type PatternFormat, wordFlags } from "../../src/formats/patterns/frames.js";
import type { Program } from "../../src/ir/index.js";

/** A whole capture in memory: rows of words and flags. */
export interface Rows {
  readonly links: readonly number[];
  readonly format: PatternFormat;
  readonly words: readonly (readonly bigint[])[];
  readonly flags: readonly (readonly number[])[];
}

/** The sides of a description. Text without its first two lines is enough. */
export function sides(text: string, program?: Program): { inputs: SideLayout; outputs: SideLayout } {
  const head = text.includes("trigforge-capture") ? "" : "format: trigforge-capture\nversion: 1\n";
  const layout = layoutOf(parseCapture(head + text, "capture.yml"), program);
  return { inputs: layout.inputs!, outputs: layout.outputs! };
}

/** Packs events and keeps every frame. */
export async function packAll(
  layout: SideLayout,
  events: Iterable<RawEvent>,
  options: Parameters<typeof packEvents>[2] = {},
): Promise<Rows> {
  const { header, frames } = packEvents(layout, events, options);
  const words: bigint[][] = [];
  const flags: number[][] = [];
  for await (const block of frames) {
    if (block.firstFrame !== words.length) throw new Error(`block at ${block.firstFrame}, not ${words.length}`);
    for (let row = 0; row < block.frames; row++) {
      const from = row * block.links;
      words.push([...block.words.slice(from, from + block.links)]);
      flags.push([...block.flags.slice(from, from + block.links)]);
    }
  }
  return { links: header.links, format: header.format, words, flags };
}

/** Rows as blocks of the given sizes, the last one repeated. */
export function* blocksOf(rows: Rows, sizes: readonly number[] = [1024]): Generator<FrameBlock> {
  for (let first = 0, index = 0; first < rows.words.length; index++) {
    const frames = Math.min(sizes[Math.min(index, sizes.length - 1)]!, rows.words.length - first);
    yield {
      firstFrame: first,
      frames,
      links: rows.links.length,
      words: BigUint64Array.from(rows.words.slice(first, first + frames).flat()),
      flags: Uint8Array.from(rows.flags.slice(first, first + frames).flat()),
    };
    first += frames;
  }
}

/** Unpacks rows and keeps every event. */
export async function unpackAll(
  layout: SideLayout,
  rows: Rows,
  options: UnpackOptions = {},
  sizes?: readonly number[],
): Promise<UnpackedEvent[]> {
  const events: UnpackedEvent[] = [];
  for await (const event of unpackFrames(layout, rows, blocksOf(rows, sizes), options)) events.push(event);
  return events;
}

/** Rows as lines of text, a column each `1101 00ab`: orbit, start, end, valid, then the word in `digits` hexadecimal digits. */
export function print(rows: Rows, digits: number): string[] {
  const bit = (flags: number, flag: number): string => ((flags & flag) === 0 ? "0" : "1");
  return rows.words.map((words, row) =>
    words
      .map((word, column) => {
        const flags = rows.flags[row]![column]!;
        const { startOfOrbit, startOfPacket, endOfPacket, valid } = wordFlags;
        const marks = [startOfOrbit, startOfPacket, endOfPacket, valid].map((flag) => bit(flags, flag)).join("");
        return `${marks} ${word.toString(16).padStart(digits, "0")}`;
      })
      .join("  "),
  );
}
