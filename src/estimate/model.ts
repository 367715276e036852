import { type Plan, scopePlan } from "../backends/plan.js";
import { coefficients } from "./coefficients.js";
import type { Conditions } from "./conditions.js";
import { type Features, sumFeatures } from "./features.js";
import type { DelayFactors } from "./fitted.js";
import { estimateItem, type ItemEstimate } from "./items.js";
import { findPart } from "./parts.js";
import { beginning, later, type Moment, register, usefulPeriod } from "./schedule.js";
import { delaysOf } from "./technology.js";
import type { Profile, Work } from "./work.js";

/** What a layer takes, before coefficients. */
export interface ScopeModel {
  readonly scope: string;
  /** Cycles from the arrival of its inputs to its last result. */
  readonly cycles: number;
  readonly interval: number;
  readonly features: Features;
}

/** What a program takes under a plan, before coefficients. */
export interface Model {
  readonly cycles: number;
  readonly interval: number;
  readonly scopes: readonly ScopeModel[];
  /** Bits of registers that carry values over cycles between layers. */
  readonly features: Features;
}

/**
 * Schedules a profile under a plan and counts what it takes.
 *
 * @param loops whether sums are written as loops, as hls4ml does; false for Trigforge's firmware
 * @throws TrigforgeError TF-ESTIMATE-001 when nothing is known of the plan's part
 */
export function modelProfile(
  { items, outputs }: Profile,
  plan: Plan,
  loops = false,
  factors: DelayFactors = coefficients.delays,
): Model {
  const part = findPart(plan.part);
  const delays = delaysOf(part, factors[part.family]);
  const conditions: Conditions = { plan, delays, period: usefulPeriod(plan), loops };
  const done: ItemEstimate[] = [];
  // A layer that reads tables is a function of several cycles: it takes its inputs from registers.
  const functions = new Set(items.flatMap(({ kind, scope }) => (kind === "table" ? [scope] : [])));
  const ready = (item: Work): Moment => {
    const moments = item.after.map((operand) => {
      const enters = functions.has(item.scope) && items[operand]!.scope !== item.scope;
      return enters ? register(done[operand]!.end) : done[operand]!.end;
    });
    return moments.reduce(later, beginning);
  };
  for (const item of items) {
    const tail = Math.max(0, ...item.after.map((operand) => done[operand]!.tail));
    done.push(estimateItem(item, ready(item), tail, conditions));
  }
  const last = outputs.map((output) => lastOf(done[output]!)).reduce(later, beginning);
  const names = [...new Set(items.map(({ scope }) => scope))];
  const scopes = names.map((scope) => {
    const members = items.flatMap((item, index) => (item.scope === scope ? [index] : []));
    const begin = members.map((index) => outside(items, done, members, index)).reduce(earlier);
    const end = members.map((index) => lastOf(done[index]!)).reduce(later, beginning);
    return {
      scope,
      cycles: register(end).cycle - begin.cycle,
      interval: Math.max(scopePlan(plan, scope).interval ?? 1, ...members.map((index) => done[index]!.interval)),
      features: sumFeatures([
        ...members.map((index) => done[index]!.features),
        { lut: { control: 1 }, ff: {}, dsp: 0, bram18: 0 },
      ]),
    };
  });
  return {
    cycles: Math.max(1, register(last).cycle),
    interval: Math.max(1, ...scopes.map(({ interval }) => interval)),
    scopes,
    features: sumFeatures([
      ...scopes.map(({ features }) => features),
      { lut: {}, ff: { held: heldBits(items, done) }, dsp: 0, bram18: 0 },
      queues(items, plan),
    ]),
  };
}

/** What the FIFOs between layers that stream take: a LUT for each bit of a pixel, as shift registers, and two registers. */
function queues(items: readonly Work[], plan: Plan): Features {
  let bits = 0;
  for (const { scope, after } of items) {
    if (scopePlan(plan, scope).io !== "stream") continue;
    for (const operand of after) {
      const { scope: from, count, pixels, width } = items[operand]!;
      if (from !== scope) bits += (count / Math.max(1, pixels)) * width;
    }
  }
  return { lut: { tables: bits }, ff: { boundary: 2 * bits }, dsp: 0, bram18: 0 };
}

/** When the last pixel of an item is there. */
function lastOf({ end, tail }: ItemEstimate): Moment {
  return { cycle: end.cycle + tail, into: end.into };
}

/** When the operands from other layers of an item are there. */
function outside(
  items: readonly Work[],
  done: readonly ItemEstimate[],
  members: readonly number[],
  index: number,
): Moment {
  const operands = items[index]!.after.filter((operand) => !members.includes(operand));
  if (operands.length === 0 && items[index]!.after.length > 0) return { cycle: Number.MAX_SAFE_INTEGER, into: 0 };
  return operands.map((operand) => done[operand]!.end).reduce(later, beginning);
}

function earlier(a: Moment, b: Moment): Moment {
  return a.cycle < b.cycle || (a.cycle === b.cycle && a.into <= b.into) ? a : b;
}

/** Bits of values that wait in registers for readers in later cycles, times the cycles. */
function heldBits(items: readonly Work[], done: readonly ItemEstimate[]): number {
  const until = new Map<number, number>();
  items.forEach((item, index) => {
    const start =
      item.kind === "products"
        ? register(item.after.map((operand) => done[operand]!.end).reduce(later, beginning)).cycle
        : done[index]!.end.cycle;
    for (const operand of item.after) until.set(operand, Math.max(until.get(operand) ?? 0, start));
  });
  return [...until].reduce((bits, [operand, cycle]) => {
    const { count, width, kind } = items[operand]!;
    const cycles = Math.max(0, cycle - done[operand]!.end.cycle);
    return kind === "wires" ? bits : bits + cycles * count * width;
  }, 0);
}
