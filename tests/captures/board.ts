import type { Stream } from "../../src/captures/compareStream.js";
import { collectStream } from "../../src/captures/compareStream.js";
import type { RawEvent, SideLayout } from "../../src/captures/index.js";
import { wordFlags } from "../../src/formats/patterns/frames.js";
import type { Random } from "../support/random.js";
import { blocksOf, packAll, type Rows } from "./packSupport.js";

// A model of a board: it lays outputs on links, is late, captures a part, and on demand does something wrong.

/** One frame on all links. */
export interface Frame {
  readonly words: bigint[];
  readonly flags: number[];
}

/** What a board sends: frames on links. */
export interface Sent {
  readonly links: readonly number[];
  frames: Frame[];
}

/** How a board captures. */
export interface CaptureSetting {
  /** Frames from playing an event to its answer. */
  readonly latency: number;
  /** Frames that the capture holds. */
  readonly frames: number;
  /** Frame of the board at which it begins. */
  readonly begin?: number;
  /** How often the pattern is played, one after another. */
  readonly repetitions?: number;
}

/** Lays the answers of events on links. */
export async function send(layout: SideLayout, answers: readonly RawEvent[]): Promise<Sent> {
  const rows = await packAll(layout, answers);
  return {
    links: rows.links,
    frames: rows.words.map((words, row) => ({ words: [...words], flags: [...rows.flags[row]!] })),
  };
}

/** Records what a board sends. Between packets words are not valid and hold leftovers. */
export async function record(sent: Sent, setting: CaptureSetting, source: Random): Promise<Stream> {
  const { latency, frames, begin = 0, repetitions = 1 } = setting;
  const played = Array.from({ length: repetitions }, () => sent.frames).flat();
  const empty = (): Frame => ({ words: sent.links.map(() => source.bits(32)), flags: sent.links.map(() => 0) });
  const all = Array.from({ length: frames }, (_unused, index) => played[begin + index - latency] ?? empty());
  const rows: Rows = {
    links: sent.links,
    format: "empv2",
    words: all.map((frame) => frame.words),
    flags: all.map((frame) => frame.flags),
  };
  return collectStream({ links: sent.links, firstFrameNumber: begin }, blocksOf(rows), "board.txt");
}

/** Changes every valid word of a link. */
export function onWords(sent: Sent, change: (word: bigint, column: number, frame: number) => bigint): void {
  sent.frames.forEach((frame, number) => {
    frame.words.forEach((word, column) => {
      if (frame.flags[column]! & wordFlags.valid) frame.words[column] = change(word, column, number);
    });
  });
}
