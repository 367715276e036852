import { type Expectation, wordIndex } from "../compareExpectation.js";
import { setWord, wordAt } from "../compareStream.js";
import { compareWords } from "../compareWords.js";
import { reverse } from "./encodings.js";
import type { Evidence } from "./evidence.js";
import type { Hypothesis } from "./hypothesis.js";

// Whole words in another order of bytes or bits, at another bit, or in another order within their packet.

/** Every order of bytes, bits and words that boards get wrong. */
export function* words(evidence: Evidence): Generator<Hypothesis> {
  const { expectation } = evidence;
  const { wordBits } = expectation.side.description;
  const samples = differingWords(evidence);
  for (const change of [...orders(wordBits), ...shifts(wordBits)]) {
    evidence.tally.tried++;
    if (evidence.searching || samples.some((sample) => explains(sample, change.change))) yield hypothesis(change);
  }
  yield* packetOrders(expectation);
}

function* orders(wordBits: number): Generator<WordChange> {
  const swaps: [number, string, string][] = [
    [8, "byte order", "bytes"],
    [16, "byte order", "16-bit halves"],
    [32, "byte order", "32-bit halves"],
    [1, "bit order", "bits"],
  ];
  for (const [unit, fault, name] of swaps) {
    if (wordBits % unit !== 0 || wordBits === unit) continue;
    const claim = `the ${name} of each word come in reverse order`;
    yield wordChange(fault, claim, 3, (word) => reverse(word, wordBits, unit));
  }
  if (wordBits % 16 === 0) {
    yield wordChange(
      "byte order",
      "each pair of bytes is swapped",
      3,
      (word) => ((word & 0x00ff00ff00ff00ffn) << 8n) | ((word >> 8n) & 0x00ff00ff00ff00ffn),
    );
  }
  if (wordBits === 64) {
    yield wordChange("byte order", "the bytes of each 32-bit half come in reverse order", 3, (word) =>
      reverse(reverse(word, 64, 8), 64, 32),
    );
  }
}

function* shifts(wordBits: number): Generator<WordChange> {
  const mask = (1n << BigInt(wordBits)) - 1n;
  for (let shift = 1; shift < wordBits; shift++) {
    const bits = BigInt(shift);
    const name = `${shift} bit${shift === 1 ? "" : "s"}`;
    const cost = 5;
    const rotated = (word: bigint): bigint => ((word << bits) | (word >> BigInt(wordBits - shift))) & mask;
    yield wordChange(
      "shifted field",
      `everything lies ${name} higher in its word than described`,
      cost,
      (word) => (word << bits) & mask,
    );
    yield wordChange(
      "shifted field",
      `everything lies ${name} lower in its word than described`,
      cost,
      (word) => word >> bits,
    );
    yield wordChange("shifted field", `words are rotated ${name} to the left`, cost + 1, rotated);
  }
}

/** A change of every word. */
interface WordChange {
  readonly fault: string;
  readonly claim: string;
  readonly cost: number;
  readonly change: (word: bigint) => bigint;
}

function wordChange(fault: string, claim: string, cost: number, change: (word: bigint) => bigint): WordChange {
  return { fault, claim, cost, change };
}

/** A word as expected and found, and which of its bits count. */
interface Sample {
  readonly expected: bigint;
  readonly found: bigint;
  readonly mask: bigint;
}

/** The first words that differ. */
function differingWords({ expectation, found, playback, rules }: Evidence): Sample[] {
  const samples: Sample[] = [];
  compareWords(expectation, found, [playback], rules, ({ kind, expected, found: at }) => {
    if (kind !== "value" || samples.length >= 16) return;
    const mask = wordAt(expectation.masks, expected);
    samples.push({ expected: wordAt(expectation.stream.words, expected) & mask, found: wordAt(found.words, at), mask });
  });
  return samples;
}

function explains({ expected, found, mask }: Sample, change: (word: bigint) => bigint): boolean {
  return ((change(expected) ^ found) & (mask | change(mask))) === 0n;
}

/** Bits come with a change from where nothing is described, and there a packer leaves 0. */
function hypothesis({ fault, claim, cost, change }: WordChange): Hypothesis {
  return {
    fault,
    claim,
    cost,
    lag: "search",
    apply: (expectation) => {
      const words = expectation.stream.words.slice();
      const masks = expectation.masks.slice();
      for (let index = 0; index < expectation.owners.length; index++) {
        const mask = wordAt(masks, index);
        if (mask === 0n) continue;
        setWord(words, index, change(wordAt(words, index) & mask));
        setWord(masks, index, mask | change(mask));
      }
      return { ...expectation, stream: { ...expectation.stream, words }, masks };
    },
  };
}

function* packetOrders(expectation: Expectation): Generator<Hypothesis> {
  const longest = Math.max(...expectation.side.links.map((link) => link.length - link.headerWords));
  if (longest < 2) return;
  const moves: [string, (word: number, count: number) => number][] = [
    ["the words of each packet come in reverse order", (word, count) => count - 1 - word],
    ["the words of each packet come swapped in pairs", (word, count) => ((word ^ 1) < count ? word ^ 1 : word)],
    ["the words of each packet come one place late, the last one first", (word, count) => (word + count - 1) % count],
    ["the words of each packet come one place early, the first one last", (word, count) => (word + 1) % count],
  ];
  for (const [claim, source] of moves) {
    yield {
      fault: "word order",
      claim,
      cost: 3,
      lag: "search",
      apply: (before) => withWordOrder(before, source),
    };
  }
}

/** An expectation whose payload word w of each packet is word `source(w)`. */
function withWordOrder(before: Expectation, source: (word: number, count: number) => number): Expectation {
  const words = before.stream.words.slice();
  const masks = before.masks.slice();
  for (let event = before.firstEvent; event < before.firstEvent + before.events; event++) {
    before.side.links.forEach((link, number) => {
      const count = link.length - link.headerWords;
      for (let word = 0; word < count; word++) {
        const to = wordIndex(before, event, number, link.headerWords + word);
        const from = wordIndex(before, event, number, link.headerWords + source(word, count));
        for (const half of [0, 1]) {
          words[2 * to + half] = before.stream.words[2 * from + half]!;
          masks[2 * to + half] = before.masks[2 * from + half]!;
        }
      }
    });
  }
  return { ...before, stream: { ...before.stream, words }, masks };
}
