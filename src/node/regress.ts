import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { fail } from "../errors/index.js";
import { nearestHelp } from "../formats/index.js";
import { kindOfPath } from "./files.js";
import { type JunitCase, junitXml } from "./junit.js";
import { caseFile, recordedFolder } from "./regressCase.js";
import { type CaseOptions, type CaseResult, runCase } from "./regressRun.js";

/** How a suite is run. */
export interface RegressOptions extends CaseOptions {
  /** Names of the cases to run; default: all. */
  readonly cases?: readonly string[] | undefined;
  /** Called before each case, and at the end, with the number of cases done. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** What a suite found. */
export interface RegressReport {
  readonly folder: string;
  readonly cases: readonly CaseResult[];
  readonly agree: number;
  readonly differ: number;
  readonly couldNot: number;
}

/**
 * Runs the cases under a folder one after another, in the order of their paths, whatever becomes of each.
 *
 * @param folder every folder in it that has a `case.yml` is a case, itself included
 * @throws TrigforgeError TF-FILE-001 for no folder, TF-REGRESS-001 for no case
 */
export async function regress(folder: string, options: RegressOptions = {}): Promise<RegressReport> {
  const names = chooseCases(folder, await findCases(folder), options.cases);
  const cases: CaseResult[] = [];
  for (const name of names) {
    options.onProgress?.(cases.length, names.length);
    cases.push(await runCase(join(folder, name, caseFile), name, options));
  }
  options.onProgress?.(cases.length, names.length);
  const count = (status: CaseResult["status"]): number => cases.filter((one) => one.status === status).length;
  return { folder, cases, agree: count("agree"), differ: count("differ"), couldNot: count("could not") };
}

/** A report as JUnit XML: what differs is a failure, what could not be compared an error. */
export function regressJunit(report: RegressReport): string {
  const cases = report.cases.map((one): JunitCase => {
    const told = [...one.notes, ...one.comparisons.map(comparisonText)].join("\n");
    return {
      name: one.name,
      seconds: one.seconds,
      ...(one.status === "differ" ? { failure: { message: firstDifference(one) ?? "differs", text: told } } : {}),
      ...(one.error === undefined
        ? {}
        : { error: { message: one.error.message.split("\n")[0]!, text: one.error.message } }),
      ...(told === "" ? {} : { output: told }),
    };
  });
  return junitXml(`trigforge regress ${report.folder}`, cases);
}

/** The first difference of a case in words, or undefined. */
export function firstDifference({ comparisons }: Pick<CaseResult, "comparisons">): string | undefined {
  const found = comparisons.find((comparison) => comparison.first !== undefined);
  if (found?.first === undefined) return undefined;
  const { event, port, element, expected, found: got } = found.first;
  return `${found.with}: event ${event}, ${port}[${element}]: ${expected} expected, ${got} found`;
}

function comparisonText({ with: kind, events, integers, differing }: CaseResult["comparisons"][number]): string {
  return `${kind}: ${events} events, ${integers} integers, ${differing} events differ`;
}

/** Paths of the folders with a case, with forward slashes, in the order of their characters. */
async function findCases(folder: string): Promise<string[]> {
  if ((await kindOfPath(folder)) !== "folder") fail("TF-FILE-001", { where: folder, what: "there is no such folder" });
  const found: string[] = [];
  const visit = async (path: string): Promise<void> => {
    const entries = await readdir(join(folder, path), { withFileTypes: true });
    if (entries.some((entry) => entry.isFile() && entry.name === caseFile)) found.push(path === "" ? "." : path);
    for (const entry of entries) {
      const skipped = entry.name.startsWith(".") || entry.name === "node_modules" || entry.name === recordedFolder;
      if (entry.isDirectory() && !skipped) await visit(path === "" ? entry.name : `${path}/${entry.name}`);
    }
  };
  await visit("");
  return found.sort((a, b) => (a < b ? -1 : 1));
}

function chooseCases(folder: string, names: string[], wanted: readonly string[] | undefined): string[] {
  if (names.length === 0) fail("TF-REGRESS-001", { where: folder, what: `there is no ${caseFile} in it or below` });
  if (wanted === undefined || wanted.length === 0) return names;
  for (const name of wanted) {
    if (names.includes(name)) continue;
    fail("TF-REGRESS-001", { where: folder, what: `there is no case ${name}`, ...nearestHelp(name, names) });
  }
  return names.filter((name) => wanted.includes(name));
}
