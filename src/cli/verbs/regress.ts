import { type CaseResult, firstDifference, type RegressReport, regress, regressJunit, saveFile } from "../../node.js";
import { exitCodes } from "../exit.js";
import { count, printResult, remark, table } from "../output.js";
import { startProgress } from "../progress.js";
import type { Verb } from "../verb.js";

interface RegressArguments {
  folder: string;
  case?: string[] | undefined;
  record: boolean;
  firmware: boolean;
  compiler: string;
  junit?: string | undefined;
  json: boolean;
}

/** `trigforge regress`: a folder of cases as one suite, with one table and one exit code. */
export const regressVerb: Verb<RegressArguments> = {
  builder: (args) =>
    args
      .positional("folder", { type: "string", demandOption: true, describe: "folder with a case.yml in it or below" })
      .option("case", { type: "string", array: true, nargs: 1, describe: "run only the case of this name" })
      .option("record", {
        type: "boolean",
        default: false,
        describe: "record what the models answer now; later runs hold it",
      })
      .option("firmware", {
        type: "boolean",
        default: false,
        describe: "compile the generated C++ of every case and compare it, too",
      })
      .option("compiler", { type: "string", default: "g++", describe: "C++ compiler" })
      .option("junit", { type: "string", describe: "write the results as JUnit XML, for CI systems" })
      .example("$0 regress cases", "every case, one table, exit code 0, 1 or 2")
      .example("$0 regress cases --record", "keep the outputs of this version of the models")
      .example("$0 regress cases --firmware --junit regress.xml", "with g++, for a CI system") as never,
  handler: async (args) => {
    const started = performance.now();
    let progress: ReturnType<typeof startProgress> | undefined;
    let report: RegressReport;
    try {
      report = await regress(args.folder, {
        cases: args.case,
        record: args.record,
        firmware: args.firmware,
        compiler: args.compiler,
        onProgress: (done, total) => {
          progress ??= startProgress("running", total, "cases");
          progress.update(done);
        },
      });
    } finally {
      progress?.stop();
    }
    if (args.junit !== undefined) await saveFile(args.junit, regressJunit(report));
    printResult(args.json, report, () => regressText(report));
    if (!args.json) remark(`${((performance.now() - started) / 1000).toFixed(1)} s`);
    process.exitCode = exitCodeOf(report);
  },
};

/** 2 when a case could not be compared, else 1 when one differs, else 0. */
function exitCodeOf({ couldNot, differ }: RegressReport): number {
  if (couldNot > 0) return exitCodes.couldNot;
  return differ > 0 ? exitCodes.differ : exitCodes.done;
}

/** A report of `regress` as text: a row a case, what is wrong, and the sum. */
function regressText(report: RegressReport): string {
  const rows = report.cases.map((one) => [
    one.name,
    one.status,
    one.events,
    one.comparisons.map((comparison) => comparison.with).join(", ") || "-",
    one.comparisons.reduce((most, comparison) => Math.max(most, comparison.differing), 0),
    programText(one),
  ]);
  const header = ["case", "result", "events", "compared with", "differ", "program"];
  const remarks = report.cases.flatMap((one) => caseRemarks(one));
  const sum = [
    `${report.cases.length} ${report.cases.length === 1 ? "case" : "cases"}`,
    `${report.agree} agree`,
    `${report.differ} differ`,
    `${report.couldNot} could not be compared`,
  ].join(", ");
  return [table(header, rows), ...(remarks.length === 0 ? [] : ["", ...remarks]), "", sum].join("\n");
}

function programText({ program, recordedProgram, recorded }: CaseResult): string {
  if (program === undefined) return "-";
  const hash = program.slice(0, 12);
  if (recorded) return `${hash} recorded`;
  return recordedProgram === undefined || recordedProgram === program ? hash : `${hash} changed`;
}

function caseRemarks(one: CaseResult): string[] {
  const differing = one.comparisons.filter((comparison) => comparison.differing > 0);
  const first = firstDifference(one);
  return [
    ...one.notes,
    ...differing.map(
      (comparison) =>
        `${count(comparison.differing)} of ${count(comparison.events)} events differ from ${comparison.with}`,
    ),
    ...(first === undefined ? [] : [`first ${first}`]),
    ...(one.error === undefined ? [] : [one.error.message]),
  ].map((line) => `${one.name}: ${line}`);
}
