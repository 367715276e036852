import type { Expectation } from "../compareExpectation.js";
import { sliceExpectation } from "../compareExpectation.js";
import { pickColumns } from "../compareStream.js";
import { compareWords, eventStates, type Playback, type WordComparison } from "../compareWords.js";
import { findLag } from "../lag.js";
import { countOnes } from "../lagBits.js";
import type { Diagnosis } from "../report.js";
import type { Evidence } from "./evidence.js";
import type { Hypothesis } from "./hypothesis.js";

/** Events that a hypothesis is tried on first. */
const screening = { most: 20, least: 8, words: 2000 } as const;
/** Links among which a lag is searched again. */
const searchedLinks = 8;

/** What came of trying a hypothesis. */
export interface Trial extends Diagnosis {
  readonly hypothesis: Hypothesis;
}

/**
 * Applies the fault of a hypothesis to the expected stream and compares the result with the capture: first over a few events
 * from the first difference on, then, when any of those is explained, over all.
 *
 * @returns null when it explains nothing
 */
export function tryOut(hypothesis: Hypothesis, evidence: Evidence): Trial | null {
  const { expectation } = evidence;
  evidence.tally.tried++;
  const wordsAnEvent = expectation.side.links.reduce((sum, link) => sum + link.length, 0);
  const screened = Math.min(screening.most, Math.max(screening.least, Math.floor(screening.words / wordsAnEvent)));
  if (expectation.events > screened) {
    const first = firstDiffering(evidence);
    const leading = Math.floor(screened / 2); // some faults repeat an earlier event
    const begin = Math.max(expectation.firstEvent, first - leading);
    const count = Math.min(screened, expectation.firstEvent + expectation.events - begin);
    if (outcome(hypothesis, evidence, begin, count) === null) return null;
  }
  const limit = hypothesis.limit ?? expectation.events;
  if (limit >= expectation.events) return outcome(hypothesis, evidence, expectation.firstEvent, expectation.events);
  const begin = Math.max(expectation.firstEvent, firstDiffering(evidence) - 4);
  const count = Math.min(limit, expectation.firstEvent + expectation.events - begin);
  return outcome(hypothesis, evidence, begin, count);
}

/** Some of the events, as expected and as they compare without any fault. */
interface Part {
  readonly expectation: Expectation;
  readonly before: WordComparison;
}

const knownParts = new WeakMap<Evidence, Map<string, Part>>();

/** Consecutive events of the evidence; the same ones are taken for every hypothesis. */
function partOf(evidence: Evidence, begin: number, count: number): Part {
  const parts = knownParts.get(evidence) ?? new Map<string, Part>();
  knownParts.set(evidence, parts);
  const key = `${begin} ${count}`;
  const known = parts.get(key);
  if (known !== undefined) return known;
  const { expectation: all, found, playback, rules } = evidence;
  const expectation = count === all.events ? all : sliceExpectation(all, begin, count);
  const part = { expectation, before: compareWords(expectation, found, [playback], rules) };
  parts.set(key, part);
  return part;
}

function firstDiffering({ comparison, expectation }: Evidence): number {
  return expectation.firstEvent + Math.max(0, comparison.states[0]!.indexOf(eventStates.differs));
}

function outcome(hypothesis: Hypothesis, evidence: Evidence, begin: number, count: number): Trial | null {
  const { found, rules } = evidence;
  const { expectation: part, before } = partOf(evidence, begin, count);
  const predicted = hypothesis.apply(part);
  const playback = playbackFor(hypothesis, evidence, predicted);
  const after = compareWords(predicted, found, [playback], rules);
  const explained = explainedEvents(before, after);
  const differing = before.comparedEvents - before.equalEvents;
  const strayBefore = before.stray > 0 && after.stray === 0;
  if (hidesMost(part, predicted)) return null;
  if (after.comparedEvents === 0 || (explained === 0 && !(differing === 0 && strayBefore))) return null;
  const exact =
    after.equalEvents === after.comparedEvents &&
    after.stray === 0 &&
    2 * after.comparedEvents >= before.comparedEvents;
  if (!exact && after.equalEvents <= before.equalEvents) return null;
  return {
    hypothesis,
    fault: hypothesis.fault,
    claim: hypothesis.claim,
    exact,
    events: after.comparedEvents,
    equal: after.equalEvents,
    explained: differing === 0 ? 1 : explained / differing,
    lag: playback.lag,
  };
}

function playbackFor(
  hypothesis: Hypothesis,
  { found, rules, playback, searching }: Evidence,
  predicted: Expectation,
): Playback {
  if (hypothesis.lag === "search" && searching) {
    const options = { checkValid: rules.flags !== "ignore", thorough: false };
    const columns = predicted.stream.links.map((_link, column) => column).slice(0, searchedLinks);
    const part = someColumns(predicted, columns);
    const { lag } = findLag(part, pickColumns(found, columns, part.stream.links), options);
    return { lag, from: 0, end: found.frames };
  }
  const late = typeof hypothesis.lag === "number" ? hypothesis.lag : 0;
  const inside = (frame: number): number => Math.max(0, Math.min(found.frames, frame));
  return { lag: playback.lag + late, from: inside(playback.from + late), end: inside(playback.end + late) };
}

/** An expectation of its first columns alone. */
function someColumns(all: Expectation, columns: readonly number[]): Expectation {
  const { stream, masks, owners } = all;
  if (columns.length === stream.links.length) return all;
  const links = columns.map((column) => stream.links[column]!);
  const words = columns.length * stream.frames;
  return {
    ...all,
    stream: pickColumns(stream, columns, links),
    masks: masks.subarray(0, 2 * words),
    owners: owners.subarray(0, words),
  };
}

/** Whether a fault hides most of the bits that are compared: such a one explains nothing. */
function hidesMost(part: Expectation, predicted: Expectation): boolean {
  return predicted.masks !== part.masks && comparedBits(predicted) < 0.6 * comparedBits(part);
}

function comparedBits({ masks }: Expectation): number {
  let bits = 0;
  for (let half = 0; half < masks.length; half++) if (masks[half] !== 0) bits += countOnes(masks[half]!);
  return bits;
}

/** Events that differed and are equal now. */
function explainedEvents(before: WordComparison, after: WordComparison): number {
  const [was, is] = [before.states[0]!, after.states[0]!];
  let explained = 0;
  for (let event = 0; event < was.length; event++) {
    if (was[event] === eventStates.differs && is[event] === eventStates.equal) explained++;
  }
  return explained;
}

/** Better trials first: those that explain everything by freedom, then the others by what they explain. */
export function byTrial(a: Trial, b: Trial): number {
  if (a.exact !== b.exact) return a.exact ? -1 : 1;
  if (a.exact) return a.hypothesis.cost - b.hypothesis.cost || b.events - a.events;
  return b.equal / b.events - a.equal / a.events || a.hypothesis.cost - b.hypothesis.cost;
}
