import * as hls from "../backends/hls/index.js";
import { type Plan, scopePlan } from "../backends/plan.js";
import { refuse } from "../backends/problem.js";
import type { Program } from "../ir/index.js";
import { coefficients } from "./coefficients.js";
import { type Duration, durationOf, type EventRate, everyCrossing, type Pace, paceOf } from "./crossings.js";
import type { Coefficients, Spread } from "./fitted.js";
import { modelProfile } from "./model.js";
import { findPart, type Part, type Resources, regionOf, resourceNames } from "./parts.js";
import { priceFeatures } from "./price.js";
import { profileProgram } from "./profile.js";
import type { Profile } from "./work.js";

/** An estimate: the middle, and what four designs out of five lie between. */
export interface Amount {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** What a count is of: what the HLS tool would say, or what logic synthesis makes of it. */
export type CountedAs = "hls" | "synthesis";

/** The estimate of one layer. */
export interface ScopeEstimate {
  readonly scope: string;
  readonly cycles: number;
  readonly interval: number;
  readonly resources: Resources;
}

/** The estimate of a program under a plan. */
export interface Estimate {
  readonly program: string;
  readonly plan: Plan;
  readonly part: Part;
  readonly countedAs: CountedAs;
  readonly cycles: Amount;
  readonly latency: Duration;
  readonly interval: number;
  readonly pace: Pace;
  readonly resources: { readonly [R in keyof Resources]: Amount };
  /** Shares of the part, and of one of its super logic regions. */
  readonly shareOfPart: Resources;
  readonly shareOfRegion: Resources;
  readonly scopes: readonly ScopeEstimate[];
  /** What makes this estimate less certain than its intervals say. */
  readonly notes: readonly string[];
}

/** What {@link estimateProgram} can be told. */
export interface EstimateOptions {
  readonly countedAs?: CountedAs;
  readonly rate?: EventRate;
}

/**
 * Estimates latency, initiation interval and area of a program under a plan, without any synthesis.
 *
 * @throws TrigforgeError TF-ESTIMATE-001 for an unknown part; what the HLS backend refuses of the plan
 */
export function estimateProgram(program: Program, plan: Plan, options: EstimateOptions = {}): Estimate {
  refusePlan(program, plan);
  return estimateProfile(program.name, profileProgram(program), plan, options);
}

/** Refuses a plan that the HLS backend cannot follow: reuse factors, scopes, contradictions. */
export function refusePlan(program: Program, plan: Plan): void {
  const ofPlans = ["TF-HLS-002", "TF-HLS-003", "TF-HLS-007"];
  refuse(hls.check(program, plan).filter(({ code }) => ofPlans.includes(code)));
}

/** Estimates a profile; see {@link estimateProgram}. */
export function estimateProfile(name: string, profile: Profile, plan: Plan, options: EstimateOptions = {}): Estimate {
  const { countedAs = "synthesis", rate = everyCrossing } = options;
  const part = findPart(plan.part);
  const model = modelProfile(profile, plan);
  const total = priceFeatures(model.features, coefficients);
  // Tables are no logic that synthesis could shrink: it makes of them what Yosys does.
  const tables = Math.round((model.features.lut.tables ?? 0) * coefficients.lut.tables);
  const stored = countedAs === "hls" ? 0 : Math.round((model.features.lut.tables ?? 0) * coefficients.tableLuts);
  const logic = amountOf(countedAs === "hls" ? total.lut : total.lut - tables, coefficients, "lut", countedAs);
  const resources = {
    lut: { value: logic.value + stored, low: logic.low + stored, high: logic.high + stored },
    ff: amountOf(total.ff, coefficients, "ff", countedAs),
    dsp: amountOf(total.dsp, coefficients, "dsp", countedAs),
    bram18: exact(total.bram18),
    uram: exact(total.uram),
  };
  const scale = {
    lut: ratio(logic.value, countedAs === "hls" ? total.lut : total.lut - tables),
    ff: ratio(resources.ff.value, total.ff),
  };
  const { low, high } = coefficients.spread.cycles;
  const values = Object.fromEntries(
    resourceNames.map((resource) => [resource, resources[resource].value]),
  ) as unknown as Resources;
  return {
    program: name,
    plan,
    part,
    countedAs,
    cycles: {
      value: model.cycles,
      low: Math.max(1, Math.floor(model.cycles * low)),
      high: Math.ceil(model.cycles * high),
    },
    latency: durationOf(model.cycles, plan, rate),
    interval: model.interval,
    pace: paceOf(model.interval, plan, rate),
    resources,
    shareOfPart: shares(values, part.total),
    shareOfRegion: shares(values, regionOf(part)),
    scopes: model.scopes.map(({ scope, cycles, interval, features }) => {
      const priced = priceFeatures(features, coefficients);
      const kept = countedAs === "hls" ? 0 : (features.lut.tables ?? 0);
      return {
        scope,
        cycles,
        interval,
        resources: {
          ...priced,
          lut: Math.round((priced.lut - kept * coefficients.lut.tables) * scale.lut + kept * coefficients.tableLuts),
          ff: Math.round(priced.ff * scale.ff),
        },
      };
    }),
    notes: notesOn(profile, plan, part),
  };
}

/** A count with its interval: the spread of the model, and that of synthesis, which are independent of each other. */
function amountOf(count: number, found: Coefficients, area: "lut" | "ff" | "dsp", countedAs: CountedAs): Amount {
  const model = found.spread[area];
  const synthesis: Spread = countedAs === "hls" ? { factor: 1, low: 1, high: 1 } : found.synthesis[area];
  const distance = (end: "low" | "high"): number =>
    Math.hypot(Math.log(model[end]), Math.log(synthesis[end] / synthesis.factor));
  const value = count * synthesis.factor;
  return {
    value: Math.round(value),
    low: Math.floor(value * Math.exp(-distance("low"))),
    high: Math.ceil(value * Math.exp(distance("high"))),
  };
}

const exact = (value: number): Amount => ({ value, low: value, high: value });
const ratio = (a: number, b: number): number => (b === 0 ? 1 : a / b);

function shares(used: Resources, all: Resources): Resources {
  const share = (resource: keyof Resources): number =>
    all[resource] === 0 ? (used[resource] === 0 ? 0 : Number.POSITIVE_INFINITY) : used[resource] / all[resource];
  return { lut: share("lut"), ff: share("ff"), dsp: share("dsp"), bram18: share("bram18"), uram: share("uram") };
}

function notesOn({ items }: Profile, plan: Plan, part: Part): string[] {
  const wishes = [...new Set(items.map(({ scope }) => scope))].map((scope) => scopePlan(plan, scope));
  const chained = [
    ...new Set(items.flatMap((item) => (item.kind === "products" && !item.free && item.fanIn > 2 ? [item.scope] : []))),
  ];
  const [shortest, longest] = coefficients.clocks;
  const beyond = plan.clockPeriod < 0.8 * shortest || plan.clockPeriod > 1.25 * longest;
  return [
    ...(beyond
      ? [
          `published results have clocks of ${shortest} to ${longest} ns: cycles at ${plan.clockPeriod} ns are an extrapolation`,
        ]
      : []),
    ...(part.family === "ultrascale"
      ? ["no published result is of an UltraScale part: its delays are guesses between the families beside it"]
      : []),
    ...(wishes.some(({ io }) => io === "stream")
      ? ["no published result of a stream could be used: its FIFOs and line buffers are not calibrated"]
      : []),
    ...(wishes.some(({ strategy, reuseFactor }) => strategy === "resource" && reuseFactor > 1)
      ? ["one published network has the resource strategy: LUTs are less certain than the interval says"]
      : []),
    ...(chained.length > 0
      ? [
          `sums of ${chained.join(", ")} saturate or round, so their terms are added one after another: an accumulator that cannot overflow would take less time`,
        ]
      : []),
  ];
}
