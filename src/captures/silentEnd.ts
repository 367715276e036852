import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";
import { hasFlag, type Stream } from "./compareStream.js";
import { eventStates, type Playback, type WordComparison, type WordRules } from "./compareWords.js";
import type { Diagnosis } from "./report.js";

/** Events at the end of a run in which no compared link says anything. */
export interface SilentEnd {
  /** Number of the first of them. */
  readonly firstEvent: number;
  /** Index of the frame of the capture from which on no word is valid. */
  readonly frame: number;
  /** How many of them the capture has whole. */
  readonly events: number;
}

/**
 * The silence at the end of a run: the pattern was shorter than the list of events, or the firmware stopped answering. A
 * capture alone cannot tell which, so such events differ; but they hide no other fault.
 *
 * @returns null where flags do not count, where the last word is valid, or where no whole event is silent
 */
export function silentEnd(
  expectation: Expectation,
  found: Stream,
  playback: Playback,
  rules: WordRules,
  states: Uint8Array,
): SilentEnd | null {
  if (rules.flags === "ignore" || !hasFlag(found, wordFlags.valid)) return null;
  const { stream, owners, firstEvent } = expectation;
  const frame = endOfValid(found, stream.links.length, playback);
  if (frame === playback.from || frame === playback.end) return null;
  const heard = new Uint8Array(expectation.events);
  const shift = stream.firstFrame + playback.lag - found.firstFrame;
  for (let index = 0; index < owners.length; index++) {
    const owner = owners[index]!;
    if (owner >= 0 && (index % stream.frames) + shift < frame) heard[owner - firstEvent] = 1;
  }
  const silent = (event: number): boolean => heard[event] === 0 && states[event] === eventStates.differs;
  const events = [...states.keys()].filter(silent);
  return events.length === 0 ? null : { firstEvent: events[0]! + firstEvent, frame, events: events.length };
}

/** The silence as a finding, beside what else was found. */
export function silenceDiagnosis(
  silent: SilentEnd,
  found: Stream,
  playback: Playback,
  { comparedEvents, equalEvents }: Pick<WordComparison, "comparedEvents" | "equalEvents">,
): Diagnosis {
  const { firstEvent, frame, events } = silent;
  return {
    fault: "silent end",
    claim:
      `from event ${firstEvent} (frame ${frame + found.firstFrame}) on no compared link has a valid word: the pattern ended ` +
      `there (then --limit ${firstEvent} compares what was played), or the firmware stopped answering`,
    exact: equalEvents + events === comparedEvents,
    events: comparedEvents,
    equal: equalEvents + events,
    explained: events / (comparedEvents - equalEvents),
    lag: playback.lag,
  };
}

/** One past the last frame of a run that has a valid word on a compared link. */
function endOfValid(found: Stream, columns: number, { from, end }: Playback): number {
  let last = from;
  for (let column = 0; column < columns; column++) {
    for (let frame = end - 1; frame >= last; frame--) {
      if (!(found.flags[column * found.frames + frame]! & wordFlags.valid)) continue;
      last = frame + 1;
      break;
    }
  }
  return last;
}
