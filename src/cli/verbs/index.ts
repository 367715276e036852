import type { ListedVerb } from "../verb.js";

/** Every verb of the command line, in the order of the guide. */
export const verbs: readonly ListedVerb[] = [
  {
    command: "import <model>",
    describe: "read a model, exactly, and write it as a program",
    load: async () => (await import("./import.js")).importVerb as never,
  },
  {
    command: "show <model>",
    describe: "what a model is: ports, layers, types",
    load: async () => (await import("./show.js")).showVerb as never,
  },
  {
    command: "check <model>",
    describe: "types, proven ranges, possible overflow, and what each backend refuses",
    load: async () => (await import("./check.js")).checkVerb as never,
  },
  {
    command: "emulate <model> [events]",
    describe: "run events through the bit-exact emulator",
    load: async () => (await import("./emulate.js")).emulateVerb as never,
  },
  {
    command: "emit <model>",
    describe: "write the HLS C++ project: sources, testbench, scripts",
    load: async () => (await import("./emit.js")).emitVerb as never,
  },
  {
    command: "verify <model> <events>",
    describe: "build the HLS project with g++ and compare every raw integer with the emulator",
    load: async () => (await import("./verify.js")).verifyVerb as never,
  },
  {
    command: "estimate [model]",
    describe: "latency, interval and area under a plan, with intervals of confidence, before any synthesis",
    load: async () => (await import("./estimate.js")).estimateVerb as never,
  },
  {
    command: "report [reports..]",
    describe: "read synthesis reports, lay them beside the estimate, add them to a calibration file",
    load: async () => (await import("./report.js")).reportVerb as never,
  },
  {
    command: "budget <file>",
    describe: "hold latency, interval, area and emulator speed against a budget; find the plan that holds it",
    load: async () => (await import("./budget.js")).budgetVerb as never,
  },
  {
    command: "capture <action>",
    describe: "pattern files that boards play and capture: show, convert, pack, unpack",
    load: async () => (await import("./capture.js")).captureVerb as never,
  },
  {
    command: "compare [files..]",
    describe: "compare a capture with the emulator, a table or another capture, and find what is wrong",
    load: async () => (await import("./compare.js")).compareVerb as never,
  },
  {
    command: "regress <folder>",
    describe: "run a folder of cases: models, events and the outputs they must give",
    load: async () => (await import("./regress.js")).regressVerb as never,
  },
  {
    command: "explain [code]",
    describe: "what an error code means and what to do about it",
    load: async () => (await import("./explain.js")).explainVerb as never,
  },
  {
    command: "demo",
    describe: "the whole path on two bundled networks",
    load: async () => (await import("./demo.js")).demoVerb as never,
  },
];
