import { ffFeatures, lutFeatures } from "../features.js";
import type { Coefficients, DelayFactors } from "../fitted.js";
import { type Model, modelProfile } from "../model.js";
import { type Family, findPart } from "../parts.js";
import type { Row } from "./schema.js";
import { type Equation, solve } from "./solve.js";

/** What a fit gives; the spreads come from leaving networks out. */
export type Fit = Pick<Coefficients, "lut" | "ff" | "delays">;

/** What physics suggests, for features of which the rows say little. */
const prior: Omit<Fit, "delays"> = {
  lut: { adders: 1.2, shiftAdds: 1.2, fabric: 1.2, sharing: 0.5, choices: 1.6, casts: 1.2, tables: 1, control: 40 },
  ff: { pipeline: 0.7, paced: 0.45, boundary: 1, chains: 0.8, blocks: 1, held: 0.7 },
};

const pull = 0.02;

/** Fits coefficients to rows that are HLS estimates. Rows of one network together count as much as those of another. */
export function fitRows(rows: readonly Row[]): Fit {
  const used = rows.filter(({ kind }) => kind === "hls");
  const delays = fitDelays(used);
  const models = used.map((row) => modelOf(row, delays[findPart(row.plan.part).family]).features);
  const weights = used.map((row) => 1 / used.filter(({ network }) => network === row.network).length);
  const equations = <F extends string>(names: readonly F[], area: "lut" | "ff"): Equation[] =>
    used.flatMap(({ truth }, index) => {
      const features = models[index]![area] as Partial<Record<F, number>>;
      if (truth[area] === 0) return [];
      return [{ features: names.map((name) => features[name] ?? 0), truth: truth[area], weight: weights[index]! }];
    });
  const solved = <F extends string>(names: readonly F[], area: "lut" | "ff", guess: { readonly [N in F]: number }) => {
    const found = solve(
      equations(names, area),
      names.map((name) => guess[name]),
      pull,
    );
    return Object.fromEntries(names.map((name, index) => [name, found[index]!])) as { [N in F]: number };
  };
  return { lut: solved(lutFeatures, "lut", prior.lut), ff: solved(ffFeatures, "ff", prior.ff), delays };
}

/** The factor of each family's delays that brings cycles nearest to the truth. */
function fitDelays(rows: readonly Row[]): DelayFactors {
  const best = (family: Family): number => {
    const members = rows.filter(({ plan, truth }) => findPart(plan.part).family === family && truth.cycles !== null);
    if (members.length === 0) return 1;
    const error = (factor: number): number =>
      members.reduce((sum, row) => {
        const { cycles } = modelOf(row, factor);
        const siblings = members.filter(({ network }) => network === row.network).length;
        return sum + Math.abs(Math.log(cycles / Math.max(1, row.truth.cycles!))) / siblings;
      }, 0);
    return candidates.reduce((nearest, factor) => (error(factor) < error(nearest) ? factor : nearest), 1);
  };
  return { series7: best("series7"), ultrascale: best("ultrascale"), "ultrascale+": best("ultrascale+") };
}

const known = new WeakMap<Row, Map<number, Model>>();

/** The model of a row under a factor of its family's delays, made once. */
export function modelOf(row: Row, factor: number): Model {
  const models = known.get(row) ?? new Map<number, Model>();
  known.set(row, models);
  const found = models.get(factor);
  if (found !== undefined) return found;
  const { family } = findPart(row.plan.part);
  const model = modelProfile(row.profile, row.plan, row.loops, { ...neutral, [family]: factor });
  models.set(factor, model);
  return model;
}

const neutral: DelayFactors = { series7: 1, ultrascale: 1, "ultrascale+": 1 };
const candidates = [0.8, 0.85, 0.9, 0.95, 1.05, 1.1, 1.15, 1.2];
