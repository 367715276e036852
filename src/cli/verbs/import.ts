import { encodeProgram, hashProgram, printProgram } from "../../ir/index.js";
import { saveFile } from "../../node.js";
import { loadFromArguments, type ModelArguments, withModel } from "../modelOptions.js";
import { printResult } from "../output.js";
import { summary, summaryText } from "../summary.js";
import type { Verb } from "../verb.js";

interface ImportArguments extends ModelArguments {
  output?: string | undefined;
  json: boolean;
}

/** `trigforge import`: reads a model and writes it as a program. */
export const importVerb: Verb<ImportArguments> = {
  builder: (args) =>
    withModel(args)
      .option("output", {
        alias: "o",
        type: "string",
        describe: "program file to write: .json, or .txt for the text form",
      })
      .example("$0 import jet.h5 --input-type fc1_input=fixed<16,6> -o jet.json", "a QKeras model, as trained")
      .example("$0 import jet.json --config hls4ml.yml -o jet_hls4ml.json", "as hls4ml would convert it")
      .example(
        "$0 import my-hls-test/ --map map.yml -o trigger.json",
        "an hls4ml project, with what surrounds it",
      ) as never,
  handler: async (args) => {
    const program = await loadFromArguments(args);
    if (args.output !== undefined) {
      await saveFile(args.output, args.output.endsWith(".txt") ? printProgram(program) : encodeProgram(program));
    }
    const result = { ...summary(program), hash: hashProgram(program), ...(args.output ? { output: args.output } : {}) };
    printResult(args.json, result, () =>
      [summaryText(program), ...(args.output ? [`written to ${args.output}`] : [])].join("\n"),
    );
  },
};
