import type { ValueId } from "../../ops/index.js";
import type { Call } from "./design.js";

// Layers that are unrolled, such as recurrent ones, repeat the same calls on other values. Their steps become a function
// that is called for each of them.

/** Calls that come several times, on other values each time. */
export interface Pattern {
  /** The calls of the first time. */
  readonly calls: readonly Call[];
  /** The values of the first time that come from elsewhere, and those that go elsewhere. */
  readonly inputs: readonly ValueId[];
  readonly outputs: readonly ValueId[];
}

/** A call, or one time of a pattern: the values that stand for the pattern's inputs and outputs. */
export type Item =
  | { readonly call: Call }
  | { readonly pattern: Pattern; readonly inputs: readonly ValueId[]; readonly outputs: readonly ValueId[] };

/** Calls that come again and again, in a list of calls. */
interface Repeats {
  readonly start: number;
  readonly period: number;
  readonly times: number;
}

/** A pattern is worth a function when it comes three times and saves as many calls as this. */
const worthwhile = 12;

/** Longest list of calls in which patterns are looked for. */
const longestList = 6000;

/**
 * Finds patterns in the calls of a layer.
 *
 * @param tokenOf what two calls must have in common to be the same but for their values
 * @param leaves whether a value is used beyond these calls
 */
export function foldSteps(
  calls: readonly Call[],
  tokenOf: (call: Call) => string,
  leaves: (value: ValueId) => boolean,
): Item[] {
  const plain = calls.map((call): Item => ({ call }));
  if (calls.length < worthwhile || calls.length > longestList) return plain;
  const tokens = calls.map(tokenOf);
  const moved = wiresFirst(calls, tokens);
  const found = bestPattern(moved, moved.map(tokenOf), leaves);
  if (found === null) return plain;
  const { start, period, times } = found.repeats;
  const before = moved.slice(0, start);
  const after = moved.slice(start + period * times);
  const inside = (list: readonly Call[]) => {
    const own = new Set(list);
    const read = new Set(moved.flatMap((call) => (own.has(call) ? [] : reads(call))));
    return (value: ValueId): boolean => leaves(value) || read.has(value);
  };
  return [...foldSteps(before, tokenOf, inside(before)), ...found.items, ...foldSteps(after, tokenOf, inside(after))];
}

/** Calls that only arrange elements, and that come once, directly behind what they read: they stand between equal steps. */
function wiresFirst(calls: readonly Call[], tokens: readonly string[]): Call[] {
  const counts = new Map<string, number>();
  for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const waiting = new Map<ValueId | null, Call[]>();
  const made = new Set(calls.map(({ value }) => value));
  const kept: Call[] = [];
  calls.forEach((call, index) => {
    const operands = reads(call);
    const isWire = ["gather", "arrange", "copy"].includes(call.kernel) && counts.get(tokens[index]!) === 1;
    if (!isWire || operands.length > 1) {
      kept.push(call);
      return;
    }
    const from = operands.find((operand) => made.has(operand)) ?? null;
    waiting.set(from, [...(waiting.get(from) ?? []), call]);
  });
  const last = new Map(kept.map((call, index) => [call.value, index]));
  const placed: Call[] = [];
  const place = (value: ValueId | null): void => {
    for (const call of waiting.get(value) ?? []) {
      placed.push(call);
      place(call.value);
    }
  };
  place(null);
  kept.forEach((call, index) => {
    placed.push(call);
    if (last.get(call.value) === index) place(call.value);
  });
  return placed;
}

/** The pattern that saves most calls; among its phases the one with fewest values that come and go. */
function bestPattern(
  calls: readonly Call[],
  tokens: readonly string[],
  leaves: (value: ValueId) => boolean,
): { repeats: Repeats; items: Item[] } | null {
  const candidates = longestRepeats(tokens);
  if (candidates === null) return null;
  const { start, period, times } = candidates;
  let best: { repeats: Repeats; items: Item[] } | null = null;
  let least = Number.POSITIVE_INFINITY;
  for (let phase = 0; phase < period; phase++) {
    const reach = start + period * times + candidates.rest;
    const count = Math.floor((reach - start - phase) / period);
    if (count < 3 || count < times - 1) continue;
    const repeats = { start: start + phase, period, times: count };
    const pattern = patternOf(calls, repeats, leaves);
    if (pattern === null) continue;
    // Of equal phases, the one that begins with a product: that is how cells are read.
    const begins = calls[repeats.start]!.kernel.startsWith("contract") ? 0 : 0.5;
    const ports = pattern.inputs.length + pattern.outputs.length + begins;
    if (ports >= least) continue;
    least = ports;
    best = { repeats, items: itemsOf(pattern) };
  }
  return best;
}

/** The repetition that saves most calls, and how many calls of one more time follow it. */
function longestRepeats(tokens: readonly string[]): (Repeats & { readonly rest: number }) | null {
  const numbers = new Map<string, number>();
  const ids = tokens.map((token) => {
    const id = numbers.get(token) ?? numbers.size;
    numbers.set(token, id);
    return id;
  });
  let best: (Repeats & { readonly rest: number }) | null = null;
  let saved = worthwhile - 1;
  for (let period = 2; period <= ids.length / 3; period++) {
    for (let start = 0; start + period < ids.length; ) {
      let run = 0;
      while (start + run + period < ids.length && ids[start + run] === ids[start + run + period]) run++;
      const times = Math.floor(run / period) + 1;
      if (times >= 3 && (times - 1) * period > saved) {
        saved = (times - 1) * period;
        best = { start, period, times, rest: run % period };
      }
      start += run + 1;
    }
  }
  return best;
}

interface Wiring {
  readonly calls: readonly (readonly Call[])[];
  /** For each input its value each time, then for each output. */
  readonly inputs: readonly (readonly ValueId[])[];
  readonly outputs: readonly (readonly ValueId[])[];
}

/** How repeated calls are wired, or null when they are not wired in the same way each time. */
function patternOf(
  calls: readonly Call[],
  { start, period, times }: Repeats,
  leaves: (value: ValueId) => boolean,
): Wiring | null {
  const all = Array.from({ length: times }, (_unused, time) => {
    return calls.slice(start + time * period, start + (time + 1) * period);
  });
  const owner = new Map<ValueId, { time: number; index: number }>();
  for (const [time, list] of all.entries()) {
    for (const [index, { value }] of list.entries()) {
      const known = owner.get(value);
      if (known !== undefined && known.time !== time) return null;
      if (known === undefined) owner.set(value, { time, index });
    }
  }
  const inputs = new Map<string, ValueId[]>();
  for (const [index, first] of all[0]!.entries()) {
    for (const slot of first.arguments.keys()) {
      const read = all.map((list) => list[index]!.arguments[slot]!);
      const values = read.flatMap((argument) => ("value" in argument ? [argument.value] : []));
      if (values.length === 0) continue;
      if (values.length !== times) return null;
      const inner = values.map((value, time) => {
        const made = owner.get(value);
        return made?.time === time ? made.index : -1;
      });
      if (inner.some((made) => made !== inner[0])) return null;
      if (inner[0] === -1) inputs.set(values.join(), values);
    }
  }
  const taken = new Set<number>();
  const noteUse = (value: ValueId, time: number): void => {
    const made = owner.get(value);
    if (made !== undefined && made.time !== time) taken.add(made.index);
  };
  calls.forEach((call, position) => {
    const inside = position >= start && position < start + period * times;
    for (const value of reads(call)) noteUse(value, inside ? Math.floor((position - start) / period) : -1);
  });
  for (const [value, { index }] of owner) if (leaves(value)) taken.add(index);
  const partly = calls.some(({ value }, position) => {
    return owner.has(value) && (position < start || position >= start + period * times);
  });
  if (partly) return null;
  const outputs = [...taken].sort((a, b) => a - b).map((index) => all.map((list) => list[index]!.value));
  return { calls: all, inputs: [...inputs.values()], outputs };
}

function itemsOf({ calls, inputs, outputs }: Wiring): Item[] {
  const at = (values: readonly (readonly ValueId[])[], time: number): ValueId[] => values.map((list) => list[time]!);
  const pattern = { calls: calls[0]!, inputs: at(inputs, 0), outputs: at(outputs, 0) };
  return calls.map((_list, time) => ({ pattern, inputs: at(inputs, time), outputs: at(outputs, time) }));
}

/** The values that a call reads, each once. */
function reads(call: Call): ValueId[] {
  return [...new Set(call.arguments.flatMap((argument) => ("value" in argument ? [argument.value] : [])))];
}
