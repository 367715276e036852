import { parseMask } from "../../captures/compareMasks.js";
import type { Direction, FlagRule } from "../../captures/index.js";
import type { CompareReport } from "../../captures/report.js";
import { reportHtml } from "../../captures/reportHtml.js";
import { fail } from "../../errors/index.js";
import { compareFiles, compareJunit, loadObjectMap, saveFile, type ValueMeaning } from "../../node.js";
import { compareText } from "../compareText.js";
import { exitCodes } from "../exit.js";
import { loadFromArguments, type ModelArguments, modelDescription, withModelOptions } from "../modelOptions.js";
import { printResult } from "../output.js";
import type { Verb } from "../verb.js";

interface CompareArguments extends Omit<ModelArguments, "model"> {
  files?: string[] | undefined;
  capture?: string | undefined;
  model?: string | undefined;
  events?: string | undefined;
  values?: ValueMeaning | undefined;
  direction: Direction;
  lag?: number | undefined;
  mask?: string[] | undefined;
  flags?: FlagRule | undefined;
  ignoreGaps: boolean;
  playback?: number | undefined;
  limit?: number | undefined;
  diagnose: boolean;
  traces: number;
  html?: string | undefined;
  junit?: string | undefined;
  json: boolean;
}

/** `trigforge compare`: what hardware answered, held against what it should have answered. */
export const compareVerb: Verb<CompareArguments> = {
  builder: (args) =>
    withModelOptions(args)
      .positional("files", {
        type: "string",
        array: true,
        describe: "EXPECTED and FOUND: pattern files or tables of outputs; with --model and --events FOUND alone",
      })
      .option("capture", { type: "string", describe: "capture description (.yml): docs/captures.md" })
      .option("model", { type: "string", describe: modelDescription })
      .option("events", { type: "string", describe: "events of the model: .npy, .csv or .dat" })
      .option("values", {
        choices: ["raw", "real"] as const,
        describe: "numbers in tables are raw integers or real values",
      })
      .option("direction", {
        choices: ["inputs", "outputs"] as const,
        default: "outputs" as const,
        describe: "which side of the network was captured",
      })
      .option("lag", { type: "number", describe: "frames that the capture is late; default: searched" })
      .option("mask", {
        type: "string",
        array: true,
        nargs: 1,
        describe: "do not compare: link:3, link:0-7, frame:0-99, bits:0xff00, bits:3:0xff00, port:score, port:score[2]",
      })
      .option("flags", {
        choices: ["ignore", "valid", "packet"] as const,
        describe: "which flags count; default: as described",
      })
      .option("ignore-gaps", {
        type: "boolean",
        default: false,
        describe: "valid words between packets are no difference",
      })
      .option("playback", { type: "number", describe: "frames after which playback repeats; default: found out" })
      .option("limit", { type: "number", describe: "compare so many events at most" })
      .option("diagnose", { type: "boolean", default: true, describe: "try faults (--no-diagnose: do not)" })
      .option("traces", { type: "number", default: 1, describe: "differing events to trace through the model" })
      .option("html", { type: "string", describe: "write the report as an HTML page" })
      .option("junit", { type: "string", describe: "write the report as JUnit XML, for CI systems" })
      .example("$0 compare tx.txt --capture board.yml --model jet.json --events events.npy", "emulator and capture")
      .example("$0 compare expected.npy tx.txt --capture board.yml --html report.html", "a table and a capture")
      .example("$0 compare before.txt after.txt", "two captures, word by word") as never,
  handler: async (args) => {
    const { expected, found } = readFiles(args);
    const report = await compareFiles({
      expected,
      found,
      description: args.capture,
      program: args.model === undefined ? undefined : await loadFromArguments({ ...args, model: args.model }),
      events: args.events,
      values: args.values,
      objects: await loadObjectMap(args.map),
      direction: args.direction,
      lag: wholeNumber("--lag", args.lag),
      masks: (args.mask ?? []).map(parseMask),
      flags: args.flags,
      gaps: !args.ignoreGaps,
      playbackFrames: wholeNumber("--playback", args.playback),
      limit: wholeNumber("--limit", args.limit),
      diagnose: args.diagnose,
      traces: args.traces,
    });
    await saveReports(args, report);
    printResult(args.json, report, () => compareText(report));
    process.exitCode = report.verdict === "agree" ? exitCodes.done : exitCodes.differ;
  },
};

function readFiles({ files = [], model, events }: CompareArguments): { expected: string | undefined; found: string } {
  if (files.length === 2) return { expected: files[0]!, found: files[1]! };
  if (files.length === 1 && model !== undefined && events !== undefined)
    return { expected: undefined, found: files[0]! };
  return fail("TF-CAPTURE-054", {
    where: "compare",
    what: `there ${files.length === 1 ? "is 1 file" : `are ${files.length} files`}`,
    expected: "EXPECTED and FOUND, or FOUND with --model and --events",
  });
}

function wholeNumber(option: string, value: number | undefined): number | undefined {
  if (value === undefined || Number.isInteger(value)) return value;
  return fail("TF-CLI-001", { where: option, what: `${value} is no whole number` });
}

async function saveReports({ html, junit }: CompareArguments, report: CompareReport): Promise<void> {
  if (html !== undefined) await saveFile(html, reportHtml(report));
  if (junit !== undefined) await saveFile(junit, compareJunit(report));
}
