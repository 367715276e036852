import { wordFlags } from "../../formats/patterns/frames.js";
import { foundIndex } from "../compareDetails.js";
import { type Expectation, withWords } from "../compareExpectation.js";
import { eventStates } from "../compareWords.js";
import type { Evidence } from "./evidence.js";
import { scopesOf } from "./evidence.js";
import { changeFields, choices, type Hypothesis, listed } from "./hypothesis.js";

// Bits that are always 0, always 1, or always the opposite of what they should be.

type Stuck = "0" | "1" | "inverted";

/** How often a bit was expected and found as 0 and 1. */
class BitCounts {
  /** [expected 0 found 0, 0→1, 1→0, 1→1] */
  private readonly counts = [0, 0, 0, 0];

  add(expected: number, found: number): void {
    this.counts[2 * expected + found]!++;
  }

  /** What is wrong with the bit; null for nothing, or nothing so simple. */
  verdict(): Stuck | null {
    const [kept0, raised, dropped, kept1] = this.counts as [number, number, number, number];
    if (raised + dropped === 0) return null;
    if (kept0 + kept1 === 0 && raised > 0 && dropped > 0) return "inverted";
    if (raised + kept1 === 0) return "0";
    return dropped + kept0 === 0 ? "1" : null;
  }
}

/** Bits of links, then bits of ports and fields, that are stuck in the whole capture. */
export function* stuckBits(evidence: Evidence): Generator<Hypothesis> {
  yield* linkBits(evidence);
  yield* fieldBits(evidence);
}

interface LinkBit {
  readonly column: number;
  readonly bit: number;
  readonly stuck: Stuck;
}

function* linkBits(evidence: Evidence): Generator<Hypothesis> {
  const { stream } = evidence.expectation;
  const bits = stuckLinkBits(evidence);
  if (bits.length === 0) return;
  const cost = choices(64 * stream.links.length) + 2;
  const sets = [bits, ...(bits.length > 1 ? bits.slice(0, 8).map((bit) => [bit]) : [])];
  for (const set of sets) {
    yield {
      fault: set.every(({ stuck }) => stuck === "inverted") ? "inverted bits" : "stuck bits",
      claim: listed(
        set.map(({ column, bit, stuck }) => `bit ${bit} of link ${stream.links[column]} is ${wording(stuck)}`),
      ),
      cost: cost * set.length,
      apply: (expectation) =>
        withWords(expectation, (words) => {
          for (const { column, bit, stuck } of set) {
            const frames = expectation.stream.frames;
            for (let index = column * frames; index < (column + 1) * frames; index++) {
              const half = 2 * index + (bit >> 5);
              words[half] = applied(words[half]!, (1 << (bit & 31)) >>> 0, stuck);
            }
          }
        }),
    };
  }
}

function wording(stuck: Stuck): string {
  return stuck === "inverted" ? "inverted" : `always ${stuck}`;
}

function applied(half: number, bit: number, stuck: Stuck): number {
  if (stuck === "0") return (half & ~bit) >>> 0;
  return (stuck === "1" ? half | bit : half ^ bit) >>> 0;
}

function stuckLinkBits({ expectation, found, playback, comparison }: Evidence): LinkBit[] {
  const { stream, masks, owners, firstEvent } = expectation;
  const shift = stream.firstFrame + playback.lag - found.firstFrame;
  const state = comparison.states[0]!;
  const bits: LinkBit[] = [];
  for (let column = 0; column < stream.links.length; column++) {
    if (comparison.differing[column] === 0) continue;
    const counts = Array.from({ length: 64 }, () => new BitCounts());
    for (let index = column * stream.frames; index < (column + 1) * stream.frames; index++) {
      const owner = owners[index]!;
      if (owner < 0 || !(stream.flags[index]! & wordFlags.valid)) continue;
      const kind = state[owner - firstEvent]!;
      if (kind !== eventStates.equal && kind !== eventStates.differs) continue;
      const at = foundIndex(index, stream.frames, found.frames, shift);
      for (let bit = 0; bit < 64; bit++) {
        const half = bit >> 5;
        if (!((masks[2 * index + half]! >>> (bit & 31)) & 1)) continue;
        counts[bit]!.add(
          (stream.words[2 * index + half]! >>> (bit & 31)) & 1,
          (found.words[2 * at + half]! >>> (bit & 31)) & 1,
        );
      }
    }
    counts.forEach((count, bit) => {
      const stuck = count.verdict();
      if (stuck !== null) bits.push({ column, bit, stuck });
    });
  }
  return bits;
}

function* fieldBits(evidence: Evidence): Generator<Hypothesis> {
  for (const scope of scopesOf(evidence)) {
    const width = Math.max(...scope.fields.map(({ placement }) => placement.width));
    const counts = Array.from({ length: width }, () => new BitCounts());
    for (const field of scope.fields) {
      const number = evidence.fields.indexOf(field);
      evidence.expectedBits[number]!.forEach((expected, event) => {
        const found = evidence.foundBits[number]![event]!;
        for (let bit = 0; bit < field.placement.width; bit++) {
          counts[bit]!.add(Number((expected >> BigInt(bit)) & 1n), Number((found >> BigInt(bit)) & 1n));
        }
      });
    }
    const stuck = counts.flatMap((count, bit) => {
      const verdict = count.verdict();
      return verdict === null ? [] : [{ bit, verdict }];
    });
    if (stuck.length === 0) continue;
    yield {
      fault: stuck.every(({ verdict }) => verdict === "inverted") ? "inverted bits" : "stuck bits",
      claim: `${listed(stuck.map(({ bit, verdict }) => `bit ${bit} is ${wording(verdict)}`))} in ${scope.name}`,
      cost: scope.cost + stuck.length * (choices(width) + 2),
      apply: (expectation: Expectation) =>
        changeFields(expectation, scope.fields, (bits, { placement }) =>
          stuck.reduce((result, { bit, verdict }) => {
            if (bit >= placement.width) return result;
            const one = 1n << BigInt(bit);
            if (verdict === "0") return result & ~one;
            return verdict === "1" ? result | one : result ^ one;
          }, bits),
        ),
    };
  }
}
