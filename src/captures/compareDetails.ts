import { type Expectation, wordIndex } from "./compareExpectation.js";
import { type Field, fieldsOf, linkOfColumn, packetFrame, readPieces, toRaw } from "./compareFields.js";
import type { Stream } from "./compareStream.js";
import {
  compareWords,
  type Playback,
  type WordComparison,
  type WordDifference,
  type WordRules,
} from "./compareWords.js";

/** Differing fields that are kept, at most. */
const mostDifferences = 1 << 18;

/** A field of one event whose raw integer differs. */
export interface RawDifference {
  readonly playback: number;
  readonly event: number;
  /** Index into {@link ComparisonDetails.fields}. */
  readonly field: number;
  readonly expected: bigint;
  readonly found: bigint;
}

/** A comparison word by word, and what it means for fields. */
export interface ComparisonDetails extends WordComparison {
  readonly fields: readonly Field[];
  /** Differing fields, at most 2^18 of them. */
  readonly values: readonly RawDifference[];
  /** The difference of the earliest event, there the lowest frame; null where all agree. */
  readonly first: WordDifference | null;
  readonly kinds: Readonly<Record<WordDifference["kind"], number>>;
  /** Whether a bit differs at all that no field holds. */
  readonly outsideFields: number;
}

/** Compares words, and reads the fields of those that differ; see `compareWords`. */
export function compareDetails(
  expectation: Expectation,
  found: Stream,
  playbacks: readonly Playback[],
  rules: WordRules,
  visit: (difference: WordDifference) => void = () => {},
): ComparisonDetails {
  const fields = fieldsOf(expectation.side);
  const byWord = fieldsByWord(expectation, fields);
  const kinds = { value: 0, invalid: 0, flags: 0, stray: 0 };
  const differing = new Map<string, RawDifference>();
  let first: WordDifference | null = null;
  let outsideFields = 0;
  const words = compareWords(expectation, found, playbacks, rules, (difference) => {
    visit(difference);
    kinds[difference.kind]++;
    if (first === null || comesBefore(difference, first, expectation, found)) first = difference;
    if (difference.kind !== "value" || differing.size >= mostDifferences) return;
    const hit = fieldsAt(expectation, found, difference, byWord);
    if (hit.length === 0) outsideFields++;
    for (const field of hit) {
      const key = `${difference.playback} ${difference.event} ${field}`;
      if (!differing.has(key))
        differing.set(key, rawDifference(expectation, found, playbacks, difference, fields, field));
    }
  });
  const values = [...differing.values()].sort(
    (a, b) => a.playback - b.playback || a.event - b.event || a.field - b.field,
  );
  return { ...words, fields, values, first, kinds, outsideFields };
}

/** Whether a difference is seen first: by event, then by frame of the capture; stray words by frame behind all others. */
function comesBefore(a: WordDifference, b: WordDifference, { stream }: Expectation, found: Stream): boolean {
  if ((a.kind === "stray") !== (b.kind === "stray")) return b.kind === "stray";
  if (a.playback !== b.playback) return a.playback < b.playback;
  if (a.kind !== "stray" && a.event !== b.event) return a.event < b.event;
  const frames = [a, b].map(({ found: at }) => at % found.frames);
  return frames[0] !== frames[1] ? frames[0]! < frames[1]! : a.expected / stream.frames < b.expected / stream.frames;
}

/** Fields that have a piece in a word, by link and word of the packet. */
function fieldsByWord({ side }: Expectation, fields: readonly Field[]): number[][][] {
  const byWord: number[][][] = side.links.map(({ length }) => Array.from({ length }, () => []));
  fields.forEach(({ placement }, index) => {
    for (const { word } of placement.pieces) byWord[placement.link]![word]!.push(index);
  });
  return byWord;
}

/** Word of the event's packet at an index of the expected stream. */
export function wordOf(expectation: Expectation, { column, expected, event }: WordDifference): number {
  const { side, stream } = expectation;
  const link = linkOfColumn(expectation.side)[column]!;
  return (expected % stream.frames) + stream.firstFrame - packetFrame(side, link, event);
}

function fieldsAt(
  expectation: Expectation,
  found: Stream,
  difference: WordDifference,
  byWord: readonly (readonly (readonly number[])[])[],
): number[] {
  const { stream, masks, side } = expectation;
  const { column, expected, found: at } = difference;
  const word = wordOf(expectation, difference);
  const link = linkOfColumn(expectation.side)[column]!;
  const bits = [0, 1].map(
    (half) => ((stream.words[2 * expected + half]! ^ found.words[2 * at + half]!) & masks[2 * expected + half]!) >>> 0,
  );
  const all = (BigInt(bits[1]!) << 32n) | BigInt(bits[0]!);
  const fields = byWord[link]?.[word] ?? [];
  const list = fieldsOfSide(side);
  return fields.filter((index) =>
    list[index]!.placement.pieces.some(
      (piece) => piece.word === word && BigInt.asUintN(piece.width, all >> BigInt(piece.lowBit)) !== 0n,
    ),
  );
}

const fieldLists = new WeakMap<Expectation["side"], Field[]>();

function fieldsOfSide(side: Expectation["side"]): Field[] {
  const known = fieldLists.get(side) ?? fieldsOf(side);
  fieldLists.set(side, known);
  return known;
}

function rawDifference(
  expectation: Expectation,
  found: Stream,
  playbacks: readonly Playback[],
  { playback, event }: WordDifference,
  fields: readonly Field[],
  field: number,
): RawDifference {
  const { stream } = expectation;
  const { placement } = fields[field]!;
  const shift = stream.firstFrame + playbacks[playback]!.lag - found.firstFrame;
  const expectedAt = (word: number): number => wordIndex(expectation, event, placement.link, word);
  const foundAt = (word: number): number => foundIndex(expectedAt(word), stream.frames, found.frames, shift);
  return {
    playback,
    event,
    field,
    expected: toRaw(readPieces(stream.words, placement.pieces, expectedAt), placement),
    found: toRaw(readPieces(found.words, placement.pieces, foundAt), placement),
  };
}

/** Index in the capture of what lies at an index of the expectation. */
export function foundIndex(index: number, expectedFrames: number, foundFrames: number, shift: number): number {
  const column = Math.floor(index / expectedFrames);
  return column * foundFrames + (index % expectedFrames) + shift;
}
