import { validReuseFactors } from "../../backends/hls/reuse.js";
import { type Plan, type ScopePlan, scopePlan } from "../../backends/plan.js";
import type { Profile } from "../work.js";

/** A plan, and how it differs from the one that a search began with. */
export interface PlannedChange {
  readonly plan: Plan;
  /** Each as a line of a plan: `fc1: reuseFactor 4`. */
  readonly steps: readonly string[];
}

const factors = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];

/** Every plan that one step leads to: sharing in one layer or in all, table storage, where multipliers go. */
export function changesOf(profile: Profile, { plan, steps }: PlannedChange): PlannedChange[] {
  const found: PlannedChange[] = [];
  const add = (step: string, changed: Plan): void => {
    const [subject] = step.split(":");
    if (!steps.some((taken) => taken.split(":")[0] === subject)) found.push({ plan: changed, steps: [...steps, step] });
  };
  for (const [scope, options] of sharings(profile, plan)) {
    const now = scopePlan(plan, scope);
    for (const option of options) {
      if (option.strategy === now.strategy && option.reuseFactor === now.reuseFactor) continue;
      add(`${scope}: ${sharingText(option)}`, withScope(plan, scope, { ...option, interval: null }));
    }
  }
  const pipelined = sharings(profile, plan).map(([scope]) => scope);
  for (const reuseFactor of factors) {
    const changed = pipelined.reduce(
      (next, scope) => withScope(next, scope, { strategy: "latency", reuseFactor, interval: null }),
      plan,
    );
    if (pipelined.some((scope) => scopePlan(plan, scope).reuseFactor !== reuseFactor)) {
      add(`all layers: ${sharingText({ strategy: "latency", reuseFactor })}`, changed);
    }
  }
  for (const tableStorage of ["lut", "bram"] as const) {
    for (const scope of tabled(profile)) {
      if (scopePlan(plan, scope).tableStorage !== tableStorage) {
        add(`tables of ${scope}: tableStorage ${tableStorage}`, withScope(plan, scope, { tableStorage }));
      }
    }
  }
  for (const multipliers of ["automatic", "dsp", "fabric"] as const) {
    if (plan.tool === "vitis_hls" && plan.multipliers !== multipliers) {
      add(`multipliers: ${multipliers}`, { ...plan, multipliers });
    }
  }
  return found;
}

type Sharing = Pick<ScopePlan, "strategy" | "reuseFactor">;

function sharingText({ strategy, reuseFactor }: Sharing): string {
  return `strategy ${strategy}, reuseFactor ${reuseFactor}`;
}

/** The ways in which each layer with sums can share its multipliers. */
function sharings({ items }: Profile, plan: Plan): [string, Sharing[]][] {
  const scopes = new Map<string, number[] | null>();
  for (const item of items) {
    if (item.kind !== "products") continue;
    const valid = item.free ? validReuseFactors(item.inner, item.columns) : [];
    const before = scopes.get(item.scope);
    scopes.set(item.scope, before == null ? valid : before.filter((factor) => valid.includes(factor)));
  }
  return [...scopes].map(([scope, valid]) => {
    const one = scopePlan(plan, scope).structure === "pipeline";
    const shared = one ? [] : thin((valid ?? []).filter((factor) => factor > 1 && factor <= 256));
    return [
      scope,
      [
        ...factors.map((reuseFactor) => ({ strategy: "latency" as const, reuseFactor })),
        ...shared.map((reuseFactor) => ({ strategy: "resource" as const, reuseFactor })),
      ],
    ];
  });
}

/** At most eight of a list, spread over it. */
function thin(list: readonly number[]): number[] {
  if (list.length <= 8) return [...list];
  return [
    ...new Set(Array.from({ length: 8 }, (_unused, index) => list[Math.round((index * (list.length - 1)) / 7)]!)),
  ];
}

function tabled({ items }: Profile): string[] {
  return [...new Set(items.flatMap((item) => (item.kind === "table" ? [item.scope] : [])))];
}

function withScope(plan: Plan, scope: string, wishes: Partial<ScopePlan>): Plan {
  const before = Object.hasOwn(plan.scopes, scope) ? plan.scopes[scope] : {};
  return { ...plan, scopes: { ...plan.scopes, [scope]: { ...before, ...wishes } } };
}
