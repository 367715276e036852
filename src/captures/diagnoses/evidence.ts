import type { EventValues } from "../../backends/reference/index.js";
import type { Program } from "../../ir/index.js";
import { foundIndex } from "../compareDetails.js";
import { type Expectation, sliceExpectation, wordIndex } from "../compareExpectation.js";
import { type Field, fieldsOf, readPieces } from "../compareFields.js";
import type { Stream } from "../compareStream.js";
import { compareWords, eventStates, type Playback, type WordComparison, type WordRules } from "../compareWords.js";
import type { SideLayout } from "../layout.js";

/** Events that diagnoses look at, at most. */
const mostEvents = 2048;
/** Fields times events that they look at, at most. */
const mostValues = 1 << 19;

/** The model behind expected outputs. */
export interface ModelEvidence {
  readonly program: Program;
  /** Raw inputs of an event. */
  inputs(event: number): EventValues;
  /** The program's outputs for any inputs, where there is something faster than the reference. */
  readonly evaluate?: (inputs: EventValues) => EventValues;
  /** Where the inputs came from, where that is described. */
  readonly side: SideLayout | null;
  /** How many events there are. */
  readonly events: number;
}

/** A capture that differs from its expectation, at one lag. */
export interface Evidence {
  /** Some of the expected events, the first differing one among the first. */
  readonly expectation: Expectation;
  readonly found: Stream;
  readonly playback: Playback;
  readonly rules: WordRules;
  readonly comparison: WordComparison;
  readonly fields: readonly Field[];
  /** Index of each field among {@link fields}. */
  readonly numbers: ReadonlyMap<Field, number>;
  /** Numbers of the events that the capture has whole. */
  readonly events: readonly number[];
  /** Bits of each field as expected and as found, by field, for each of {@link events}. */
  readonly expectedBits: readonly (readonly bigint[])[];
  readonly foundBits: readonly (readonly bigint[])[];
  /** By field, in how many events it differs. */
  readonly differing: readonly number[];
  readonly model: ModelEvidence | null;
  /** Whether the lag may be another one, so that hypotheses that change every word search it again. */
  readonly searching: boolean;
  /** Counts what was tried. */
  readonly tally: { tried: number };
}

/** Gathers the evidence around the first differing event of a comparison. */
export function gatherEvidence(
  all: Expectation,
  found: Stream,
  playback: Playback,
  rules: WordRules,
  model: ModelEvidence | null,
  searching = false,
): Evidence {
  const expectation = windowOf(all, found, playback, rules);
  const comparison = compareWords(expectation, found, [playback], rules);
  const fields = fieldsOf(expectation.side);
  const state = comparison.states[0]!;
  const whole = [eventStates.equal, eventStates.differs] as number[];
  const events = [...state.keys()]
    .filter((event) => whole.includes(state[event]!))
    .map((event) => event + expectation.firstEvent);
  const expectedBits = fields.map((field) => events.map((event) => expectedBitsOf(expectation, field, event)));
  const foundBits = fields.map((field) =>
    events.map((event) => foundBitsOf(expectation, found, playback, field, event)),
  );
  const differing = fields.map(
    (_field, index) => events.filter((_event, at) => expectedBits[index]![at] !== foundBits[index]![at]).length,
  );
  const numbers = new Map(fields.map((field, index) => [field, index]));
  const bits = { fields, numbers, events, expectedBits, foundBits, differing };
  return { expectation, found, playback, rules, comparison, ...bits, model, searching, tally: { tried: 0 } };
}

/** The expected events from a little before the first that differs. */
function windowOf(all: Expectation, found: Stream, playback: Playback, rules: WordRules): Expectation {
  const fields = Math.max(1, fieldsOf(all.side).length);
  const most = Math.max(16, Math.min(mostEvents, Math.floor(mostValues / fields)));
  if (all.events <= most) return all;
  const state = compareWords(all, found, [playback], rules).states[0]!;
  const first = Math.max(0, state.indexOf(eventStates.differs));
  const begin = Math.max(0, Math.min(first - 8, all.events - most));
  return sliceExpectation(all, all.firstEvent + begin, Math.min(most, all.events - begin));
}

function expectedBitsOf(expectation: Expectation, { placement }: Field, event: number): bigint {
  return readPieces(expectation.stream.words, placement.pieces, (word) =>
    wordIndex(expectation, event, placement.link, word),
  );
}

function foundBitsOf(expectation: Expectation, found: Stream, playback: Playback, field: Field, event: number): bigint {
  const { stream } = expectation;
  const shift = stream.firstFrame + playback.lag - found.firstFrame;
  return readPieces(found.words, field.placement.pieces, (word) =>
    foundIndex(wordIndex(expectation, event, field.placement.link, word), stream.frames, found.frames, shift),
  );
}

/** A set of fields that a fault may concern, and how many bits it takes to say which. */
export interface FieldScope {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly cost: number;
}

/** Every field, each port, all that differ, and each that differs (the first 24 of them). */
export function scopesOf({ expectation, fields, differing }: Evidence): FieldScope[] {
  const bits = Math.log2(Math.max(2, fields.length));
  const wrong = fields.filter((_field, index) => differing[index]! > 0);
  const ports = expectation.side.ports.filter((port) => wrong.some((field) => field.port === port));
  const scopes: FieldScope[] = [];
  const add = (name: string, chosen: readonly Field[], cost: number): void => {
    const same = (scope: FieldScope): boolean => scope.fields.every((field, index) => field === chosen[index]);
    const known = scopes.some((scope) => scope.fields.length === chosen.length && same(scope));
    if (chosen.length > 0 && !known) scopes.push({ name, fields: chosen, cost });
  };
  for (const port of ports) {
    const own = fields.filter((field) => field.port === port);
    add(
      own.length === 1 ? port.name : `every element of ${port.name}`,
      own,
      Math.log2(Math.max(1, expectation.side.ports.length)),
    );
  }
  add("all fields", fields, 1);
  for (const field of wrong.slice(0, 24)) {
    const name = field.port.placements.length === 1 ? field.port.name : `${field.port.name}[${field.element}]`;
    add(name, [field], bits);
  }
  if (wrong.length <= 256) add(`the ${wrong.length} differing fields`, wrong, bits * wrong.length);
  return scopes;
}
