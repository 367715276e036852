import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/importers/map`: the YAML map of what surrounds a network in a trigger. */
export const mapErrors = {
  "TF-MAP-001": {
    title: "a map names a port that the network does not have",
    explanation:
      "Inputs, scores and outputs of a map refer to ports of the network by name. `trigforge show` lists the ports of a network.",
  },
  "TF-MAP-002": {
    title: "a map does not give one value for each element",
    explanation:
      "The values of a step are one number for all elements of the input, or a list with exactly one number for each element, in the order of the port.",
  },
  "TF-MAP-003": {
    title: "a map cannot be applied exactly",
    explanation:
      "A value, element or port of the map has no exact meaning: a shift that is not a whole number, an element outside the port, a name that is given twice. The message names it.",
  },
} as const satisfies Record<string, CatalogueEntry>;
