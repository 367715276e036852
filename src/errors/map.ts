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
  "TF-MAP-004": {
    title: "a field of trigger objects would lose bits on its way into the network",
    explanation:
      "A field is a hardware integer, uint<N> or int<N>, worth raw · lsb with an lsb that is a power of two; the word that the input's type describes must hold every value of it. So hwPt with lsb 0.5 cannot become an integer division by two. A loss that is meant is stated in a step of the field, with the type of its result.",
  },
  "TF-MAP-005": {
    title: "a table of objects does not have the columns that the map describes",
    explanation:
      "Columns are found by their names: those of the file's header line, or table.columns of the map for files without names. A wide table without any names has its numbers in the order of the map: collection after collection, object after object, field after field. The message names the column.",
  },
  "TF-MAP-006": {
    title: "a number in a table of objects is no hardware integer",
    explanation:
      "Fields are whole numbers within the type of the hardware integer (raw: uint<12> is 0 to 4095), coordinates of a grid lie within it, and the column of collections has a name or a number that the map knows. The message names row and column, counted from 0 without the header line.",
  },
  "TF-MAP-007": {
    title: "the rows of a table of objects are not in order",
    explanation:
      "In a long table the rows of an event stand together and event numbers rise. With numbering: consecutive (the default) a number that is left out is an event without objects; with numbering: rising it means nothing. A place of a grid is taken once in an event.",
  },
} as const satisfies Record<string, CatalogueEntry>;
