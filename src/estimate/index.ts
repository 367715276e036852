// What a program takes in hardware, before any synthesis; what synthesis said; and budgets for both.

export { type BenchmarkLine, checkEmulator, checkEstimate, checkReport } from "./budget/check.js";
export { type BudgetCheck, type Finding, isHeld, type Verdict } from "./budget/finding.js";
export { escapeText, labelOf, searchSvg } from "./budget/plot.js";
export {
  type Budget,
  budgetJsonSchema,
  type EmulatorBudget,
  type FirmwareBudget,
  parseBudget,
} from "./budget/schema.js";
export { type SearchResult, searchPlans, type Trial } from "./budget/search.js";
export {
  type Comparison,
  calibrate,
  leaveOneOut,
  medianError,
  medianOfRows,
  relativeError,
} from "./calibration/compare.js";
export { addCalibrationRow, encodeCalibration, type NewRow } from "./calibration/document.js";
export { parseFabric } from "./calibration/fabric.js";
export { type Calibration, parseCalibration, type Row } from "./calibration/schema.js";
export { calibrationTable, comparisonMarkdown, errorMarkdown } from "./calibration/table.js";
export { calibrationTables, coefficientsSource } from "./calibration/write.js";
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
