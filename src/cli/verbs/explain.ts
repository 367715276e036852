import { type CatalogueEntry, catalogue, fail } from "../../errors/index.js";
import { printResult, table } from "../output.js";
import type { Verb } from "../verb.js";

interface ExplainArguments {
  code?: string | undefined;
  json: boolean;
}

/** `trigforge explain`: the page behind an error code, or the list of all. */
export const explainVerb: Verb<ExplainArguments> = {
  builder: (args) =>
    args
      .positional("code", { type: "string", describe: "an error code, such as TF-FIXED-001" })
      .example("$0 explain TF-FIXED-001", "one code")
      .example("$0 explain", "all codes") as never,
  handler: ({ code, json }) => {
    const entries: Readonly<Record<string, CatalogueEntry>> = catalogue;
    if (code === undefined) {
      const rows = Object.entries(entries).map(([name, { title }]) => [name, title] as const);
      printResult(json, entries, () => table(["code", "meaning"], [...rows].sort()));
      return;
    }
    const entry = entries[code.toUpperCase()];
    if (entry === undefined) fail("TF-CLI-002", { where: "explain", what: `there is no code "${code.slice(0, 40)}"` });
    printResult(
      json,
      { code: code.toUpperCase(), ...entry },
      () => `${code.toUpperCase()}: ${entry.title}\n\n${entry.explanation}`,
    );
  },
};
