import { fail } from "../errors/index.js";
import { type FrameBlock, type PatternHeader, wordFlags } from "../formats/patterns/frames.js";

/** Words on links over consecutive frames, held link after link, so that one link is one run of memory. */
export interface Stream {
  /** Number of the physical link of each column. */
  readonly links: readonly number[];
  readonly frames: number;
  /** Number of the first frame. */
  readonly firstFrame: number;
  /** Two numbers a word, low 32 bits first: those of link column c and frame f begin at 2 · (c · frames + f). */
  readonly words: Uint32Array;
  /** Flags of each word, as bits of `wordFlags`. */
  readonly flags: Uint8Array;
  /** Frame number that each word had before it was moved; −1 for none. Default: where it is. */
  readonly origins?: Int32Array;
}

/** Number of the frame that the word at an index came from. */
export function frameNumber(stream: Stream, index: number): number {
  const origin = stream.origins?.[index] ?? -1;
  return origin >= 0 ? origin : (index % stream.frames) + stream.firstFrame;
}

/** Most words that a comparison holds in memory. */
export const largestStream = 2 ** 24;

/** A stream of invalid zeros. @throws TrigforgeError TF-CAPTURE-051 when it has too many words */
export function emptyStream(links: readonly number[], frames: number, firstFrame: number, where: string): Stream {
  const words = links.length * frames;
  if (words > largestStream) {
    fail("TF-CAPTURE-051", {
      where,
      what: `${links.length} links of ${frames} frames are ${words} words`,
      expected: `at most ${largestStream}`,
      help: "compare fewer links (--mask link:…) or a part of the capture",
    });
  }
  return { links, frames, firstFrame, words: new Uint32Array(2 * words), flags: new Uint8Array(words) };
}

/**
 * Reads the frames of a pattern file into a stream. A word whose strobe is 0 counts as invalid.
 *
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-CAPTURE-051 when they are too many; what the frames themselves throw
 */
export async function collectStream(
  header: Pick<PatternHeader, "links" | "firstFrameNumber">,
  frames: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
  where: string,
): Promise<Stream> {
  const blocks: FrameBlock[] = [];
  let total = 0;
  for await (const block of frames) {
    blocks.push(block);
    total += block.frames;
    if (total * header.links.length > largestStream) break;
  }
  const stream = emptyStream(header.links, total, header.firstFrameNumber, where);
  let done = 0;
  for (const block of blocks) {
    copyBlock(block, stream, done);
    done += block.frames;
  }
  return stream;
}

function copyBlock(block: FrameBlock, { words, flags, frames }: Stream, firstFrame: number): void {
  const halves = new Uint32Array(block.words.buffer, block.words.byteOffset, 2 * block.words.length);
  for (let frame = 0; frame < block.frames; frame++) {
    for (let column = 0; column < block.links; column++) {
      const from = frame * block.links + column;
      const to = column * frames + firstFrame + frame;
      words[2 * to] = halves[2 * from]!;
      words[2 * to + 1] = halves[2 * from + 1]!;
      const flag = block.flags[from]!;
      flags[to] = flag & wordFlags.notStrobed ? flag & ~wordFlags.valid : flag;
    }
  }
}

/** Whether any word has a flag. */
export function hasFlag(stream: Stream, flag: number): boolean {
  return stream.flags.some((flags) => (flags & flag) !== 0);
}

/**
 * A stream with the given links first, in their order, then all others.
 *
 * @throws TrigforgeError TF-CAPTURE-009 when it lacks one of them
 */
export function withLinksFirst(stream: Stream, links: readonly number[], where: string): Stream {
  const missing = links.filter((link) => !stream.links.includes(link));
  if (missing.length > 0) {
    fail("TF-CAPTURE-009", {
      where,
      what: `there is no link ${missing.join(", ")}`,
      expected: `the links of the description among ${stream.links.join(", ")}`,
    });
  }
  const order = [...links, ...stream.links.filter((link) => !links.includes(link))];
  return pickColumns(
    stream,
    order.map((link) => stream.links.indexOf(link)),
    order,
  );
}

/** A stream of some columns of another; column −1 is one without a valid word. */
export function pickColumns(stream: Stream, columns: readonly number[], links: readonly number[]): Stream {
  const { frames } = stream;
  const picked = emptyStream(links, frames, stream.firstFrame, "links");
  columns.forEach((column, index) => {
    if (column < 0) return;
    picked.words.set(stream.words.subarray(2 * column * frames, 2 * (column + 1) * frames), 2 * index * frames);
    picked.flags.set(stream.flags.subarray(column * frames, (column + 1) * frames), index * frames);
  });
  return picked;
}

/** A word as an unsigned integer; `index` is column · frames + frame. */
export function wordAt(words: Uint32Array, index: number): bigint {
  return (BigInt(words[2 * index + 1]!) << 32n) | BigInt(words[2 * index]!);
}

/** Sets a word; see {@link wordAt}. */
export function setWord(words: Uint32Array, index: number, value: bigint): void {
  words[2 * index] = Number(value & 0xffffffffn);
  words[2 * index + 1] = Number((value >> 32n) & 0xffffffffn);
}
