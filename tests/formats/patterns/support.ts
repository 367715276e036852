import {
  encodePattern,
  type FrameBlock,
  flagsHeld,
  openPattern,
  type PatternFile,
  type PatternFormat,
  type PatternHeader,
  type PatternOptions,
} from "../../../src/formats/index.js";
import type { Random } from "../../support/oracle.js";
import { chunked, gather } from "../collect.js";

/** A pattern file read to its end. */
export interface ReadPattern {
  readonly file: PatternFile;
  readonly header: PatternHeader;
  readonly blocks: readonly FrameBlock[];
  readonly frames: number;
  /** All words and flags, frame after frame. */
  readonly words: bigint[];
  readonly flags: number[];
}

/** Reads a file. @param size bytes in a piece */
export async function read(
  content: Uint8Array | string,
  options: Partial<PatternOptions> = {},
  size?: number,
): Promise<ReadPattern> {
  const file = await openPattern(chunked(content, size), { where: "board.txt", ...options });
  const blocks: FrameBlock[] = [];
  for await (const block of file.frames) blocks.push(block);
  return {
    file,
    header: file.header,
    blocks,
    frames: blocks.reduce((sum, block) => sum + block.frames, 0),
    words: blocks.flatMap((block) => [...block.words]),
    flags: blocks.flatMap((block) => [...block.flags]),
  };
}

/** The bytes that writing gives. */
export function write(header: PatternHeader, blocks: readonly FrameBlock[], dropFlags = false): Promise<Uint8Array> {
  return gather(encodePattern(header, blocks, { dropFlags }));
}

/** The text that writing gives. */
export async function writeText(header: PatternHeader, blocks: readonly FrameBlock[]): Promise<string> {
  return new TextDecoder().decode(await write(header, blocks));
}

/** A header for new data. */
export function header(format: PatternFormat, fields: Partial<PatternHeader> = {}): PatternHeader {
  return { format, board: "", links: [0], wordBits: 64, firstFrameNumber: 0, ...fields };
}

/** One block of all frames. */
export function block(
  links: number,
  words: readonly bigint[],
  flags: readonly number[] = words.map(() => 0),
): FrameBlock {
  const frames = words.length / links;
  return { firstFrame: 0, frames, links, words: BigUint64Array.from(words), flags: Uint8Array.from(flags) };
}

/** Random frames that a header can hold, in blocks of random sizes. */
export function randomBlocks(source: Random, target: PatternHeader, frames: number): FrameBlock[] {
  const links = target.links.length;
  const held = flagsHeld(target);
  const blocks: FrameBlock[] = [];
  for (let first = 0; first < frames; ) {
    const count = Math.min(frames - first, source.integer(1, 20));
    const words = Array.from({ length: count * links }, () => source.bits(source.integer(1, target.wordBits)));
    const flags = words.map((_word, slot) => {
      const strobed = target.strobed?.[slot % links] === true;
      return source.integer(0, 63) & (strobed ? held : held & ~16);
    });
    blocks.push({ ...block(links, words, flags), firstFrame: first });
    first += count;
  }
  return blocks;
}

/** A random header. */
export function randomHeader(source: Random, format: PatternFormat): PatternHeader {
  const links = Array.from({ length: source.integer(1, 12) }, (_unused, link) => link);
  const named = format === "empv1" || format === "empv2";
  const numbers = format === "words" ? links : links.map((link) => 4 * link + source.integer(0, 3));
  const strobed = links.map(() => source.integer(0, 3) === 0);
  return header(format, {
    board: named ? source.pick(["", "CMSSW", "x1 vcu118"]) : "",
    links: numbers,
    wordBits: source.pick([32, 64]),
    firstFrameNumber: format === "words" ? 0 : source.pick([0, 0, 9, 9990, 70_000]),
    ...(named && strobed.includes(true) ? { strobed } : {}),
    ...(format === "apx" ? { sideband: source.integer(0, 1) === 1 } : {}),
    ...(format === "words" ? { base: source.pick(["hexadecimal", "decimal"] as const) } : {}),
  });
}

/** All formats. */
export const formats: readonly PatternFormat[] = ["empv1", "empv2", "apx", "ctp7", "words"];
