import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";

/** How well a capture fits an expectation at one shift of frame indices. */
export interface ShiftScore {
  /** Found frame index − expected frame index. */
  readonly shift: number;
  /** Information, in bits, of the words that are equal. */
  readonly information: number;
  readonly equal: number;
  /** Expected words for which the capture has a frame. */
  readonly compared: number;
}

/** What a score looks at. */
export interface ScoreOptions {
  readonly checkValid: boolean;
  /** Only these columns of the expectation; default all. */
  readonly columns?: readonly number[] | undefined;
  /** Found frame indices that count, `end` excluded; default all. */
  readonly from?: number;
  readonly end?: number;
}

/** Compares every word of an expectation at one shift. */
export function scoreShift(
  expectation: Expectation,
  found: Stream,
  information: Float32Array,
  shift: number,
  options: ScoreOptions,
): ShiftScore {
  const { stream, masks } = expectation;
  const { checkValid, columns = stream.links.map((_link, column) => column), from = 0, end = found.frames } = options;
  const first = Math.max(0, from - shift);
  const last = Math.min(stream.frames, end - shift);
  const words = stream.words;
  const validFrames = validFramesOf(expectation);
  let [sum, equal, compared] = [0, 0, 0];
  for (const column of columns) {
    for (const frame of validFrames[column]!) {
      if (frame < first || frame >= last) continue;
      const index = column * stream.frames + frame;
      compared++;
      const at = column * found.frames + frame + shift;
      if (checkValid && !(found.flags[at]! & wordFlags.valid)) continue;
      if ((words[2 * index]! ^ found.words[2 * at]!) & masks[2 * index]!) continue;
      if ((words[2 * index + 1]! ^ found.words[2 * at + 1]!) & masks[2 * index + 1]!) continue;
      equal++;
      sum += information[index]!;
    }
  }
  return { shift, information: sum, equal, compared };
}

const knownFrames = new WeakMap<Stream, Uint32Array[]>();

/** The frames in which a word is expected, by column: often few among many. */
function validFramesOf({ stream }: Expectation): readonly Uint32Array[] {
  let frames = knownFrames.get(stream);
  if (frames === undefined) {
    frames = stream.links.map((_link, column) => {
      const flags = stream.flags.subarray(column * stream.frames, (column + 1) * stream.frames);
      return Uint32Array.from([...flags.keys()].filter((frame) => (flags[frame]! & wordFlags.valid) !== 0));
    });
    knownFrames.set(stream, frames);
  }
  return frames;
}

/** Better scores first: more information, then more equal words, then the smaller shift. */
export function byScore(a: ShiftScore, b: ShiftScore): number {
  return b.information - a.information || b.equal - a.equal || Math.abs(a.shift) - Math.abs(b.shift);
}

/**
 * Shifts at which the first packet of the expectation meets the beginning of a run of valid words: where data seems to begin.
 *
 * @returns at most `count` shifts, the earliest beginning first
 */
export function structuralShifts(expectation: Expectation, found: Stream, count: number): number[] {
  const { stream } = expectation;
  const shifts = new Map<number, number>();
  for (let column = 0; column < stream.links.length; column++) {
    const flags = stream.flags.subarray(column * stream.frames, (column + 1) * stream.frames);
    const first = flags.findIndex((flag) => (flag & wordFlags.valid) !== 0);
    if (first < 0) continue;
    let before = 0;
    let rises = 0;
    for (let frame = 0; frame < found.frames && rises < count; frame++) {
      const valid = found.flags[column * found.frames + frame]! & wordFlags.valid;
      if (valid !== 0 && before === 0) {
        shifts.set(frame - first, (shifts.get(frame - first) ?? 0) + 1);
        rises++;
      }
      before = valid;
    }
  }
  const most = [...shifts].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, count);
  return most.map(([shift]) => shift).sort((a, b) => a - b);
}
