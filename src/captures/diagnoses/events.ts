import { type Expectation, maskedOwner, sliceExpectation, wordIndex } from "../compareExpectation.js";
import { eventStates } from "../compareWords.js";
import { findLag } from "../lag.js";
import type { Evidence } from "./evidence.js";
import { blank, growStream, moveWord } from "./frames.js";
import { type Hypothesis, listed } from "./hypothesis.js";

// Events at another time than expected, and events that come twice.

/** Everything at another lag, repeated events, and events lost or inserted on the way. */
export function* events(evidence: Evidence): Generator<Hypothesis> {
  yield* shifted(evidence);
  yield* stale(evidence);
  yield* slipped(evidence);
}

/** The whole capture at another lag than the one it was compared at. */
function* shifted({ expectation, found, playback, rules }: Evidence): Generator<Hypothesis> {
  const search = findLag(expectation, found, { checkValid: rules.flags !== "ignore" });
  const late = search.lag - playback.lag;
  if (late === 0) return;
  const { eventFrames } = expectation.side;
  const whole = late % eventFrames === 0;
  const count = Math.abs(whole ? late / eventFrames : late);
  const what = `${count} ${whole ? "event" : "frame"}${count === 1 ? "" : "s"}`;
  yield {
    fault: whole ? "event offset" : "lag",
    claim: `everything comes ${what} ${late > 0 ? "late" : "early"}`,
    cost: 3,
    lag: late,
    apply: (before) => before,
  };
}

/** Events that hold what an earlier event of the capture held. */
function* stale({ expectation, comparison, events: numbers, foundBits, fields }: Evidence): Generator<Hypothesis> {
  const ratio = Math.max(...expectation.side.links.map((link) => link.channels.length));
  const state = comparison.states[0]!;
  for (const distance of new Set([1, ratio])) {
    const repeated = numbers.flatMap((event, at) => {
      const earlier = numbers[at - distance];
      if (earlier !== event - distance || state[event - expectation.firstEvent] !== eventStates.differs) return [];
      return fields.every((_field, field) => foundBits[field]![at] === foundBits[field]![at - distance]) ? [event] : [];
    });
    if (repeated.length === 0) continue;
    const what = distance === 1 ? "the event before" : `the event ${distance} before, on the same channel`;
    yield {
      fault: "stale events",
      claim: `event${repeated.length === 1 ? "" : "s"} ${listed(repeated)} repeat${repeated.length === 1 ? "s" : ""} ${what}`,
      cost: 6 + 2 * repeated.length,
      apply: (before) => withRepeats(before, new Set(repeated), distance),
    };
  }
}

function withRepeats(before: Expectation, repeated: ReadonlySet<number>, distance: number): Expectation {
  const words = before.stream.words.slice();
  for (let event = before.firstEvent; event < before.firstEvent + before.events; event++) {
    if (!repeated.has(event) || event - distance < before.firstEvent) continue;
    before.side.links.forEach((link, number) => {
      for (let word = 0; word < link.length; word++) {
        const to = wordIndex(before, event, number, word);
        const from = wordIndex(before, event - distance, number, word);
        for (const half of [0, 1]) words[2 * to + half] = words[2 * from + half]!;
      }
    });
  }
  return { ...before, stream: { ...before.stream, words } };
}

/** From some event on, everything comes earlier or later than before. The lag at hand may be that of either part. */
function* slipped(evidence: Evidence): Generator<Hypothesis> {
  const { expectation, comparison } = evidence;
  const states = comparison.states[0]!;
  const first = states.indexOf(eventStates.differs);
  const end = expectation.firstEvent + expectation.events;
  if (states.slice(0, Math.max(0, first)).includes(eventStates.equal)) {
    const from = expectation.firstEvent + first;
    const late = otherLag(evidence, from, end);
    if (late !== null) yield slip(expectation, from, late, 0);
    return;
  }
  const settled = states.indexOf(eventStates.equal);
  if (first < 0 || settled <= first) return;
  const from = expectation.firstEvent + settled;
  const late = otherLag(evidence, expectation.firstEvent, from);
  if (late === null) return;
  const lost = Math.max(0, Math.ceil(late / expectation.side.eventFrames));
  yield slip(expectation, from - lost, -late, late);
}

/** How much later some events come than the lag at hand; null when that cannot be told, or they do not. */
function otherLag({ expectation, found, playback, rules }: Evidence, from: number, end: number): number | null {
  const part = sliceExpectation(expectation, from, end - from);
  const search = findLag(part, found, { checkValid: rules.flags !== "ignore", thorough: false });
  const late = search.lag - playback.lag;
  const far = Math.abs(late) > 64 * expectation.side.eventFrames;
  return late === 0 || search.certainty === "ambiguous" || far ? null : late;
}

function slip({ side }: Expectation, from: number, late: number, lag: number): Hypothesis {
  const { eventFrames } = side;
  const whole = late % eventFrames === 0;
  const count = Math.abs(whole ? late / eventFrames : late);
  const lost = whole && late < 0;
  const unit = `${count} ${whole ? "event" : "frame"}${count === 1 ? "" : "s"}`;
  const never = `event${count === 1 ? "" : "s"} ${listed(range(from, count))} never came, and all later ones are early`;
  return {
    fault: lost ? "lost events" : late > 0 && whole ? "inserted events" : "slipped frames",
    claim: lost
      ? `${unit} lost: ${never}`
      : `from event ${from} on, everything comes ${unit} ${late > 0 ? "later" : "earlier"} than before`,
    cost: 12,
    lag,
    apply: (before) => withSlip(before, from, late),
  };
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => first + index);
}

/** An expectation whose events from `from` on come `late` frames later; what then lies between is not looked at. */
function withSlip(before: Expectation, from: number, late: number): Expectation {
  const grown = growStream(before, 0, Math.max(0, late));
  const after = blank(grown);
  const { frames } = grown.stream;
  const firstKept = late < 0 ? from + Math.ceil(-late / before.side.eventFrames) : from;
  for (let index = 0; index < grown.owners.length; index++) {
    const owner = grown.owners[index]!;
    if (owner < 0 && owner !== maskedOwner) continue;
    if (owner >= from && owner < firstKept) continue;
    const moved = owner >= firstKept ? late : 0;
    const frame = (index % frames) + moved;
    if (frame >= 0 && frame < frames) moveWord(grown, index, after, index + moved);
    // The first frames after an insertion hold something of which nothing is known.
    const fresh = owner >= from && owner < from + late / before.side.eventFrames && late > 0;
    if (fresh && after.owners[index] === -1) after.owners[index] = maskedOwner;
  }
  return after;
}
