import type { FfFeature, LutFeature } from "./features.js";
import type { Family } from "./parts.js";

/** What the delays of each family are multiplied by. */
export type DelayFactors = { readonly [F in Family]: number };

/** A factor, with the factors that four designs out of five lie between. */
export interface Spread {
  readonly factor: number;
  readonly low: number;
  readonly high: number;
}

/** What calibration gives: `src/estimate/coefficients.ts` holds it, `npm run calibrate` writes that. */
export interface Coefficients {
  /** LUTs and registers, as HLS estimates them, for each unit of a feature. */
  readonly lut: { readonly [F in LutFeature]: number };
  readonly ff: { readonly [F in FfFeature]: number };
  readonly delays: DelayFactors;
  /** Shortest and longest clock period of the rows, in ns. */
  readonly clocks: readonly [number, number];
  /** Truth over estimate, on networks left out of the fit. */
  readonly spread: { readonly [Q in "cycles" | "lut" | "ff" | "dsp"]: Spread };
  /** What logic synthesis reports over what HLS estimated. */
  /** LUTs that logic synthesis makes of 64 bits of a table, by Yosys. */
  readonly tableLuts: number;
  readonly synthesis: { readonly [Q in "lut" | "ff" | "dsp"]: Spread };
}
