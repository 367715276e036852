import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";
import type { Playback } from "./compareWords.js";
import { findLag } from "./lag.js";

/** Most runs through the pattern that are looked for. */
const mostPlaybacks = 4096;
/** Information, in bits, that equal words of another run must carry. */
const leastInformation = 24;

/**
 * All runs through the expected events that a capture holds: a board repeats its pattern, and a capture may begin and end in
 * the middle. The first run is given; others are searched in the frames it leaves, and must agree in at least half of their
 * words.
 *
 * @param period frames from one run to the next, where known
 * @param search whether to look for others when no period is known
 */
export function findPlaybacks(
  expectation: Expectation,
  found: Stream,
  lag: number,
  options: { checkValid: boolean; period: number | null; search: boolean },
): Playback[] {
  const first = playbackAt(expectation, found, lag, 0, found.frames);
  if (options.period !== null) return periodic(expectation, found, lag, options.period);
  if (!options.search) return [first];
  const playbacks = [first];
  const waiting = gapsBeside(first, 0, found.frames);
  while (waiting.length > 0 && playbacks.length < mostPlaybacks) {
    const gap = waiting.pop()!;
    const next = nextPlayback(expectation, found, playbacks, gap, options.checkValid);
    if (next === null) continue;
    playbacks.push(next);
    waiting.push(...gapsBeside(next, gap.from, gap.end));
  }
  return playbacks.sort((a, b) => a.from - b.from);
}

interface Gap {
  readonly from: number;
  readonly end: number;
}

function gapsBeside(playback: Playback, from: number, end: number): Gap[] {
  return [
    { from, end: playback.from },
    { from: playback.end, end },
  ].filter((gap) => gap.end > gap.from);
}

/** The run at a lag, within some frames of the capture. */
function playbackAt({ stream }: Expectation, found: Stream, lag: number, from: number, end: number): Playback {
  const shift = stream.firstFrame + lag - found.firstFrame;
  const begin = Math.min(end, Math.max(from, shift));
  return { lag, from: begin, end: Math.max(begin, Math.min(end, shift + stream.frames)) };
}

function periodic(expectation: Expectation, found: Stream, lag: number, period: number): Playback[] {
  const shift = expectation.stream.firstFrame + lag - found.firstFrame;
  const before = Math.floor((shift + expectation.stream.frames) / period);
  const playbacks: Playback[] = [];
  for (let run = -before; shift + run * period < found.frames && playbacks.length < mostPlaybacks; run++) {
    const begin = Math.max(0, shift + run * period);
    const end = Math.min(found.frames, begin === 0 ? shift + (run + 1) * period : begin + period);
    const playback = playbackAt(expectation, found, lag + run * period, begin, end);
    if (playback.end > playback.from) playbacks.push(playback);
  }
  return playbacks;
}

/** Another run in a gap: at the period of those known, else found by search. */
function nextPlayback(
  expectation: Expectation,
  found: Stream,
  known: readonly Playback[],
  { from, end }: Gap,
  checkValid: boolean,
): Playback | null {
  if (!hasValid(found, expectation.stream.links.length, from, end, checkValid)) return null;
  const rest = cut(found, from, end);
  for (const lag of periodGuess(known, from, end)) {
    const fit = findLag(expectation, rest, { checkValid, lag, thorough: false });
    if (fits(fit)) return playbackAt(expectation, found, lag, from, end);
  }
  const fit = findLag(expectation, rest, { checkValid, thorough: false });
  const playback = playbackAt(expectation, found, fit.lag, from, end);
  return fits(fit) && playback.end > playback.from ? playback : null;
}

function fits(fit: { information: number; equal: number; compared: number }): boolean {
  return fit.information >= leastInformation && fit.equal >= 0.5 * fit.compared;
}

/** Lags one known period before or behind the runs that touch a gap. */
function periodGuess(known: readonly Playback[], from: number, end: number): number[] {
  if (known.length < 2) return [];
  const lags = known.map(({ lag }) => lag).sort((a, b) => a - b);
  const period = Math.min(...lags.slice(1).map((lag, index) => lag - lags[index]!));
  return known.flatMap((playback) => {
    if (playback.end === from) return [playback.lag + period];
    return playback.from === end ? [playback.lag - period] : [];
  });
}

function hasValid(found: Stream, columns: number, from: number, end: number, checkValid: boolean): boolean {
  for (let column = 0; column < columns; column++) {
    for (let frame = from; frame < end; frame++) {
      const index = column * found.frames + frame;
      if (checkValid ? found.flags[index]! & wordFlags.valid : found.words[2 * index]! | found.words[2 * index + 1]!)
        return true;
    }
  }
  return false;
}

/** Frames of a stream. */
function cut(found: Stream, from: number, end: number): Stream {
  const frames = end - from;
  const words = new Uint32Array(2 * found.links.length * frames);
  const flags = new Uint8Array(found.links.length * frames);
  for (let column = 0; column < found.links.length; column++) {
    const start = column * found.frames + from;
    words.set(found.words.subarray(2 * start, 2 * (start + frames)), 2 * column * frames);
    flags.set(found.flags.subarray(start, start + frames), column * frames);
  }
  return { links: found.links, frames, firstFrame: found.firstFrame + from, words, flags };
}
