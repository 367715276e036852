import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";

// Lags by correlation of single bits over frames, for captures in which hardly a word is right as a whole. Each bit of a
// link becomes a set of frames; agreement at a lag is counted 32 frames at a time.

/** Planes and frames that take part, at most: bounds the time to about a second. */
const limits = { planes: 24, expectedFrames: 1024, foundFrames: 16384 } as const;

/** One bit of one link over frames. */
interface Plane {
  readonly column: number;
  /** 0 to 63. */
  readonly bit: number;
  readonly ones: number;
  readonly total: number;
}

/** How surprising the agreement of single bits is. */
export interface BitCorrelation {
  /** A chi-squared for each shift of frame indices, from −(expected frames − 1) to found frames − 1. */
  readonly surprise: Float64Array;
  /** What chance would hardly give at any shift. */
  readonly threshold: number;
}

/**
 * Compares single bits at every shift. A bit that is always wrong surprises as much as one that is always right.
 *
 * @param checkValid whether only valid words of the capture count
 */
export function correlateBits(expectation: Expectation, found: Stream, checkValid: boolean): BitCorrelation {
  const { stream } = expectation;
  const surprise = new Float64Array(stream.frames + found.frames);
  const expectedFrames = Math.min(stream.frames, limits.expectedFrames);
  const foundFrames = Math.min(found.frames, limits.foundFrames);
  const planes = planesOf(expectation);
  for (const plane of planes) {
    const valid = frameSet(foundFrames, (frame) => {
      return checkValid ? Number((found.flags[plane.column * found.frames + frame]! & wordFlags.valid) !== 0) : 1;
    });
    correlatePlane(expectation, found, plane, valid, { expectedFrames, foundFrames }, surprise);
  }
  return { surprise, threshold: planes.length + 10 * Math.sqrt(2 * planes.length) };
}

/** The bits that vary most, compared where they are valid. */
function planesOf({ stream, masks }: Expectation): Plane[] {
  const planes: Plane[] = [];
  for (let column = 0; column < stream.links.length; column++) {
    const ones = new Int32Array(64);
    const total = new Int32Array(64);
    for (let index = column * stream.frames; index < (column + 1) * stream.frames; index++) {
      if (!(stream.flags[index]! & wordFlags.valid)) continue;
      for (let bit = 0; bit < 64; bit++) {
        const half = 2 * index + (bit >> 5);
        if (!((masks[half]! >>> (bit & 31)) & 1)) continue;
        total[bit]!++;
        ones[bit]! += (stream.words[half]! >>> (bit & 31)) & 1;
      }
    }
    for (let bit = 0; bit < 64; bit++) {
      if (ones[bit]! > 0 && ones[bit]! < total[bit]!)
        planes.push({ column, bit, ones: ones[bit]!, total: total[bit]! });
    }
  }
  const variance = ({ ones, total }: Plane): number => (ones * (total - ones)) / total;
  return planes.sort((a, b) => variance(b) - variance(a)).slice(0, limits.planes);
}

function correlatePlane(
  { stream, masks }: Expectation,
  found: Stream,
  { column, bit, total: all }: Plane,
  valid: Uint32Array,
  { expectedFrames, foundFrames }: { expectedFrames: number; foundFrames: number },
  surprise: Float64Array,
): void {
  const half = bit >> 5;
  const shift = bit & 31;
  const value = (words: Uint32Array, index: number): number => (words[2 * index + half]! >>> shift) & 1;
  const expected = frameSet(expectedFrames, (frame) => value(stream.words, column * stream.frames + frame));
  const compared = frameSet(expectedFrames, (frame) => {
    const index = column * stream.frames + frame;
    return (stream.flags[index]! & wordFlags.valid ? 1 : 0) & value(masks, index);
  });
  const seen = frameSet(foundFrames, (frame) => value(found.words, column * found.frames + frame));
  const inValid = (set: Uint32Array): number =>
    set.reduce((sum, word, block) => sum + countOnes(word & valid[block]!), 0);
  const seenOnes = inValid(seen) / Math.max(1, inValid(valid));
  const least = Math.max(12, all / 8);
  for (let lag = -(expectedFrames - 1); lag < foundFrames; lag++) {
    const { agree, ones, total } = agreement(expected, compared, seen, valid, lag, foundFrames);
    if (total < least) continue;
    const share = ones / total;
    const chance = share * seenOnes + (1 - share) * (1 - seenOnes);
    if (chance <= 0 || chance >= 1) continue;
    surprise[lag + stream.frames - 1]! += (agree - total * chance) ** 2 / (total * chance * (1 - chance));
  }
}

function agreement(
  expected: Uint32Array,
  compared: Uint32Array,
  seen: Uint32Array,
  valid: Uint32Array,
  lag: number,
  foundFrames: number,
) {
  let [agree, ones, total] = [0, 0, 0];
  for (let block = 0; block < expected.length; block++) {
    const from = 32 * block + lag;
    if (from <= -32 || from >= foundFrames) continue;
    const inside = compared[block]! & bitsFrom(valid, from) & insideCapture(from, foundFrames);
    if (inside === 0) continue;
    total += countOnes(inside);
    ones += countOnes(inside & expected[block]!);
    agree += countOnes(inside & ~(expected[block]! ^ bitsFrom(seen, from)));
  }
  return { agree, ones, total };
}

/** 32 bits of a set from any position on; zeros outside. */
function bitsFrom(set: Uint32Array, position: number): number {
  const block = Math.floor(position / 32);
  const offset = position - 32 * block;
  const low = (set[block] ?? 0) >>> offset;
  return offset === 0 ? low : low | ((set[block + 1] ?? 0) << (32 - offset));
}

/** Which of 32 positions from `from` on lie in a capture of `frames` frames. */
function insideCapture(from: number, frames: number): number {
  const first = Math.max(0, -from);
  const end = Math.min(32, frames - from);
  const upTo = end >= 32 ? -1 : (1 << end) - 1;
  return upTo & ~((1 << first) - 1);
}

function frameSet(frames: number, bit: (frame: number) => number): Uint32Array {
  const set = new Uint32Array(Math.ceil(frames / 32));
  for (let frame = 0; frame < frames; frame++) set[frame >> 5]! |= bit(frame) << (frame & 31);
  return set;
}

/** Number of ones among 32 bits. */
export function countOnes(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
