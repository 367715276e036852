import { printType, toDecimal } from "../fixed/index.js";
import type { ComparisonDetails, RawDifference } from "./compareDetails.js";
import { wordOf } from "./compareDetails.js";
import type { Expectation } from "./compareExpectation.js";
import { type Field, frameSpan, linkOfColumn } from "./compareFields.js";
import { frameNumber, type Stream, wordAt } from "./compareStream.js";
import { eventStates, type Playback } from "./compareWords.js";
import type { LagSearch } from "./lag.js";
import type { SideLayout } from "./layout.js";
import type {
  BitCounts,
  CompareReport,
  EventCounts,
  FieldCounts,
  FieldDifference,
  FirstDifference,
  HistogramBin,
  LagReport,
  LinkCounts,
} from "./report.js";

/** Counts of events, and which of them differ. */
export function eventCounts(expectation: Expectation, { states }: ComparisonDetails): EventCounts {
  const count = (wanted: number): number =>
    states.reduce((sum, state) => sum + state.reduce((n, value) => n + (value === wanted ? 1 : 0), 0), 0);
  const [equal, differs] = [count(eventStates.equal), count(eventStates.differs)];
  const runs: { first: number; last: number }[] = [];
  for (let event = 0; event < expectation.events && runs.length < 256; event++) {
    if (!states.some((state) => state[event] === eventStates.differs)) continue;
    const number = event + expectation.firstEvent;
    const last = runs[runs.length - 1];
    if (last !== undefined && last.last === number - 1) last.last = number;
    else runs.push({ first: number, last: number });
  }
  const somewhere = (event: number): boolean => states.some((state) => state[event] !== eventStates.absent);
  const absent = [...states[0]!.keys()].filter((event) => !somewhere(event)).length;
  const compared = equal + differs;
  return {
    expected: expectation.events,
    compared,
    equal,
    fraction: compared === 0 ? 0 : equal / compared,
    truncated: count(eventStates.truncated),
    absent,
    differing: runs,
  };
}

/** The lag in frames, bunch crossings and nanoseconds. */
export function lagReport(
  search: LagSearch,
  playbacks: readonly Playback[],
  expectation: Expectation,
  found: Stream,
  options: { inputs: SideLayout | null; timed: boolean; late: number },
): LagReport {
  const { inputs, timed, late } = options;
  const { description } = expectation.side;
  const time = (frames: number) => ({
    frames,
    crossings: frames / description.framesPerBx,
    nanoseconds: (frames * 1000) / description.clockMhz,
  });
  const { second } = search;
  const outputFrame = frameSpan(expectation.side, 0, 1).first;
  const lag = time(search.lag + late);
  return {
    ...(timed ? lag : { ...lag, crossings: null, nanoseconds: null }),
    method: search.method,
    certainty: search.certainty,
    equal: search.equal,
    compared: search.compared,
    second: second === null ? null : { frames: second.lag + late, equal: second.equal, compared: second.compared },
    ratio: second === null || second.information === 0 ? null : search.information / second.information,
    latency: inputs === null ? null : time(search.lag + late + outputFrame - frameSpan(inputs, 0, 1).first),
    playbacks: playbacks.map(({ lag, from, end }) => ({
      lag: lag + late,
      firstFrame: from + found.firstFrame,
      lastFrame: end - 1 + found.firstFrame,
    })),
  };
}

/** The first difference, with its field as expected and found. */
export function firstDifference(
  expectation: Expectation,
  found: Stream,
  details: ComparisonDetails,
): FirstDifference | null {
  const { first } = details;
  if (first === null) return null;
  const own = details.values.filter(({ event, playback }) => event === first.event && playback === first.playback);
  const hex = (words: Uint32Array, index: number): string =>
    `0x${wordAt(words, index)
      .toString(16)
      .padStart(Math.ceil(expectation.side.description.wordBits / 4), "0")}`;
  const here = own.find(({ field }) => liesIn(details.fields[field]!, expectation, first));
  const shown = here ?? own[0];
  return {
    event: first.event,
    playback: first.playback,
    link: expectation.stream.links[first.column]!,
    frame: frameNumber(found, first.found),
    word: first.kind === "stray" ? -1 : wordOf(expectation, first),
    kind: first.kind,
    expectedWord: hex(expectation.stream.words, first.expected),
    foundWord: hex(found.words, first.found),
    field: first.kind !== "value" || shown === undefined ? null : fieldDifference(details.fields[shown.field]!, shown),
    others: Math.max(0, own.length - 1),
  };
}

function liesIn(field: Field, expectation: Expectation, first: NonNullable<ComparisonDetails["first"]>): boolean {
  const link = linkOfColumn(expectation.side)[first.column];
  const word = wordOf(expectation, first);
  return field.placement.link === link && field.placement.pieces.some((piece) => piece.word === word);
}

function fieldDifference({ port, element, placement }: Field, { expected, found }: RawDifference): FieldDifference {
  const bits = (raw: bigint): string => BigInt.asUintN(placement.width, raw).toString(2).padStart(placement.width, "0");
  const [expectedBits, foundBits] = [bits(expected), bits(found)];
  return {
    port: port.name,
    element,
    type: printType(placement.type),
    expected: expected.toString(),
    found: found.toString(),
    expectedValue: toDecimal(expected, placement.type),
    foundValue: toDecimal(found, placement.type),
    expectedBits,
    foundBits,
    marks: [...expectedBits].map((bit, index) => (bit === foundBits[index] ? " " : "^")).join(""),
  };
}

/** Differences by field. */
export function fieldCounts(details: ComparisonDetails): FieldCounts[] {
  const differing = new Int32Array(details.fields.length);
  for (const { field } of details.values) differing[field]!++;
  return details.fields.map(({ port, element }, index) => ({
    port: port.name,
    element,
    compared: details.comparedEvents,
    differing: differing[index]!,
  }));
}

/** Differences found − expected: each by itself up to 16, then by powers of two. */
export function histogram(values: readonly RawDifference[]): HistogramBin[] {
  const bins = new Map<string, { low: bigint; high: bigint; count: number }>();
  for (const { expected, found } of values) {
    const { low, high } = binOf(found - expected);
    const bin = bins.get(`${low}`) ?? { low, high, count: 0 };
    bin.count++;
    bins.set(`${low}`, bin);
  }
  const sorted = [...bins.values()].sort((a, b) => (a.low < b.low ? -1 : 1));
  return sorted.map(({ low, high, count }) => ({ low: low.toString(), high: high.toString(), count }));
}

function binOf(difference: bigint): { low: bigint; high: bigint } {
  const size = difference < 0n ? -difference : difference;
  if (size <= 16n) return { low: difference, high: difference };
  const low = 1n << BigInt((size - 1n).toString(2).length - 1);
  const bin = { low: low + 1n, high: 2n * low };
  return difference < 0n ? { low: -bin.high, high: -bin.low } : bin;
}

/** How often each bit of each port differs. */
export function bitCounts(details: ComparisonDetails): BitCounts[] {
  const counts = new Map<string, { port: string; bit: number; count: number }>();
  for (const { field, expected, found } of details.values) {
    const { port, placement } = details.fields[field]!;
    const bits = BigInt.asUintN(placement.width, expected ^ found);
    for (let bit = 0; bit < placement.width; bit++) {
      if (!((bits >> BigInt(bit)) & 1n)) continue;
      const key = `${port.name} ${bit}`;
      const known = counts.get(key) ?? { port: port.name, bit, count: 0 };
      known.count++;
      counts.set(key, known);
    }
  }
  return [...counts.values()].sort((a, b) => b.count - a.count || a.bit - b.bit).slice(0, 64);
}

/** Words and lag by link. */
export function linkCounts(
  expectation: Expectation,
  details: ComparisonDetails,
  search: LagSearch,
): CompareReport["links"] {
  const logical = linkOfColumn(expectation.side);
  return expectation.stream.links.map(
    (link, column): LinkCounts => ({
      link,
      name: expectation.side.links[logical[column]!]!.name,
      compared: details.compared[column]!,
      differing: details.differing[column]!,
      lag: search.links[column]?.lag ?? null,
    }),
  );
}
