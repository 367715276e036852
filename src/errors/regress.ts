import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `trigforge regress`: folders of cases. */
export const regressErrors = {
  "TF-REGRESS-001": {
    title: "there are no such cases",
    explanation:
      "A suite is a folder with a case.yml in it or in folders below it, each describing one case; --case takes the names that the table shows, which are the folders' paths.",
  },
  "TF-REGRESS-002": {
    title: "a case has nothing to be held against",
    explanation:
      "A case names expected outputs (`expected`) or a capture, or has recorded outputs beside it. `trigforge regress FOLDER --record` records what the model answers now, and later runs hold it.",
  },
  "TF-REGRESS-003": {
    title: "a recording cannot be used",
    explanation:
      "The folder `recorded` of a case holds the outputs of an earlier version of its model, for certain events. When the file of events has changed since, or an output is gone or has another scale, the two cannot be compared. If the change is meant, record again with --record.",
  },
} as const satisfies Record<string, CatalogueEntry>;
