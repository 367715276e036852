import { wordFlags } from "../formats/patterns/frames.js";
import { type Expectation, maskedOwner } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";
import type { FlagRule } from "./description.js";

/** One run through the expected events in a capture. */
export interface Playback {
  readonly lag: number;
  /** Frame indices of the capture that belong to it, `end` excluded. */
  readonly from: number;
  readonly end: number;
}

/** What became of an event in one playback. */
export const eventStates = {
  /** The capture has no frame of it. */
  absent: 0,
  equal: 1,
  differs: 2,
  /** The capture has some of its frames only. */
  truncated: 3,
} as const;

/** How words are compared. */
export interface WordRules {
  /** Which flags count: none, `valid`, or those of packets too. */
  readonly flags: FlagRule;
  /** Whether valid words between packets are differences. */
  readonly gaps: boolean;
  /** Frames of the capture, by their number, that are not looked at. */
  readonly masked: (frame: number) => boolean;
}

/** Where a word differs. Indices are column · frames + frame. */
export interface WordDifference {
  readonly playback: number;
  readonly event: number;
  readonly column: number;
  readonly expected: number;
  readonly found: number;
  /** `value`: compared bits differ; `invalid`: no valid word there; `flags`: packet flags; `stray`: a valid word too many. */
  readonly kind: "value" | "invalid" | "flags" | "stray";
}

/** Word by word, how a capture compares. */
export interface WordComparison {
  /** State of each event, by playback. */
  readonly states: readonly Uint8Array[];
  /** Words compared, by column, and those of them that differ. */
  readonly compared: Int32Array;
  readonly differing: Int32Array;
  readonly stray: number;
  readonly equalEvents: number;
  readonly comparedEvents: number;
}

/**
 * Compares all words of an expectation with those of a capture. Events that the capture has in part are not compared.
 *
 * @param visit called for each word that differs, link after link
 */
export function compareWords(
  expectation: Expectation,
  found: Stream,
  playbacks: readonly Playback[],
  rules: WordRules,
  visit: (difference: WordDifference) => void = () => {},
): WordComparison {
  const compared = new Int32Array(expectation.stream.links.length);
  const differing = new Int32Array(compared.length);
  let stray = 0;
  const states = playbacks.map((playback, number) => {
    const state = new Uint8Array(expectation.events);
    markTruncated(expectation, found, playback, state);
    for (let column = 0; column < compared.length; column++) {
      stray += compareColumn(
        expectation,
        found,
        playback,
        rules,
        column,
        state,
        (event, expected, at, kind) => {
          if (kind !== "stray") differing[column]!++;
          visit({ playback: number, event, column, expected, found: at, kind });
        },
        (words) => {
          compared[column]! += words;
        },
      );
    }
    return state;
  });
  const count = (wanted: number): number => {
    let events = 0;
    for (const state of states)
      for (let event = 0; event < state.length; event++) if (state[event] === wanted) events++;
    return events;
  };
  const equalEvents = count(eventStates.equal);
  return { states, compared, differing, stray, equalEvents, comparedEvents: equalEvents + count(eventStates.differs) };
}

/** Sets each event to equal, truncated or absent by the frames that the playback has of it. */
function markTruncated(
  { stream, owners, firstEvent }: Expectation,
  found: Stream,
  playback: Playback,
  state: Uint8Array,
) {
  const shift = shiftOf(stream, found, playback);
  const inside = new Uint8Array(state.length);
  const outside = new Uint8Array(state.length);
  for (let column = 0; column < stream.links.length; column++) {
    for (let frame = 0; frame < stream.frames; frame++) {
      const owner = owners[column * stream.frames + frame]!;
      if (owner < 0) continue;
      const at = frame + shift;
      if (at >= playback.from && at < playback.end) inside[owner - firstEvent] = 1;
      else outside[owner - firstEvent] = 1;
    }
  }
  for (let event = 0; event < state.length; event++) {
    const partial = outside[event] ? eventStates.truncated : eventStates.equal;
    state[event] = inside[event] ? partial : eventStates.absent;
  }
}

function shiftOf(stream: Stream, found: Stream, { lag }: Playback): number {
  return stream.firstFrame + lag - found.firstFrame;
}

function compareColumn(
  expectation: Expectation,
  found: Stream,
  playback: Playback,
  rules: WordRules,
  column: number,
  state: Uint8Array,
  differs: (event: number, expected: number, found: number, kind: WordDifference["kind"]) => void,
  done: (words: number) => void,
): number {
  const { stream, masks, owners, firstEvent } = expectation;
  const { words } = stream;
  const shift = shiftOf(stream, found, playback);
  const first = Math.max(0, playback.from - shift);
  const end = Math.min(stream.frames, playback.end - shift);
  const checkValid = rules.flags !== "ignore";
  const packetFlags = rules.flags === "packet" ? wordFlags.startOfPacket | wordFlags.endOfPacket : 0;
  let [compared, stray] = [0, 0];
  for (let frame = first; frame < end; frame++) {
    const index = column * stream.frames + frame;
    const at = column * found.frames + frame + shift;
    const owner = owners[index]!;
    const valid = found.flags[at]! & wordFlags.valid;
    if (owner === maskedOwner || rules.masked(found.firstFrame + frame + shift)) continue;
    if (owner < 0) {
      if (checkValid && rules.gaps && valid) {
        stray++;
        differs(owner, index, at, "stray");
      }
      continue;
    }
    const event = owner - firstEvent;
    if (state[event] === eventStates.truncated) continue;
    compared++;
    const kind = wordKind();
    if (kind === null) continue;
    state[event] = eventStates.differs;
    differs(owner, index, at, kind);

    function wordKind(): WordDifference["kind"] | null {
      if (checkValid && !(stream.flags[index]! & wordFlags.valid)) return valid ? "invalid" : null;
      if (checkValid && !valid) return "invalid";
      if ((words[2 * index]! ^ found.words[2 * at]!) & masks[2 * index]!) return "value";
      if ((words[2 * index + 1]! ^ found.words[2 * at + 1]!) & masks[2 * index + 1]!) return "value";
      return (stream.flags[index]! ^ found.flags[at]!) & packetFlags ? "flags" : null;
    }
  }
  done(compared);
  return stray;
}
