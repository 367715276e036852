import type { Coefficients, Spread } from "../fitted.js";
import { findPart } from "../parts.js";
import { priceFeatures } from "../price.js";
import type { Fabric } from "./fabric.js";
import { type Fit, fitRows, modelOf } from "./fit.js";
import type { Calibration, Row } from "./schema.js";
import { quantile } from "./solve.js";

/** The quantities that are compared. */
export const quantities = ["cycles", "interval", "lut", "ff", "dsp", "bram18"] as const;
export type Quantity = (typeof quantities)[number];

/** A row beside what is estimated for it by a fit that saw no row of its network. */
export interface Comparison {
  readonly row: Row;
  readonly estimate: { readonly [Q in Quantity]: number };
}

/** Estimates every row from the rows of other networks. */
export function leaveOneOut({ rows, pairs }: Calibration): Comparison[] {
  const networks = [...new Set(rows.map(({ network }) => network))];
  const fits = new Map(networks.map((network) => [network, fitRows(rows.filter((row) => row.network !== network))]));
  return rows.map((row) => ({
    row,
    estimate: estimateRow(
      row,
      fits.get(row.network)!,
      synthesisSpread(pairs.filter(({ source }) => !sameDesign(source, row.source))),
    ),
  }));
}

function estimateRow(row: Row, found: Fit, synthesis: Coefficients["synthesis"]): Comparison["estimate"] {
  const model = modelOf(row, found.delays[findPart(row.plan.part).family]);
  const { lut, ff, dsp, bram18 } = priceFeatures(model.features, found);
  const factor = (area: "lut" | "ff" | "dsp"): number => (row.kind === "hls" ? 1 : synthesis[area].factor);
  return {
    cycles: model.cycles,
    interval: model.interval,
    lut: lut * factor("lut"),
    ff: ff * factor("ff"),
    dsp: dsp * factor("dsp"),
    bram18,
  };
}

/** Relative error of an estimate, or undefined where the truth is unknown, or zero and found so. */
export function relativeError({ row, estimate }: Comparison, quantity: Quantity): number | undefined {
  const truth = row.truth[quantity];
  if (truth === null || (truth === 0 && estimate[quantity] === 0)) return undefined;
  return (estimate[quantity] - truth) / Math.max(1, truth);
}

/** The middle of the sizes of relative errors: of each network its median row, so that no network counts twice. */
export function medianError(comparisons: readonly Comparison[], quantity: Quantity): number {
  const networks = [...new Set(comparisons.map(({ row }) => row.network))];
  const medians = networks.flatMap((network) => {
    const sizes = comparisons
      .filter(({ row }) => row.network === network)
      .flatMap((comparison) => relativeError(comparison, quantity) ?? [])
      .map(Math.abs);
    return sizes.length === 0 ? [] : [quantile(sizes, 0.5)];
  });
  return quantile(medians, 0.5);
}

/** The middle of the sizes of relative errors over all rows. */
export function medianOfRows(comparisons: readonly Comparison[], quantity: Quantity): number {
  return quantile(comparisons.flatMap((comparison) => relativeError(comparison, quantity) ?? []).map(Math.abs), 0.5);
}

/** Fits all rows, and takes the spreads from rows of networks left out. */
export function calibrate(
  calibration: Calibration,
  fabric: Fabric,
  all: readonly Comparison[] = leaveOneOut(calibration),
): Coefficients {
  const comparisons = all.filter(({ row }) => row.kind === "hls");
  const periods = calibration.rows.map(({ plan }) => plan.clockPeriod);
  const spread = (quantity: "cycles" | "lut" | "ff" | "dsp"): Spread => {
    const ratios = comparisons.flatMap(({ row, estimate }) => {
      const truth = row.truth[quantity];
      return truth === null || truth === 0 || estimate[quantity] === 0 ? [] : [truth / estimate[quantity]];
    });
    return spreadOf(ratios);
  };
  return {
    ...fitRows(calibration.rows),
    tableLuts: quantile(
      fabric.operators.filter(({ feature }) => feature === "tables").map(({ amount, luts }) => luts / amount),
      0.5,
    ),
    clocks: [Math.min(...periods), Math.max(...periods)],
    spread: { cycles: spread("cycles"), lut: spread("lut"), ff: spread("ff"), dsp: spread("dsp") },
    synthesis: synthesisSpread(calibration.pairs),
  };
}

function synthesisSpread(pairs: Calibration["pairs"]): Coefficients["synthesis"] {
  const of = (area: "lut" | "ff" | "dsp"): Spread =>
    spreadOf(
      pairs.flatMap(({ hls, synthesis }) =>
        hls[area] === 0 || synthesis[area] === 0 ? [] : [synthesis[area] / hls[area]],
      ),
    );
  return { lut: of("lut"), ff: of("ff"), dsp: of("dsp") };
}

function spreadOf(ratios: readonly number[]): Spread {
  if (ratios.length === 0) return { factor: 1, low: 0.5, high: 2 };
  return { factor: quantile(ratios, 0.5), low: quantile(ratios, 0.1), high: quantile(ratios, 0.9) };
}

const sameDesign = (a: string, b: string): boolean => a.split(":")[0] === b.split(":")[0];
