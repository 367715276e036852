import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/estimate`: estimates, synthesis reports, calibration and budgets. */
export const estimateErrors = {
  "TF-ESTIMATE-001": {
    title: "nothing is known of a part",
    explanation:
      "An estimate needs the totals and the speed of the device. The message lists the devices of the table in src/estimate/parts.ts; package, speed grade and temperature follow the device's name, as in xcvu13p-flga2577-2-e.",
  },
  "TF-ESTIMATE-002": {
    title: "a plan cannot be estimated",
    explanation:
      "The plan asks for what the HLS backend refuses: a reuse factor that does not divide the work, a scope that the program does not have, or wishes that contradict each other. The message says which and gives the nearest that can be had.",
  },
  "TF-ESTIMATE-003": {
    title: "a synthesis report could not be read",
    explanation:
      "Trigforge reads csynth reports of Vivado HLS and Vitis HLS (XML and text), Vivado's utilisation and timing reports, and the report JSON of hls4ml and of da4ml. The message says what was expected and where. A report that was cut off, or that is of another kind, is refused rather than half read.",
  },
  "TF-ESTIMATE-004": {
    title: "a calibration file could not be read",
    explanation:
      'A calibration file begins with {"format":"trigforge-calibration","version":1} and lists rows: a published result, its source, its tool, and what the network asks of hardware. The message names the field.',
  },
  "TF-ESTIMATE-005": {
    title: "a budget file could not be read",
    explanation:
      "A budget file begins with format: trigforge-budget and version: 1. docs/budget.md lists its fields; the message names the one that is wrong.",
  },
  "TF-ESTIMATE-006": {
    title: "a budget has nothing to be checked against",
    explanation:
      "A budget for emulators needs a benchmark record (--benchmark), a budget for firmware needs a model or a report. The message names the part of the budget for which nothing was given.",
  },
} as const satisfies Record<string, CatalogueEntry>;
