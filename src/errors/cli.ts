import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/cli`: what was typed. */
export const cliErrors = {
  "TF-CLI-001": {
    title: "the command line could not be understood",
    explanation: "trigforge --help lists the verbs; trigforge VERB --help lists a verb's options with examples.",
  },
  "TF-CLI-002": {
    title: "there is no such error code",
    explanation: "trigforge explain without a code lists all codes.",
  },
} as const satisfies Record<string, CatalogueEntry>;
