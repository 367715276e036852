import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/importers/keras3` and `src/importers/hgq`: `.keras` archives, HGQ2 networks and HGQ 1 proxy models. */
export const keras3Errors = {
  "TF-KERAS3-001": {
    title: "a .keras archive could not be read",
    explanation:
      'Keras 3 saves a model as a zip archive with config.json (the architecture), metadata.json and model.weights.h5 (the weights). The message says which part is missing or damaged. Folders and sharded weights are not read: save the model again with model.save("model.keras").',
  },
  "TF-KERAS3-002": {
    title: "the architecture of a Keras 3 model could not be read",
    explanation:
      "config.json of a .keras archive holds a Sequential or Functional model: layers, each with module, class, configuration and connections. The message names the field at fault. Subclassed models have no architecture that can be read without running their code.",
  },
  "TF-KERAS3-003": {
    title: "a layer of a Keras 3 or HGQ model is not supported",
    explanation:
      "Only layers whose arithmetic Trigforge reproduces to the last bit are imported. The message names the layer and its class, and what is read instead. docs/importers-hgq.md has the table.",
  },
  "TF-KERAS3-004": {
    title: "the weights of a layer are missing or do not fit",
    explanation:
      "model.weights.h5 holds one group a layer, named after its class and its place among the layers of that class, with the variables numbered in vars. The message says which is missing, has another shape than the architecture says, or holds a NaN or an infinity.",
  },
  "TF-KERAS3-005": {
    title: "an HGQ quantiser has no exact fixed-point meaning here",
    explanation:
      "Fixed-point quantisers (kbi and kif) with WRAP, SAT and SAT_SYM are read, with every rounding mode; bit widths come from the weights file. Floating-point quantisers, WRAP_SM, scalers that are no power of two and widths beyond 64 bits are refused. The message names the quantiser.",
  },
  "TF-KERAS3-006": {
    title: "an HGQ model was never calibrated",
    explanation:
      'HGQ\'s default quantiser wraps, and its integer bits are found by running trace_minmax on calibration data after training. Without that they are what training left (fractions) or what the layer began with, and values outside wrap silently. Run hgq.utils.trace_minmax(model, data), save again and import that; or set the option calibration to "as stored" to take the widths as they are.',
  },
  "TF-KERAS3-007": {
    title: "a layer of a Keras 3 or HGQ model has no exact fixed-point result",
    explanation:
      "Every number of a program is a fixed-point number. A function such as tanh, or an average over a number of elements that is no power of two, is exact only together with the quantiser behind it, and only when what goes in has few enough bits for a table. The message names the layer and what to change.",
  },
  "TF-KERAS3-008": {
    title: "the options of a Keras 3 or HGQ import are wrong",
    explanation:
      'An HGQ network is imported as trained: inputs (a fixed-point type by input port), softmax ("refuse" or "drop") and calibration ("required" or "as stored"). hls4ml takes the types of HGQ networks from the network, not from its configuration, so there is no other program to import.',
  },
} as const satisfies Record<string, CatalogueEntry>;
