import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";
import { wordKey } from "./lagWeights.js";

// Lags by votes: a word that is rare on its link and found again votes, with its information, for the lag between the two
// frames. Costs one look into a hash table for each word of the capture and each pattern of compared bits.

/** Words that occur more often than this on a link have no vote. */
const mostOccurrences = 64;
/** Patterns of compared bits a link, at most; the most frequent ones vote. */
const mostPatterns = 8;

/** Votes for each shift of frame indices, from −(expected frames − 1) to found frames − 1. */
export interface Votes {
  readonly total: Float64Array;
  /** The shift with most votes and its votes, by column of the expectation. */
  readonly byColumn: readonly { readonly shift: number; readonly votes: number }[];
}

/** Which frames of the capture may vote; default all. */
export type FrameFilter = (foundFrame: number) => boolean;

/**
 * Counts the votes for every shift: found frame index − expected frame index.
 *
 * @param information of each expected word; see `informationOf`
 * @param anyLink whether a word also votes when it is found on another link
 * @param checkValid whether only valid words of the capture vote
 */
export function countVotes(
  expectation: Expectation,
  found: Stream,
  information: Float32Array,
  options: { anyLink?: boolean; checkValid: boolean; filter?: FrameFilter | undefined },
): Votes {
  const { stream } = expectation;
  const zero = stream.frames - 1;
  const total = new Float64Array(stream.frames + found.frames);
  const votes = new Float64Array(total.length);
  const byColumn = stream.links.map((_link, column) => {
    votes.fill(0);
    for (const table of tablesOf(expectation, information, column)) {
      const sources = options.anyLink ? found.links.map((_unused, source) => source) : [column];
      for (const source of sources) castVotes(table, stream.frames, found, source, options, votes, zero);
    }
    let best = 0;
    for (let index = 0; index < votes.length; index++) {
      total[index]! += votes[index]!;
      if (votes[index]! > votes[best]!) best = index;
    }
    return { shift: best - zero, votes: votes[best]! };
  });
  return { total, byColumn };
}

/** The shifts with most votes, best first. */
export function bestShifts(total: Float64Array, expectedFrames: number, count: number): number[] {
  const best: number[] = [];
  for (let index = 0; index < total.length; index++) {
    const votes = total[index]!;
    if (votes === 0 || (best.length === count && votes <= total[best[count - 1]!]!)) continue;
    let place = best.length;
    while (place > 0 && total[best[place - 1]!]! < votes) place--;
    best.splice(place, 0, index);
    if (best.length > count) best.pop();
  }
  return best.map((index) => index - (expectedFrames - 1));
}

/** Where the words of a column under one pattern of compared bits occur. */
interface Table {
  readonly low: number;
  readonly high: number;
  /** First frame of each word, by key. */
  readonly first: Map<number, number>;
  /** The next frame with the same word, or −1. */
  readonly next: Int32Array;
  readonly weight: Float32Array;
}

function tablesOf(expectation: Expectation, information: Float32Array, column: number): Table[] {
  const { stream, masks } = expectation;
  const patterns = new Map<number, number[]>();
  for (let frame = 0; frame < stream.frames; frame++) {
    const index = column * stream.frames + frame;
    if (information[index] === 0) continue;
    const key = wordKey(masks[2 * index]!, masks[2 * index + 1]!);
    const members = patterns.get(key);
    if (members === undefined) patterns.set(key, [frame]);
    else members.push(frame);
  }
  const largest = [...patterns.values()].sort((a, b) => b.length - a.length).slice(0, mostPatterns);
  return largest.map((frames) => tableOf(expectation, information, column, frames));
}

function tableOf(expectation: Expectation, information: Float32Array, column: number, members: number[]): Table {
  const { stream, masks } = expectation;
  const base = column * stream.frames;
  const [low, high] = [masks[2 * (base + members[0]!)]!, masks[2 * (base + members[0]!) + 1]!];
  const first = new Map<number, number>();
  const counts = new Map<number, number>();
  const next = new Int32Array(stream.frames).fill(-1);
  for (const frame of members) {
    const index = base + frame;
    const key = wordKey(stream.words[2 * index]! & low, stream.words[2 * index + 1]! & high);
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    if (count > mostOccurrences) {
      first.delete(key);
      continue;
    }
    next[frame] = first.get(key) ?? -1;
    first.set(key, frame);
  }
  return { low, high, first, next, weight: information.subarray(base, base + stream.frames) };
}

function castVotes(
  { low, high, first, next, weight }: Table,
  expectedFrames: number,
  found: Stream,
  source: number,
  { checkValid, filter }: { checkValid: boolean; filter?: FrameFilter | undefined },
  votes: Float64Array,
  zero: number,
): void {
  const base = source * found.frames;
  for (let frame = 0; frame < found.frames; frame++) {
    if (checkValid && !(found.flags[base + frame]! & wordFlags.valid)) continue;
    if (filter !== undefined && !filter(frame)) continue;
    const key = wordKey(found.words[2 * (base + frame)]! & low, found.words[2 * (base + frame) + 1]! & high);
    for (let expected = first.get(key) ?? -1; expected >= 0 && expected < expectedFrames; expected = next[expected]!) {
      votes[frame - expected + zero]! += weight[expected]!;
    }
  }
}
