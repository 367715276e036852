import type { Plan, ScopePlan } from "../backends/plan.js";
import type { MappedMultipliers } from "./multipliers.js";
import { adderDelay, type Technology } from "./technology.js";
import type { ProductsWork, ReduceWork } from "./work.js";

/** A moment in a pipeline: whole cycles since the event came, and ns into the cycle. */
export interface Moment {
  readonly cycle: number;
  readonly into: number;
}

/** The moment when events come. */
export const beginning: Moment = { cycle: 0, into: 0 };

/** The later of two moments. */
export function later(a: Moment, b: Moment): Moment {
  return a.cycle > b.cycle || (a.cycle === b.cycle && a.into >= b.into) ? a : b;
}

/** Time that logic has in a cycle: the period less what the tool keeps in reserve. */
export function usefulPeriod({ clockPeriod, clockUncertainty }: Plan): number {
  return clockPeriod * (1 - clockUncertainty / 100);
}

/** The end of an operator that takes `delay` ns: behind what is there if the cycle has room, else in the next. */
export function chain({ cycle, into }: Moment, delay: number, period: number): Moment {
  if (into + delay <= period) return { cycle, into: into + delay };
  const cycles = Math.max(1, Math.ceil(delay / period - 1e-9));
  return { cycle: cycle + (into > 0 ? 1 : 0) + cycles - 1, into: cycles === 1 ? delay : delay - (cycles - 1) * period };
}

/** The next register behind a moment. */
export function register({ cycle, into }: Moment): Moment {
  return into > 0 ? { cycle: cycle + 1, into: 0 } : { cycle, into };
}

/** How a contraction runs, from its inputs in registers to its sums in registers. */
export interface ProductsSchedule {
  /** When the sums are there; the inputs came, in registers, at the beginning. */
  readonly end: Moment;
  /** Cycles between events. */
  readonly interval: number;
  /** Multiplications that are carried out at once. */
  readonly instances: number;
  /** Additions one after another; the rest of the cut sums are trees. */
  readonly sequential: boolean;
  /** Terms that are in registers, summed over the cycles of one event. */
  readonly live: number;
}

/** Sums of hls4ml's loops with more terms than this are left as chains (seen between 2,648 and 5,876 terms). */
export const largestBalanced = 4000;

/** Terms that a step of such a chain takes in; the two examples have 2.6 and 2.7. */
const termsOfChainStep = 2.6;

/**
 * Schedules a contraction whose multipliers are not shared step by step: products, then a tree of adders, or a chain where
 * the order matters.
 *
 * @param loops whether the sums are written as loops, which the tool balances itself
 */
export function scheduleProducts(
  work: ProductsWork,
  mapped: MappedMultipliers,
  wishes: ScopePlan,
  delays: Technology,
  period: number,
  loops: boolean,
): ProductsSchedule {
  const limit = multiplierLimit(work, wishes.reuseFactor, loops);
  const instances = Math.min(mapped.count, limit);
  const turns = mapped.count === 0 ? 1 : Math.ceil(mapped.count / Math.max(1, instances));
  const sequential = !work.free || (loops && work.terms > largestBalanced);
  // Where there is time, the adder behind the multiplier in the same block takes a second product.
  const fused = mapped.inBlocks && work.fanIn > 1 && delays.dsp + delays.dspAdd <= period;
  const fanIn = fused && !sequential ? Math.ceil(work.fanIn / 2) : work.fanIn;
  const tree = sumTree({ ...work, fanIn }, sequential, delays);
  let moment: Moment = beginning;
  if (mapped.inBlocks) moment = chain(moment, fused ? delays.dsp + delays.dspAdd : delays.dsp, period);
  else if (mapped.count + work.shiftAdds > 0) moment = chain(moment, delays.product, period);
  let [terms, live, cycle] = [fused ? work.terms / 2 : work.terms, 0, moment.cycle];
  for (let level = 0; level < tree.levels; level++) {
    moment = chain(moment, tree.delay, period);
    live += (moment.cycle - cycle) * (sequential ? work.count : terms);
    cycle = moment.cycle;
    terms = Math.max(work.count, terms / tree.radix);
  }
  // Multipliers are pipelined themselves: the first turns overlap with the sums (seen in every report with reuse).
  const wait = Math.max(0, turns - 3);
  const end = { cycle: moment.cycle + wait, into: moment.into };
  return {
    end,
    interval: Math.max(wishes.interval ?? 1, Math.min(wishes.reuseFactor, Math.max(1, register(end).cycle))),
    instances,
    sequential,
    live,
  };
}

/** Multipliers that a reuse factor leaves: of the products that are not zero, or as hls4ml counts them. */
function multiplierLimit({ rows, inner, columns, terms }: ProductsWork, reuseFactor: number, loops: boolean): number {
  const all = rows * inner * columns;
  const limit = loops
    ? Math.ceil(all / reuseFactor) - Math.floor((all - terms) / reuseFactor)
    : Math.ceil(terms / reuseFactor);
  return Math.max(1, limit);
}

/** Adders one behind another: how many levels, what each takes, and how many terms it makes one of. */
function sumTree({ fanIn, free, width, termWidth }: ProductsWork, sequential: boolean, delays: Technology) {
  const bits = Math.min(width, termWidth + 2);
  const [binary, ternary] = [adderDelay(delays, bits), delays.ternary + delays.carry * (bits - 16)];
  if (sequential && !free) return { levels: Math.max(0, fanIn - 1), delay: binary, radix: 1 };
  // The tool takes a chain that it may reorder some terms at a time.
  if (sequential) return { levels: Math.ceil((fanIn - 1) / termsOfChainStep), delay: ternary, radix: 1 };
  const levels = (radix: number): number => Math.ceil(Math.log(Math.max(1, fanIn)) / Math.log(radix) - 1e-9);
  return levels(3) * ternary < levels(2) * binary
    ? { levels: levels(3), delay: ternary, radix: 3 }
    : { levels: levels(2), delay: binary, radix: 2 };
}

/** Adds the levels of a reduction to a moment. */
export function scheduleReduce(work: ReduceWork, start: Moment, delays: Technology, period: number): Moment {
  const step = work.by === "sum" ? adderDelay(delays, work.width) : delays.choose;
  const levels = work.free ? Math.ceil(Math.log2(Math.max(1, work.fanIn))) : work.fanIn - 1;
  let moment = start;
  for (let level = 0; level < levels; level++) moment = chain(moment, step, period);
  return moment;
}
