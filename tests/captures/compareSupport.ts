import { type CompareOptions, compareCapture } from "../../src/captures/compare.js";
import { expectEvents } from "../../src/captures/compareExpectation.js";
import { collectStream, type Stream } from "../../src/captures/compareStream.js";
import type { RawEvent, SideLayout } from "../../src/captures/index.js";
import type { CompareReport } from "../../src/captures/report.js";
import type { Random } from "../support/random.js";
import { blocksOf, packAll, type Rows, sides } from "./packSupport.js";

// Small captures without a model: values of two ports on two links.

/** Two links, two words and one. */
export const small = `frames_per_bx: 6
word_bits: 32
clock_mhz: 240
outputs:
  links: { a: { channels: [3], length: 2 }, b: { channels: [5], length: 1 } }
  words:
    - { link: a, repeat: { count: 2, words: 1, elements: 1 }, fields: [{ bits: 15..0, port: y, type: fixed<16,8> }] }
    - { link: b, fields: [{ bits: 11..0, port: z, type: ufixed<12,12> }] }
`;

/** The outputs' side of a description. */
export function outputsOf(text: string): SideLayout {
  return sides(`${text}`).outputs;
}

/** Random events of `y` (2) and `z` (1). */
export function drawSmall(source: Random, count: number): RawEvent[] {
  return Array.from({ length: count }, () => ({
    y: [BigInt.asIntN(16, source.bits(16)), BigInt.asIntN(16, source.bits(16))],
    z: [source.bits(12)],
  }));
}

/** Events on links, `late` frames later, in a capture of `frames` frames. */
export async function captured(
  side: SideLayout,
  events: readonly RawEvent[],
  late: number,
  frames: number,
): Promise<Rows> {
  const rows = await packAll(side, events);
  const empty = { words: rows.links.map(() => 0n), flags: rows.links.map(() => 0) };
  const at = (index: number) => rows.words[index - late] ?? empty.words;
  return {
    ...rows,
    words: Array.from({ length: frames }, (_unused, index) => [...at(index)]),
    flags: Array.from({ length: frames }, (_unused, index) => [...(rows.flags[index - late] ?? empty.flags)]),
  };
}

/** Rows as a stream. */
export function streamOf(rows: Rows, firstFrameNumber = 0): Promise<Stream> {
  return collectStream({ links: rows.links, firstFrameNumber }, blocksOf(rows, [7, 64]), "capture.txt");
}

/** Compares events with a capture. */
export async function compareRows(
  side: SideLayout,
  events: readonly RawEvent[],
  rows: Rows,
  options: Partial<CompareOptions> = {},
): Promise<CompareReport> {
  const names = { expected: "events", found: "capture.txt" };
  return compareCapture(expectEvents(side, events, 0, "events"), await streamOf(rows), { names, ...options });
}
