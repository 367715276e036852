import type { Plan } from "../../backends/plan.js";
import { type Estimate, estimateProfile } from "../estimate.js";
import { resourceNames } from "../parts.js";
import type { Profile } from "../work.js";
import { changesOf, type PlannedChange } from "./changes.js";
import { checkEstimate } from "./check.js";
import type { FirmwareBudget } from "./schema.js";

/** A plan that was tried. */
export interface Trial {
  readonly steps: readonly string[];
  readonly plan: Plan;
  readonly nanoseconds: number;
  readonly interval: number;
  /** The largest share of a resource of the part. */
  readonly share: number;
  readonly lut: number;
  readonly dsp: number;
  readonly bram18: number;
  readonly held: boolean;
}

/** What a search found. */
export interface SearchResult {
  /** The plan that the search began with. */
  readonly before: Trial;
  /** The cheapest change that holds the budget: fewest steps, then least area; null when none was found. */
  readonly cheapest: Trial | null;
  /** Trials of which no other is both faster and smaller, by latency. */
  readonly front: readonly Trial[];
  readonly tried: number;
}

const deepest = 3;
const kept = 8;

/**
 * Searches plans near one: over reuse factors, strategies, table storage and where multipliers go, one step at a time and then
 * up to three, from the most promising.
 */
export function searchPlans(name: string, profile: Profile, plan: Plan, budget: FirmwareBudget): SearchResult {
  const scored = new Map<string, { trial: Trial; excess: number; change: PlannedChange }>();
  const score = (change: PlannedChange): void => {
    const key = [...change.steps].sort().join("; ");
    if (scored.has(key)) return;
    const estimate = estimateProfile(name, profile, change.plan, {
      countedAs: budget.as,
      rate: { tmux: budget.tmux, framesPerCrossing: null },
    });
    scored.set(key, { ...trialOf(estimate, change, budget), change });
  };
  let open: PlannedChange[] = [{ plan, steps: [] }];
  score(open[0]!);
  for (let depth = 1; depth <= deepest; depth++) {
    for (const change of open.flatMap((one) => changesOf(profile, one))) score(change);
    const all = [...scored.values()].filter(({ change }) => change.steps.length === depth);
    if (all.some(({ trial }) => trial.held) && depth > 1) break;
    if ([...scored.values()].some(({ trial }) => trial.held)) break;
    open = all
      .sort((a, b) => a.excess - b.excess || a.trial.share - b.trial.share)
      .slice(0, kept)
      .map(({ change }) => change);
  }
  const trials = [...scored.values()].map(({ trial }) => trial);
  const [cheapest] = trials
    .filter(({ held }) => held)
    .sort((a, b) => a.steps.length - b.steps.length || a.share - b.share || a.nanoseconds - b.nanoseconds);
  return { before: trials[0]!, cheapest: cheapest ?? null, front: frontOf(trials), tried: trials.length };
}

function trialOf(
  estimate: Estimate,
  { plan, steps }: PlannedChange,
  budget: FirmwareBudget,
): { trial: Trial; excess: number } {
  const findings = checkEstimate(estimate, budget);
  const amount = (finding: (typeof findings)[number]): number => (budget.sure ? finding.high : finding.found);
  const excess = findings.reduce((sum, finding) => sum + Math.max(0, amount(finding) / finding.limit - 1), 0);
  const { resources, shareOfPart, latency, interval } = estimate;
  const trial: Trial = {
    steps,
    plan,
    nanoseconds: latency.nanoseconds,
    interval,
    share: Math.max(...resourceNames.map((resource) => shareOfPart[resource])),
    lut: resources.lut.value,
    dsp: resources.dsp.value,
    bram18: resources.bram18.value,
    held: findings.every(({ verdict }) => verdict !== "exceeded"),
  };
  return { trial, excess };
}

function frontOf(trials: readonly Trial[]): Trial[] {
  const sorted = [...trials].sort(
    (a, b) => a.nanoseconds - b.nanoseconds || a.share - b.share || a.steps.length - b.steps.length,
  );
  const front: Trial[] = [];
  for (const trial of sorted) {
    if (front.length === 0 || trial.share < front[front.length - 1]!.share) front.push(trial);
  }
  return front;
}
