import { type ErrorCode, fail, TrigforgeError } from "../errors/index.js";
import { hashProgram, type Program } from "../ir/index.js";
import { loadModel } from "./model.js";
import { loadObjectMap } from "./objects.js";
import { type Recording, readRecording, record, recordedFiles } from "./recording.js";
import { compareCaseCapture } from "./regressCapture.js";
import { type RegressCase, readCase } from "./regressCase.js";
import { type Comparison, type VerifyReport, verify } from "./verify.js";

/** What became of a case. */
export type CaseStatus = "agree" | "differ" | "could not";

/** The result of one case. */
export interface CaseResult {
  /** Path of the case's folder below the suite. */
  readonly name: string;
  readonly description?: string;
  readonly status: CaseStatus;
  /** Events compared. */
  readonly events: number;
  readonly comparisons: readonly Comparison[];
  /** Identity of the program, when the model could be loaded. */
  readonly program?: string;
  /** Identity of the program whose outputs were recorded. */
  readonly recordedProgram?: string;
  /** Whether outputs were recorded now. */
  readonly recorded: boolean;
  /** Remarks: a program that has changed, the lag of a capture, what its differences look like. */
  readonly notes: readonly string[];
  /** Why it could not be compared. */
  readonly error?: { readonly code?: ErrorCode; readonly message: string };
  readonly seconds: number;
}

/** How cases are run. */
export interface CaseOptions {
  /** Build the generated C++ of every case and compare it, too; default false. */
  readonly firmware?: boolean;
  /** C++ compiler; default g++. */
  readonly compiler?: string;
  /** Record outputs of cases that differ from nothing that is expected; default false. */
  readonly record?: boolean;
}

/** Runs one case. Never throws: what cannot be compared is a result too. */
export async function runCase(file: string, name: string, options: CaseOptions): Promise<CaseResult> {
  const started = performance.now();
  const facts: Facts = { recorded: false, notes: [] };
  const finish = (status: CaseStatus, report?: VerifyReport): CaseResult => ({
    name,
    status,
    events: report?.events ?? 0,
    comparisons: report?.comparisons ?? [],
    ...facts,
    seconds: (performance.now() - started) / 1000,
  });
  try {
    const report = await compareCase(await readCase(file, name), options, facts);
    return finish(report.agree ? "agree" : "differ", report);
  } catch (error) {
    facts.error =
      error instanceof TrigforgeError
        ? { code: error.code, message: error.message }
        : { message: `this is a defect of Trigforge, please report it\n${(error as Error)?.stack ?? error}` };
    return finish("could not");
  }
}

/** What is found out on the way, kept when the way ends early. */
interface Facts {
  description?: string;
  program?: string;
  recordedProgram?: string;
  recorded: boolean;
  notes: string[];
  error?: { code?: ErrorCode; message: string };
}

async function compareCase(one: RegressCase, options: CaseOptions, facts: Facts): Promise<VerifyReport> {
  if (one.description !== undefined) facts.description = one.description;
  const program = await loadModel(one.model, one.options);
  facts.program = hashProgram(program);
  const inputs = {
    events: one.events,
    values: one.values,
    objects: await loadObjectMap(one.options.map),
    limit: one.limit,
  };
  const recorded = await heldFiles(one, program, options, facts);
  const nothing = one.expected === undefined && recorded === undefined && one.capture === undefined;
  if (nothing && options.record !== true) {
    fail("TF-REGRESS-002", {
      where: one.folder,
      what: "nothing is expected and nothing was recorded",
      help: "name expected outputs in case.yml, or keep what the model answers now: trigforge regress FOLDER --record",
    });
  }
  const verified = await verify(program, {
    ...inputs,
    golden: one.expected,
    goldenValues: one.expectedValues,
    recorded,
    firmware: options.firmware ?? false,
    ...(options.compiler === undefined ? {} : { compiler: options.compiler }),
  });
  const captured = one.capture === undefined ? undefined : await compareCaseCapture(one.capture, program, inputs);
  facts.notes.push(...(captured?.notes ?? []));
  const report = {
    ...verified,
    agree: verified.agree && captured?.agree !== false,
    comparisons: [...verified.comparisons, ...(captured === undefined ? [] : [captured.comparison])],
  };
  return options.record === true ? recordCase(one, program, inputs, report, captured?.agree !== false, facts) : report;
}

/** The outputs that an earlier version left, when they can be compared. While recording, others are only remarked on. */
async function heldFiles(
  one: RegressCase,
  program: Program,
  options: CaseOptions,
  facts: Facts,
): Promise<Record<string, string> | undefined> {
  try {
    const recording = await readRecording(one.folder);
    if (recording === undefined) return undefined;
    noteProgram(recording, facts);
    return await recordedFiles(one.folder, recording, program, one.events);
  } catch (error) {
    if (options.record !== true || !(error instanceof TrigforgeError)) throw error;
    facts.notes.push(`the earlier recording is replaced unread: ${error.note.what}`);
    return undefined;
  }
}

function noteProgram(recording: Recording, facts: Facts): void {
  facts.recordedProgram = recording.program;
  if (recording.program === facts.program) return;
  facts.notes.push(
    `the program has changed: ${short(recording.program)} was recorded, this is ${short(facts.program!)}`,
  );
}

/** Records unless something that is expected differs. Differences from the earlier recording are remarked on. */
async function recordCase(
  one: RegressCase,
  program: Program,
  inputs: Parameters<typeof record>[2],
  report: VerifyReport,
  captureAgrees: boolean,
  facts: Facts,
): Promise<VerifyReport> {
  const held = report.comparisons.filter((comparison) => comparison.with !== "recorded");
  const agree = captureAgrees && held.every((comparison) => comparison.differing === 0);
  if (!agree) {
    facts.notes.push("not recorded, because it differs");
    return { ...report, agree, comparisons: held };
  }
  const before = report.comparisons.find((comparison) => comparison.with === "recorded");
  if (before !== undefined && before.differing > 0) {
    facts.notes.push(
      `the new recording differs from the earlier one in ${before.differing} of ${before.events} events`,
    );
  }
  await record(one.folder, program, inputs);
  facts.recorded = true;
  return { ...report, agree, comparisons: held };
}

/** The first digits of a program's identity, enough to tell versions apart. */
export function short(hash: string): string {
  return hash.slice(0, 12);
}
