import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/backends/wasm`: compiled emulators. */
export const wasmErrors = {
  "TF-WASM-001": {
    title: "a value needs more bits than a compiled emulator has",
    explanation:
      "A compiled emulator computes in lanes of 32 and 64 bits and is exact as long as every raw integer that can occur fits a signed 64-bit integer. What can occur is proven from the input types and the weights, not from the declared widths. The message names each value that can leave 64 bits. Narrow the input types or the accumulator, or use the reference evaluator, which has no limit.",
  },
  "TF-WASM-002": {
    title: "an emulator's manifest could not be read",
    explanation:
      'A manifest is the JSON file that was written beside the .wasm file; it begins with {"format":"trigforge-emulator","version":1}. The message names the field that is missing or wrong. Compile the program again.',
  },
  "TF-WASM-003": {
    title: "an emulator's module and manifest do not belong together",
    explanation:
      "The manifest records the sha-256 of its module. A module with another hash was compiled from another program, by another version or with other options, and its ports may lie elsewhere.",
  },
  "TF-WASM-004": {
    title: "the program does not fit into an emulator's memory",
    explanation:
      "An emulator keeps the weights and a block of events in its linear memory, which WebAssembly limits to 4 GiB; Trigforge stops at 2 GiB. Set blockEvents to a smaller number, or trace fewer scopes.",
  },
  "TF-WASM-005": {
    title: "an option of the emulator does not fit the program",
    explanation:
      "A trace names scopes of the program, and a port is one of the program's inputs or outputs. The message lists those that exist; `trigforge show` prints them too.",
  },
  "TF-WASM-006": {
    title: "an emulator could not be compiled or started",
    explanation:
      "Emulators need WebAssembly with fixed-width SIMD: Node 16.4, Chrome 91, Firefox 89 and Safari 16.4 have it. If the engine is new enough, this is a defect of Trigforge: please report it with the program.",
  },
} as const satisfies Record<string, CatalogueEntry>;
