import { wordFlags } from "../../formats/patterns/frames.js";
import type { Expectation } from "../compareExpectation.js";
import type { Evidence } from "./evidence.js";
import { blank, growStream, moveWord } from "./frames.js";
import type { Hypothesis } from "./hypothesis.js";

// Words at the beginning of packets that the layout does not have, or has and the board does not send.

/** Most header words that are tried. */
const most = 4;

/** Header words too many, and too few. */
export function* headers({ expectation }: Evidence): Generator<Hypothesis> {
  const shortest = Math.min(...expectation.side.links.map((link) => link.length - link.headerWords));
  for (let count = 1; count <= most; count++) {
    const words = `${count} header word${count === 1 ? "" : "s"}`;
    yield {
      fault: "header words not dropped",
      claim: `each packet begins with ${words} that the description does not have (header_words)`,
      cost: 4 + count,
      lag: -count,
      apply: (before) => withHeaders(before, count, false),
    };
    if (2 * count >= shortest) continue;
    yield {
      fault: "header words not dropped",
      claim: `each packet begins with ${words} that the description does not have (header_words), and loses as many at its end`,
      cost: 5 + count,
      lag: -count,
      apply: (before) => withHeaders(before, count, true),
    };
  }
  const described = Math.max(...expectation.side.links.map((link) => link.headerWords));
  if (described === 0) return;
  yield {
    fault: "header words missing",
    claim: "packets come without the header words that the description has",
    cost: 4,
    lag: described,
    apply: withoutHeaders,
  };
}

function isStart(expectation: Expectation, index: number): boolean {
  return (expectation.stream.flags[index]! & wordFlags.startOfPacket) !== 0;
}

/** Packets that come `count` frames later behind words of any content; `cut` drops what then exceeds their length. */
function withHeaders(before: Expectation, count: number, cut: boolean): Expectation {
  const grown = growStream(before, 0, count);
  const after = blank(grown);
  const { frames } = grown.stream;
  for (let column = 0; column < grown.stream.links.length; column++) {
    const base = column * frames;
    for (let frame = 0; frame < frames; frame++) {
      const owner = grown.owners[base + frame]!;
      if (owner < 0) continue;
      if (isStart(grown, base + frame)) {
        for (let word = 0; word < count; word++) {
          const to = base + frame + word;
          after.owners[to] = owner;
          after.stream.flags[to] = wordFlags.valid | (word === 0 ? wordFlags.startOfPacket : 0);
          after.masks.fill(0, 2 * to, 2 * to + 2);
        }
      }
      const outside = cut && !sameOwner(grown, base + frame + count, owner, base + frames);
      if (!outside) moveWord(grown, base + frame, after, base + frame + count);
      if (!outside) after.stream.flags[base + frame + count]! &= ~wordFlags.startOfPacket;
    }
  }
  return after;
}

function sameOwner({ owners }: Expectation, index: number, owner: number, end: number): boolean {
  return index < end && owners[index] === owner;
}

/** Packets that begin with their payload, as many frames earlier as they had header words. */
function withoutHeaders(before: Expectation): Expectation {
  const after = blank(before);
  const { side, stream } = before;
  const headerOf = side.links.flatMap((link) => link.channels.map(() => link.headerWords));
  for (let column = 0; column < stream.links.length; column++) {
    const count = headerOf[column]!;
    let start = 0;
    for (let frame = 0; frame < stream.frames; frame++) {
      const index = column * stream.frames + frame;
      if (before.owners[index]! < 0) continue;
      if (isStart(before, index)) start = frame;
      if (frame - start >= count) moveWord(before, index, after, index - count);
    }
  }
  return after;
}
