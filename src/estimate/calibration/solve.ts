/** One equation: amounts of features, and what they should add up to. */
export interface Equation {
  readonly features: readonly number[];
  readonly truth: number;
  /** How much it counts. */
  readonly weight: number;
}

/**
 * Coefficients from zero up that make the relative errors of some equations least, in the sense of squares, drawn towards
 * `prior` where the equations say little. Coordinate descent: each step is the exact minimum along one coefficient.
 */
export function solve(equations: readonly Equation[], prior: readonly number[], pull: number): number[] {
  const total = equations.reduce((sum, { weight }) => sum + weight, 0);
  const scaled = equations.map(({ features, truth, weight }) => ({
    features: features.map((feature) => feature / truth),
    weight: weight / total,
  }));
  const found = [...prior];
  for (let round = 0; round < 400; round++) {
    for (let index = 0; index < found.length; index++) {
      // In units of the prior, so that the pull is alike for all.
      const unit = prior[index]!;
      let [slope, curvature] = [pull, pull];
      for (const { features, weight } of scaled) {
        const step = features[index]! * unit;
        const rest =
          1 - features.reduce((sum, feature, other) => (other === index ? sum : sum + feature * found[other]!), 0);
        slope += weight * step * rest;
        curvature += weight * step * step;
      }
      found[index] = Math.max(0, slope / curvature) * unit;
    }
  }
  return found;
}

/** The value below which a share of some values lies, between neighbours by proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)]!;
  return below + (sorted[Math.ceil(position)]! - below) * (position - Math.floor(position));
}
