import { wordFlags } from "../../formats/patterns/frames.js";
import { foundIndex } from "../compareDetails.js";
import { type Expectation, withWords } from "../compareExpectation.js";
import { wordAt } from "../compareStream.js";
import { eventStates } from "../compareWords.js";
import type { Evidence } from "./evidence.js";
import { scopesOf } from "./evidence.js";
import { changeFields, choices, type Hypothesis, listed } from "./hypothesis.js";

// Bits that are always 0, always 1, or always the opposite of what they should be.

type Stuck = "0" | "1" | "inverted";

/** Which of the four cases occurred for each of many bits. */
class Occurrences {
  private kept0 = 0n;
  private raised = 0n;
  private dropped = 0n;
  private kept1 = 0n;

  /** Notes bits as expected and as found; `within` says which of them count. */
  add(expected: bigint, found: bigint, within: bigint): void {
    this.kept0 |= within & ~expected & ~found;
    this.raised |= within & ~expected & found;
    this.dropped |= within & expected & ~found;
    this.kept1 |= within & expected & found;
  }

  /** The bits that are stuck, of the lowest `width`. */
  stuck(width: number): { bit: number; stuck: Stuck }[] {
    const inverted = this.raised & this.dropped & ~this.kept0 & ~this.kept1;
    const at0 = this.dropped & ~this.raised & ~this.kept1;
    const at1 = this.raised & ~this.dropped & ~this.kept0;
    const found: { bit: number; stuck: Stuck }[] = [];
    for (let bit = 0; bit < width; bit++) {
      const has = (bits: bigint): boolean => ((bits >> BigInt(bit)) & 1n) === 1n;
      if (has(inverted)) found.push({ bit, stuck: "inverted" });
      else if (has(at0)) found.push({ bit, stuck: "0" });
      else if (has(at1)) found.push({ bit, stuck: "1" });
    }
    return found;
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
    const occurrences = new Occurrences();
    for (let index = column * stream.frames; index < (column + 1) * stream.frames; index++) {
      const owner = owners[index]!;
      if (owner < 0 || !(stream.flags[index]! & wordFlags.valid)) continue;
      const kind = state[owner - firstEvent]!;
      if (kind !== eventStates.equal && kind !== eventStates.differs) continue;
      const at = foundIndex(index, stream.frames, found.frames, shift);
      occurrences.add(wordAt(stream.words, index), wordAt(found.words, at), wordAt(masks, index));
    }
    bits.push(...occurrences.stuck(64).map(({ bit, stuck }) => ({ column, bit, stuck })));
  }
  return bits;
}

function* fieldBits(evidence: Evidence): Generator<Hypothesis> {
  for (const scope of scopesOf(evidence)) {
    const width = Math.max(...scope.fields.map(({ placement }) => placement.width));
    const occurrences = new Occurrences();
    for (const field of scope.fields) {
      const number = evidence.numbers.get(field)!;
      const within = (1n << BigInt(field.placement.width)) - 1n;
      evidence.expectedBits[number]!.forEach((expected, event) => {
        occurrences.add(expected, evidence.foundBits[number]![event]!, within);
      });
    }
    const stuck = occurrences.stuck(width).map(({ bit, stuck: verdict }) => ({ bit, verdict }));
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
