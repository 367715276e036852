import { printProgram, reportTypes } from "../../ir/index.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { printResult, table } from "../output.js";
import { summary, summaryText } from "../summary.js";
import type { Verb } from "../verb.js";

interface ShowArguments extends ModelArguments {
  text: boolean;
  full: boolean;
  json: boolean;
}

/** `trigforge show`: what a model is, layer by layer. */
export const showVerb: Verb<ShowArguments> = {
  builder: (args) =>
    withModel(args)
      .option("text", { type: "boolean", default: false, describe: "the program itself, one line a value" })
      .option("full", {
        type: "boolean",
        default: false,
        describe: "with --text: constants whole, so that it reads back",
      })
      .example("$0 show jet.json", "ports, layers and types")
      .example("$0 show jet.json --text --full > jet.txt", "a form to read, edit and diff") as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    if (args.text && !args.json) {
      process.stdout.write(printProgram(program, args.full ? {} : { longestList: 8 }));
      return;
    }
    const types = reportTypes(program);
    printResult(args.json, { ...summary(program), types }, () => {
      const rows = types.map((row) => [row.scope, row.op, `[${row.shape.join(",")}]`, row.format]);
      return `${summaryText(program)}\n\n${table(["layer", "op", "shape", "type"], rows)}`;
    });
  },
};
