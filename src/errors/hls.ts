import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/backends/hls` and of plans. */
export const hlsErrors = {
  "TF-HLS-001": {
    title: "a plan could not be read",
    explanation:
      'A plan is an object that begins with {"format":"trigforge-plan","version":1} and may give tool (vitis_hls or vivado_hls), part, clockPeriod in ns, clockUncertainty in percent, multipliers (automatic, dsp or fabric), defaults and scopes; defaults and each scope may give strategy (latency or resource), reuseFactor, interval, tableStorage (lut or bram), structure (automatic, pipeline or dataflow) and io (parallel or stream). The message names the field. docs/hls.md describes all of them.',
  },
  "TF-HLS-002": {
    title: "a reuse factor does not divide the work of a layer",
    explanation:
      "With the resource strategy each clock cycle takes equally many products, so the reuse factor must divide the number of inputs of the layer, or be the number of inputs times a divisor of its outputs. The message gives the nearest factors that do. The latency strategy takes any reuse factor.",
  },
  "TF-HLS-003": {
    title: "a plan names a scope that the program does not have",
    explanation:
      "A plan speaks of scopes by their names in the program, which `trigforge show` lists. A misspelt name would silently leave the layer at its defaults, so it is refused.",
  },
  "TF-HLS-004": {
    title: "a type is beyond what the HLS tools have",
    explanation:
      "The tools' arbitrary-precision types have at most 1024 bits here, and this limit holds for exact products and sums too. The unsigned type has no mode WRAP_SM. Narrow the type that the message names, or cast the operand first.",
  },
  "TF-HLS-005": {
    title: "a tensor has no elements",
    explanation:
      "C++ has no arrays without elements, and a port or an operand of no elements carries nothing. Remove it.",
  },
  "TF-HLS-006": {
    title: "events do not fit the ports of the program",
    explanation:
      "The testbench compares raw integers: each event needs the elements of every input and output port, each within the port's type, and there must be as many expected outputs as inputs.",
  },
  "TF-HLS-007": {
    title: "wishes of a plan contradict each other",
    explanation:
      "Events cannot come faster than the multipliers that they share are free, so an interval is at least the reuse factor. Layers in one pipeline do not share multipliers step by step, and a program is either one pipeline or a dataflow of functions. Streams connect functions that run side by side, so a program with io: stream is a dataflow.",
  },
} as const satisfies Record<string, CatalogueEntry>;
