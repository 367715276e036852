import type { Expectation } from "../compareExpectation.js";

/** An expectation with empty frames before and behind it. */
export function growStream(before: Expectation, lead: number, tail: number): Expectation {
  const { stream } = before;
  const frames = lead + stream.frames + tail;
  const count = stream.links.length * frames;
  const [words, flags] = [new Uint32Array(2 * count), new Uint8Array(count)];
  const [masks, owners] = [new Uint32Array(2 * count), new Int32Array(count).fill(-1)];
  for (let column = 0; column < stream.links.length; column++) {
    const [from, to] = [column * stream.frames, column * frames + lead];
    words.set(stream.words.subarray(2 * from, 2 * (from + stream.frames)), 2 * to);
    masks.set(before.masks.subarray(2 * from, 2 * (from + stream.frames)), 2 * to);
    flags.set(stream.flags.subarray(from, from + stream.frames), to);
    owners.set(before.owners.subarray(from, from + stream.frames), to);
  }
  const grown = { ...stream, frames, firstFrame: stream.firstFrame - lead, words, flags };
  return { ...before, stream: grown, masks, owners };
}

/** Writes word `from` of one expectation to index `to` of another, with its mask, flags and owner. */
export function moveWord(before: Expectation, from: number, after: Expectation, to: number): void {
  for (const half of [0, 1]) {
    after.stream.words[2 * to + half] = before.stream.words[2 * from + half]!;
    after.masks[2 * to + half] = before.masks[2 * from + half]!;
  }
  after.stream.flags[to] = before.stream.flags[from]!;
  after.owners[to] = before.owners[from]!;
}

/** An expectation of the same size as another in which no word belongs to an event. */
export function blank(before: Expectation): Expectation {
  const { stream, masks, owners } = before;
  const words = new Uint32Array(stream.words.length);
  const flags = new Uint8Array(stream.flags.length);
  return {
    ...before,
    stream: { ...stream, words, flags },
    masks: new Uint32Array(masks.length),
    owners: new Int32Array(owners.length).fill(-1),
  };
}
