import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import { emptyStream, pickColumns, type Stream } from "./compareStream.js";
import { findLag, type LagSearch } from "./lag.js";

// Captures whose packets are found by valid words alone: words that are not valid are dropped on each channel, and those
// that are left are laid where the expectation has its words.

/** A capture on the frames of an expectation. */
export interface Reflowed {
  readonly found: Stream;
  /** Frames by which the first word was late, and how sure that is. */
  readonly lag: number;
  readonly search: LagSearch;
  /** Valid words before the first expected one and behind the last, all channels together. */
  readonly before: number;
  readonly behind: number;
}

/**
 * Lays the valid words of a capture on the frames of an expectation. Where a channel's own words do not tell which of them
 * is the first, it begins with as many packets too many, or too few, as most channels.
 *
 * @param capture first columns as those of the expectation
 */
export function reflow(expectation: Expectation, capture: Stream): Reflowed {
  const columns = expectation.stream.links.map((_link, column) => column);
  const expected = columns.map((column) => expectedFrames(expectation, column));
  const seen = columns.map((column) => validFrames(capture, column));
  const searches = columns.map((column) =>
    searchColumn(expectation, capture, column, expected[column]!, seen[column]!),
  );
  const lengths = expectation.side.links.flatMap((link) => link.channels.map(() => link.length));
  const packets = commonPackets(searches, lengths);
  const shifts = searches.map((search, column) =>
    search?.certainty === "certain" ? search.lag : packets * lengths[column]!,
  );
  const { stream } = expectation;
  const begins = columns.map((column) => expected[column]![Math.max(0, -shifts[column]!)] ?? stream.frames);
  const ends = columns.map((column) => endOf(expected[column]!, seen[column]!.length - shifts[column]!, stream.frames));
  const [begin, end] = [Math.max(0, ...begins.filter((_frame, column) => shifts[column]! < 0)), Math.min(...ends)];
  const frames = Math.max(1, end - begin);
  const found = emptyStream(stream.links, frames, stream.firstFrame + begin, "capture");
  const origins = new Int32Array(found.flags.length).fill(-1);
  let [before, behind] = [0, 0];
  for (const column of columns) {
    const shift = shifts[column]!;
    before += Math.max(0, Math.min(shift, seen[column]!.length));
    behind += Math.max(0, seen[column]!.length - shift - expected[column]!.length);
    expected[column]!.forEach((frame, position) => {
      const from = seen[column]![position + shift];
      if (from === undefined || frame < begin || frame >= end) return;
      const to = column * frames + frame - begin;
      const source = column * capture.frames + from;
      found.words[2 * to] = capture.words[2 * source]!;
      found.words[2 * to + 1] = capture.words[2 * source + 1]!;
      found.flags[to] = capture.flags[source]!;
      origins[to] = from + capture.firstFrame;
    });
  }
  const first = columns.find((column) => seen[column]!.length > shifts[column]! && shifts[column]! >= 0) ?? 0;
  const origin = seen[first]![Math.max(0, shifts[first]!)] ?? 0;
  const target = expected[first]![Math.max(0, -shifts[first]!)] ?? 0;
  const lag = origin + capture.firstFrame - target - stream.firstFrame;
  const search = {
    ...(searches.find((one) => one !== null) ?? findLag(expectation, found, { checkValid: true })),
    lag: 0,
  };
  return { found: { ...found, origins }, lag, search, before, behind };
}

/** Frame indices at which a column expects words. */
function expectedFrames({ stream, owners }: Expectation, column: number): number[] {
  return range(stream.frames).filter((frame) => owners[column * stream.frames + frame]! >= 0);
}

function validFrames(capture: Stream, column: number): number[] {
  return range(capture.frames).filter(
    (frame) => (capture.flags[column * capture.frames + frame]! & wordFlags.valid) !== 0,
  );
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => index);
}

/** Frame behind the last of `count` expected words; the end of all when there are as many. */
function endOf(expected: readonly number[], count: number, frames: number): number {
  return count >= expected.length ? frames : (expected[Math.max(0, count)] ?? frames);
}

/** The lag of one column in words; null when it has none to compare. */
function searchColumn(
  expectation: Expectation,
  capture: Stream,
  column: number,
  expected: readonly number[],
  seen: readonly number[],
): LagSearch | null {
  if (expected.length === 0 || seen.length === 0) return null;
  const { stream, masks, owners } = expectation;
  const part = squeeze(pickColumns(stream, [column], [stream.links[column]!]), expected);
  const picked: Expectation = {
    ...expectation,
    stream: part,
    masks: Uint32Array.from(
      expected.flatMap((frame) => [0, 1].map((half) => masks[2 * (column * stream.frames + frame) + half]!)),
    ),
    owners: Int32Array.from(expected, (frame) => owners[column * stream.frames + frame]!),
  };
  const found = squeeze(pickColumns(capture, [column], [capture.links[column]!]), seen);
  return findLag(picked, found, { checkValid: true, thorough: false });
}

/** Some frames of a stream of one column, numbered from 0. */
function squeeze(stream: Stream, frames: readonly number[]): Stream {
  const result = emptyStream(stream.links, frames.length, 0, "link");
  frames.forEach((frame, index) => {
    result.words[2 * index] = stream.words[2 * frame]!;
    result.words[2 * index + 1] = stream.words[2 * frame + 1]!;
    result.flags[index] = stream.flags[frame]!;
  });
  return result;
}

/** Packets too many at the beginning, as most channels that are sure have it. */
function commonPackets(searches: readonly (LagSearch | null)[], lengths: readonly number[]): number {
  const counts = new Map<number, number>();
  searches.forEach((search, column) => {
    if (search === null || search.certainty === "ambiguous") return;
    const packets = Math.round(search.lag / lengths[column]!);
    counts.set(packets, (counts.get(packets) ?? 0) + 1);
  });
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 0;
}
