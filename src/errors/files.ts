import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/node`: files, folders and tools. */
export const fileErrors = {
  "TF-FILE-001": {
    title: "a file or folder could not be read",
    explanation:
      "The path does not exist, is of the wrong kind, or may not be read. The message has the system's reason.",
  },
  "TF-FILE-002": {
    title: "a file or folder could not be written",
    explanation:
      "Trigforge writes under a temporary name and renames at the end, so nothing half-written was left behind. The message has the system's reason.",
  },
  "TF-FILE-003": {
    title: "a folder is not Trigforge's to replace",
    explanation:
      "The output folder exists and was not written by Trigforge (it has no trigforge.json). Choose another folder, or empty this one.",
  },
  "TF-FILE-004": {
    title: "the kind of a model could not be recognised",
    explanation:
      "Trigforge recognises models by their content: an hls4ml project folder (with firmware/parameters.h or parameters.h and defines.h), a Keras, QKeras or HGQ model (.keras, .h5 with the architecture inside, or .json beside a weights .h5), a Trigforge program (.json or text).",
  },
  "TF-FILE-005": {
    title: "a model needs another file or option",
    explanation:
      "The message names what is missing: the weights of an architecture, the configuration of an hls4ml import.",
  },
  "TF-FILE-006": {
    title: "events do not fit the model",
    explanation:
      "A table of events has one row an event and one column an input element: all ports in order, each row-major. Real values are converted as the port's type converts them; raw integers must lie within the port's type. The message names row and column.",
  },
  "TF-FILE-007": {
    title: "it is not clear whether events are raw integers or real values",
    explanation:
      "The file holds integers and the model's inputs have fraction bits: 3 may mean the raw integer 3 or the value 3.0. Say --values raw or --values real.",
  },
  "TF-TOOL-001": {
    title: "a tool is missing",
    explanation:
      "The C++ compiler g++ builds generated projects for `trigforge verify`. Install it, or name one with --compiler.",
  },
  "TF-TOOL-002": {
    title: "a generated project did not compile or run",
    explanation:
      "This is a defect of Trigforge, of the headers given with --headers, or of the compiler. The message ends with the compiler's words; please report it with the model.",
  },
} as const satisfies Record<string, CatalogueEntry>;
