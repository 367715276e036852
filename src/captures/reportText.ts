import type { CompareReport, Diagnosis, FirstDifference, LagReport } from "./report.js";

// Sentences of a report, for terminals, pages and CI systems alike.

/** `AGREE: 1 024 events` or `DIFFER: 3 of 1 024 events`. */
export function headline({ verdict, unit, events, words }: CompareReport): string {
  const all = `${grouped(events.compared)} ${unit}${events.compared === 1 ? "" : "s"}`;
  if (verdict === "agree") return `AGREE: ${all}, every bit`;
  const differing = events.compared - events.equal;
  if (differing === 0)
    return `DIFFER: ${all} are equal, but there is more in the capture (${grouped(words.stray)} stray words)`;
  return `DIFFER: ${grouped(differing)} of ${all}`;
}

/** The facts of a report as pairs of a name and a value. */
export function facts(report: CompareReport): { name: string; value: string }[] {
  const { events, words, lag, unit } = report;
  const percent = (100 * events.fraction).toFixed(events.fraction === 1 || events.fraction === 0 ? 0 : 3);
  const left = [
    ...(events.truncated > 0 ? [`${grouped(events.truncated)} cut off`] : []),
    ...(events.absent > 0 ? [`${grouped(events.absent)} not in the capture`] : []),
  ];
  const list = [
    {
      name: `${unit}s`,
      value: `${grouped(events.equal)} of ${grouped(events.compared)} equal (${percent} %)${left.length > 0 ? `; ${left.join(", ")}` : ""}`,
    },
    { name: "words", value: wordText(words) },
    { name: "lag", value: lagText(lag) },
  ];
  if (lag.latency !== null) list.push({ name: "latency", value: timeText(lag.latency) });
  if (lag.playbacks.length > 1) {
    const runs = lag.playbacks.map(({ lag: frames }) => frames);
    list.push({ name: "playback", value: `${runs.length} runs, at lags ${shortList(runs)}` });
  }
  if (events.differing.length > 0) {
    const runs = events.differing.map(({ first, last }) => (first === last ? `${first}` : `${first} to ${last}`));
    list.push({ name: "differing", value: `${unit}s ${shortList(runs)}` });
  }
  return list;
}

function wordText({ compared, differing, invalid, flags, stray }: CompareReport["words"]): string {
  const kinds = [
    ...(invalid > 0 ? [`${grouped(invalid)} of them not valid`] : []),
    ...(flags > 0 ? [`${grouped(flags)} by their packet flags alone`] : []),
  ];
  const differ =
    differing === 0 ? "" : `, ${grouped(differing)} differ${kinds.length > 0 ? ` (${kinds.join(", ")})` : ""}`;
  return `${grouped(compared)} compared${differ}${stray > 0 ? `; ${grouped(stray)} valid ones between packets` : ""}`;
}

/** The lag with its certainty. */
export function lagText(lag: LagReport): string {
  const { certainty, equal, compared, second } = lag;
  const how = {
    words: `${grouped(equal)} of ${grouped(compared)} words equal`,
    bits: "from single bits, as hardly a word is equal",
    structure: "from where valid words begin, as no word tells it",
    told: "as told",
  }[lag.method];
  const rival =
    second === null || lag.method !== "words"
      ? ""
      : `; second best ${second.frames}: ${grouped(second.equal)} of ${grouped(second.compared)}`;
  return `${timeText(lag)}, ${lag.method === "told" ? "" : `${certainty}: `}${how}${rival}`;
}

/** Frames, and what they are in time: `37 frames = 4.111 BX = 102.8 ns`. */
export function timeText(time: { frames: number; crossings: number | null; nanoseconds: number | null }): string {
  const frames = `${time.frames} frame${Math.abs(time.frames) === 1 ? "" : "s"}`;
  if (time.crossings === null || time.nanoseconds === null) return frames;
  return `${frames} = ${short(time.crossings)} BX = ${short(time.nanoseconds)} ns`;
}

/** Where the first difference is, in a sentence. */
export function placeText(first: FirstDifference, unit: string): string {
  const word = first.word >= 0 ? `, word ${first.word} of the packet` : "";
  const what = {
    value: first.field === null ? "bits differ" : `${first.field.port}[${first.field.element}]`,
    invalid: "the word is not valid",
    flags: "the packet flags differ",
    stray: "a valid word that nobody expects",
  }[first.kind];
  const owner = first.event >= 0 ? `${unit} ${first.event}, ` : "";
  return `${owner}link ${first.link}, frame ${first.frame}${word}: ${what}`;
}

/** The first difference bit by bit. */
export function differenceLines({ field, expectedWord, foundWord, others }: FirstDifference): string[] {
  const words = [`word      ${expectedWord} expected`, `          ${foundWord} found`];
  if (field === null) return words;
  const width = Math.max(field.expected.length, field.found.length);
  return [
    `${field.type}`,
    `expected  ${field.expectedBits}  raw ${field.expected.padStart(width)}  value ${field.expectedValue}`,
    `found     ${field.foundBits}  raw ${field.found.padStart(width)}  value ${field.foundValue}`,
    `          ${field.marks}`.trimEnd(),
    ...words,
    ...(others > 0 ? [`and ${others} more fields of the same event`] : []),
  ];
}

/** What a diagnosis was proved on. */
export function proofText({ exact, events, equal, explained }: Diagnosis): string {
  if (exact) return `proved: with this fault the expected stream is the capture, in all of ${grouped(events)} events`;
  const share = (100 * explained).toFixed(1);
  return `explains ${share} % of the differing events: with it ${grouped(equal)} of ${grouped(events)} events are equal`;
}

/** A number with thousands apart. */
export function grouped(value: number): string {
  return Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, " ");
}

function short(value: number): string {
  return Number(value.toPrecision(6)).toString();
}

function shortList(items: readonly (string | number)[]): string {
  return items.length <= 12 ? items.join(", ") : `${items.slice(0, 12).join(", ")} and ${items.length - 12} more`;
}
