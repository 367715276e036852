// What a program takes in hardware, before any synthesis; what synthesis said; and budgets for both.

export {
  type Comparison,
  calibrate,
  leaveOneOut,
  medianError,
  medianOfRows,
  relativeError,
} from "./calibration/compare.js";
export { type Calibration, parseCalibration, type Row } from "./calibration/schema.js";
export { coefficients } from "./coefficients.js";
export { crossingPeriod, type Duration, type EventRate, type Pace } from "./crossings.js";
export {
  type Amount,
  type CountedAs,
  type Estimate,
  type EstimateOptions,
  estimateProgram,
  type ScopeEstimate,
} from "./estimate.js";
export type { Coefficients } from "./fitted.js";
export { type ChosenPart, findPart, type Part, parts, type Resources, regionOf } from "./parts.js";
export { profileProgram } from "./profile.js";
export { type ModuleReport, readReports, type SynthesisReport } from "./reports/read.js";
export type { Profile, Work } from "./work.js";
