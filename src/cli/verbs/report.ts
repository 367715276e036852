import { fail } from "../../errors/index.js";
import { addCalibrationRow, calibrationTable, estimateProgram, readReports } from "../../estimate/index.js";
import { readText, saveFile } from "../../node.js";
import { loadFromArguments, type ModelArguments, modelDescription, withModelOptions } from "../modelOptions.js";
import { printResult } from "../output.js";
import { loadPlan } from "../planOptions.js";
import { besideEstimate, type ReportBeside, reportText } from "../reportText.js";
import type { Verb } from "../verb.js";

interface ReportArguments extends Omit<ModelArguments, "model"> {
  reports?: string[] | undefined;
  model?: string | undefined;
  plan?: string | undefined;
  add?: string | undefined;
  network?: string | undefined;
  source?: string | undefined;
  loops: boolean;
  results?: string | undefined;
  json: boolean;
}

/** `trigforge report`: what synthesis said, beside what was estimated. */
export const reportVerb: Verb<ReportArguments> = {
  builder: (args) =>
    withModelOptions(args)
      .positional("reports", {
        type: "string",
        array: true,
        describe: "csynth .xml or .rpt, Vivado utilisation or timing, report JSON of hls4ml or da4ml",
      })
      .option("model", { type: "string", describe: modelDescription })
      .option("plan", { type: "string", describe: "plan (.yml) that the design was made with" })
      .option("add", { type: "string", describe: "calibration file to add the reports to" })
      .option("network", {
        type: "string",
        describe: "name of the network in the calibration file; default the model's",
      })
      .option("source", { type: "string", describe: "where the report comes from, for the calibration file" })
      .option("loops", { type: "boolean", default: false, describe: "the firmware is hls4ml's, not Trigforge's" })
      .option("results", {
        type: "string",
        describe: "print estimate and truth for each row of a calibration file",
      })
      .check(
        ({ reports, results }) => (reports?.length ?? 0) > 0 || results !== undefined || "name a report, or --results",
      )
      .example("$0 report myproject_csynth.xml --model jet.json --plan plan.yml", "estimate and truth, layer by layer")
      .example(
        "$0 report --results bench/calibration/results.json",
        "how well estimates do on networks left out of the fit",
      ) as never,
  handler: async (args) => {
    if (args.results !== undefined) {
      const result = calibrationTable(await readText(args.results), args.results);
      return printResult(args.json, result.comparisons, () => result.text);
    }
    const program = args.model === undefined ? undefined : await loadFromArguments(args as ModelArguments);
    const plan = await loadPlan(args.plan);
    const found: ReportBeside[] = [];
    for (const path of args.reports ?? []) {
      for (const report of readReports(await readText(path), path)) {
        const countedAs = report.kind === "hls" ? ("hls" as const) : ("synthesis" as const);
        found.push(
          besideEstimate(report, program === undefined ? undefined : estimateProgram(program, plan, { countedAs })),
        );
      }
    }
    if (args.add !== undefined) {
      if (program === undefined || args.source === undefined) {
        return fail("TF-CLI-001", {
          where: "--add",
          what: "a row needs the network and its origin",
          expected: "--model and --source",
        });
      }
      let text = await readText(args.add);
      for (const { report } of found) {
        const row = {
          report,
          program,
          plan,
          source: args.source,
          loops: args.loops,
          network: args.network ?? program.name,
        };
        text = addCalibrationRow(text, args.add, row);
      }
      await saveFile(args.add, text);
    }
    printResult(args.json, found, () => found.map(reportText).join("\n\n"));
  },
};
