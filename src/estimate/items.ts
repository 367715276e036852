import { type ScopePlan, scopePlan } from "../backends/plan.js";
import type { Conditions } from "./conditions.js";
import { type Features, nothing } from "./features.js";
import { mapMultipliers } from "./multipliers.js";
import { chain, type Moment, register, scheduleProducts, scheduleReduce } from "./schedule.js";
import { estimateShared } from "./shared.js";
import { adderDelay } from "./technology.js";
import type { MultiplyWork, ProductsWork, TableWork, Work } from "./work.js";

/** What an item takes: when its result is there, how often it takes events, and its area. */
export interface ItemEstimate {
  readonly end: Moment;
  /** Cycles from then until the last pixel is there, where pixels come one by one. */
  readonly tail: number;
  readonly interval: number;
  readonly features: Features;
}

/**
 * Estimates one item that starts when its operands are there. In a stream it starts with their first pixels: a window waits for
 * its lines, and what needs a whole tensor for its tail.
 *
 * @param tail cycles from `ready` until the last pixel of its operands is there
 */
export function estimateItem(item: Work, ready: Moment, tail: number, conditions: Conditions): ItemEstimate {
  const streams = scopePlan(conditions.plan, item.scope).io === "stream" && item.pixels > 1;
  const wait = streams ? Math.min(tail, linesOf(item, tail)) : tail;
  const start = wait === 0 ? ready : { cycle: ready.cycle + Math.ceil(wait), into: ready.into };
  const estimate = estimateWhole(item, start, conditions);
  if (!streams) return { ...estimate, tail: 0 };
  // The item's own pixels come at its interval, and not before those of its operands.
  const own = (estimate.interval * (item.pixels - 1)) / item.pixels;
  const first = item.kind === "products" ? firstPixel(item, estimate, own) : estimate.end;
  return { ...estimate, end: first, tail: Math.max(Math.round(own), tail - Math.ceil(wait)) };
}

/** Cycles until the lines of a window are there. */
function linesOf(item: Work, tail: number): number {
  return item.kind === "wires" && item.span > 0 ? (tail * item.span) / Math.max(item.span, item.source) : 0;
}

/** When the first pixel of products is there: their end less the time of the others. */
function firstPixel({ rows }: ProductsWork, { end }: Omit<ItemEstimate, "tail">, own: number): Moment {
  return rows === 1 ? end : { cycle: Math.max(0, end.cycle - Math.round(own)), into: end.into };
}

/** Estimates one item that finds all of its operands there. */
function estimateWhole(item: Work, ready: Moment, conditions: Conditions): Omit<ItemEstimate, "tail"> {
  const { plan, delays, period } = conditions;
  const wishes = scopePlan(plan, item.scope);
  const share = wishes.io === "stream" ? Math.max(1, item.pixels) : 1;
  const count = item.count / share;
  const interval = share === 1 ? 1 : share;
  const combinational = (delay: number, lut: Features["lut"]): Omit<ItemEstimate, "tail"> => ({
    end: chain(ready, delay, period),
    interval,
    features: { ...nothing, lut },
  });
  switch (item.kind) {
    case "port":
    case "wires":
      return { end: ready, interval, features: wires(item, wishes, count) };
    case "products":
      return estimateProducts(item, ready, wishes, conditions);
    case "reduce": {
      const bits = count * (item.fanIn - 1) * item.width;
      const lut = item.by === "sum" ? { adders: bits } : { choices: bits };
      return { end: scheduleReduce(item, ready, delays, period), interval, features: { ...nothing, lut } };
    }
    case "add":
      return combinational(adderDelay(delays, item.width), { adders: count * item.width });
    case "choose":
      return combinational(delays.choose, { choices: count * item.width });
    case "compare":
      return combinational(delays.choose / 2, { choices: (count * item.width) / 2 });
    case "select":
      return combinational(delays.choose / 2, { choices: (count * item.width) / 2 });
    case "cast": {
      const parts = (item.rounds ? 1 : 0) + (item.saturates ? 1 : 0);
      return combinational(delays.cast * parts, { casts: parts * count * item.sourceWidth });
    }
    case "multiply":
      return estimateMultiply(item, ready, share, interval, conditions);
    case "table":
      return estimateTable(item, ready, wishes, count, interval, conditions);
  }
}

function wires(item: Work, wishes: ScopePlan, count: number): Features {
  if (item.kind === "port") return { ...nothing, ff: { boundary: count * item.width } };
  if (item.kind !== "wires" || wishes.io !== "stream" || item.span === 0) return nothing;
  const bits = item.span * item.width;
  return bits > 2048 ? { ...nothing, bram18: Math.ceil(bits / 18432) } : { ...nothing, ff: { held: bits } };
}

function estimateProducts(
  item: ProductsWork,
  ready: Moment,
  wishes: ScopePlan,
  conditions: Conditions,
): Omit<ItemEstimate, "tail"> {
  const { plan, delays, period, loops } = conditions;
  if (wishes.strategy === "resource" && wishes.reuseFactor > 1) {
    const { cycles, interval, features } = estimateShared(item, wishes, conditions);
    return { end: { cycle: register(ready).cycle + cycles + 1, into: 0 }, interval, features };
  }
  const turns = wishes.io === "stream" ? item.rows : 1;
  const work = turns === 1 ? item : onePixel(item);
  const mapped = mapMultipliers(work.multipliers, delays, plan.multipliers);
  const schedule = scheduleProducts(work, mapped, wishes, delays, period, loops);
  const part = mapped.count === 0 ? 0 : schedule.instances / mapped.count;
  const width = Math.min(work.width, work.termWidth + 1);
  const slow = delays.dsp > period;
  const features: Features = {
    lut: {
      adders: work.terms * width,
      shiftAdds: work.shiftAdds * (work.inputWidth + 2),
      fabric: mapped.luts * part,
      sharing: part < 1 ? mapped.count * work.inputWidth : 0,
      // Terms and partial sums that round or saturate each have the logic of two casts.
      casts: work.free ? 0 : 4 * work.terms * work.width,
    },
    ff: {
      [schedule.interval > 1 ? "paced" : "pipeline"]: schedule.sequential ? 0 : schedule.live * work.termWidth,
      chains: schedule.sequential ? work.terms * work.termWidth + schedule.live * work.width : 0,
      blocks: slow ? mapped.blocks * part * (work.inputWidth + work.termWidth) : 0,
      boundary: work.count * work.width,
    },
    dsp: Math.ceil(mapped.blocks * part),
    bram18: 0,
  };
  const interval = turns * schedule.interval;
  // What takes no register is chained like an adder; anything longer is a function that takes its inputs from registers.
  if (schedule.end.cycle === 0 && turns === 1)
    return { end: chain(ready, schedule.end.into, period), interval, features };
  const cycle = register(ready).cycle + schedule.end.cycle + (turns - 1) * schedule.interval;
  return { end: { cycle, into: schedule.end.into }, interval, features };
}

/** The work of one pixel of a stream. */
function onePixel(item: ProductsWork): ProductsWork {
  const share = (amount: number): number => amount / item.rows;
  return {
    ...item,
    rows: 1,
    count: share(item.count),
    terms: share(item.terms),
    shiftAdds: share(item.shiftAdds),
    multipliers: item.multipliers.map(([width, other, count]) => [width, other, share(count)] as const),
  };
}

function estimateMultiply(
  item: MultiplyWork,
  ready: Moment,
  share: number,
  interval: number,
  { plan, delays, period }: Conditions,
): Omit<ItemEstimate, "tail"> {
  const mapped = mapMultipliers(item.multipliers, delays, plan.multipliers);
  const delay = mapped.inBlocks ? delays.dsp : mapped.count + item.shiftAdds > 0 ? delays.product : 0;
  const features: Features = {
    ...nothing,
    lut: { shiftAdds: (item.shiftAdds * item.width) / share, fabric: mapped.luts / share },
    dsp: Math.ceil(mapped.blocks / share),
  };
  return { end: chain(ready, delay, period), interval, features };
}

function estimateTable(
  item: TableWork,
  ready: Moment,
  { tableStorage }: ScopePlan,
  count: number,
  interval: number,
  { delays, period }: Conditions,
): Omit<ItemEstimate, "tail"> {
  const bits = item.entries * item.width;
  if (tableStorage === "lut" || bits <= 1024) {
    const levels = Math.max(1, Math.log2(item.entries) - 5);
    const end = chain(ready, (delays.table * levels) / 4, period);
    return { end, interval, features: { ...nothing, lut: { tables: (count * bits) / 64 } } };
  }
  // A block has two ports, hence serves two reads; the address goes through its register.
  const features = {
    ...nothing,
    bram18: Math.ceil(count / 2) * Math.ceil(bits / 18432),
    ff: { boundary: count * item.width },
  };
  return { end: { cycle: register(ready).cycle + 1, into: delays.table }, interval, features };
}
