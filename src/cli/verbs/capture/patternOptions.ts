import type { Argv } from "yargs";
import type { PatternFormat, PatternHeader, WordBase } from "../../../formats/index.js";

/** Formats by the names that users type. */
export const patternFormats: readonly PatternFormat[] = ["empv1", "empv2", "apx", "ctp7", "words"];

/** Names of formats, for people. */
export const formatNames: Record<PatternFormat, string> = {
  empv1: "EMPv1",
  empv2: "EMPv2",
  apx: "APx",
  ctp7: "CTP7 test vector",
  words: "plain words",
};

/** How many links there are: `1 link`, `12 links`. */
export function linkCount({ links }: Pick<PatternHeader, "links">): string {
  return `${links.length} ${links.length === 1 ? "link" : "links"}`;
}

/** How an input pattern file is to be read. */
export interface PatternArguments {
  inputFormat?: PatternFormat | undefined;
  inputBase?: WordBase | undefined;
  wordBits?: number | undefined;
}

/** Adds the options that say what the content of an input file leaves open. */
export function withPattern<T>(args: Argv<T>): Argv<T> {
  return args
    .option("input-format", { choices: patternFormats, describe: "format of the input; default: by its content" })
    .option("input-base", {
      choices: ["hexadecimal", "decimal"] as const,
      describe: "how the input's plain words are written; default: by their content",
    })
    .option("word-bits", {
      type: "number",
      describe: "bits of the input's plain words; default: by their digits",
    }) as never;
}

/** The options of `openPatternFile` from the command line. */
export function patternOptions(args: PatternArguments): {
  format: PatternFormat | undefined;
  base: WordBase | undefined;
  wordBits: number | undefined;
} {
  return { format: args.inputFormat, base: args.inputBase, wordBits: args.wordBits };
}
