import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/ir` and `src/ops`: programs that break a rule, and files that are not programs. */
export const programErrors = {
  "TF-PROGRAM-001": {
    title: "an op breaks a rule of its kind",
    explanation:
      "Each op of a program has a rule for its operands' shapes and types and for its result (docs/ops.md). A program that breaks one cannot be given a meaning. From an importer this is a defect of Trigforge: please report it with the model. From a file it means that the file was edited or is damaged.",
  },
  "TF-PROGRAM-002": {
    title: "a program file could not be read",
    explanation:
      'A program is canonical JSON that begins with {"format":"trigforge-program","version":1}, or the text form that `trigforge show` prints. The message names the line or the field.',
  },
  "TF-PROGRAM-003": {
    title: "a program file has a version that this Trigforge does not read",
    explanation: "The file was written by a newer Trigforge. Update Trigforge, or export the program again.",
  },
  "TF-PROGRAM-004": {
    title: "the inputs of a program do not fit its ports",
    explanation:
      "Each input port takes as many elements an event as its shape has, each a raw integer within the port's type. The message names the port, the event and the value.",
  },
  "TF-PROGRAM-005": {
    title: "an integer division by zero",
    explanation: "A program divided by zero, which has no value in fixed-point hardware.",
  },
} as const satisfies Record<string, CatalogueEntry>;
