import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/layers`: layers that have no exact meaning with the given parameters. */
export const layersErrors = {
  "TF-LAYERS-001": {
    title: "a reuse factor does not fit the layer",
    explanation:
      "With the Resource strategy the reuse factor decides the order in which products enter the accumulator. It must divide the number of inputs, or be a multiple of it; otherwise hls4ml's kernel stops at an assertion or reads outside its weights. Choose a valid reuse factor, or the Latency strategy.",
  },
  "TF-LAYERS-002": {
    title: "the shapes of a layer's operands do not fit together",
    explanation:
      "Merges and per-channel constants meet element by element. A smaller operand is repeated over leading axes, so its shape must be the last axes of the larger one, or it must have a single element. The message names the shapes.",
  },
  "TF-LAYERS-003": {
    title: "a layer's parameter is out of bounds",
    explanation:
      "The message names the layer and the parameter. The layer has no defined value with this parameter in the source framework either: its own code would read outside a table or lose the constant 1.",
  },
  "TF-LAYERS-004": {
    title: "weights cannot be written exactly as products",
    explanation:
      "Binary, ternary and exponent weights become ordinary constants here. That is exact unless the source's own product type loses bits or the accumulator overflows; the message says which. Widen the accumulator or the exponent type.",
  },
  "TF-LAYERS-005": {
    title: "a window does not fit the tensor",
    explanation:
      "Convolutions, poolings, paddings and resizings move a window over the axes before the channels. Each needs one size, stride, dilation and pair of edges an axis; a window may not be larger than the padded tensor, nor lie in the padding alone where padding has no value; and one layer may not have more than 2^20 windows, nor more than 2^23 elements in all of them.",
  },
  "TF-LAYERS-006": {
    title: "a quotient cannot be rounded this way",
    explanation:
      "Averages are divided by a product with a reciprocal of enough bits, which is exact when the quotient is truncated toward zero (as C++ divides) or rounded half away from zero. Divisors that are powers of two take any rounding. Choose one of these roundings for the quotient.",
  },
} as const satisfies Record<string, CatalogueEntry>;
