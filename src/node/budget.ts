import { dirname, join } from "node:path";
import { defaultPlan, type Plan } from "../backends/plan.js";
import { parsePlan } from "../backends/planSchema.js";
import { fail } from "../errors/index.js";
import {
  type BenchmarkLine,
  type Budget,
  type BudgetCheck,
  checkEmulator,
  checkEstimate,
  checkReport,
  type EmulatorBudget,
  estimateProgram,
  type FirmwareBudget,
  isHeld,
  parseBudget,
  profileProgram,
  readReports,
  type SearchResult,
  searchPlans,
} from "../estimate/index.js";
import { parseJson } from "../formats/documents/json.js";
import type { Fidelity, Program } from "../ir/index.js";
import { readText } from "./files.js";
import { loadModel } from "./model.js";

/** What a budget is held against, beside the estimates of its models. */
export interface BudgetOptions {
  /** Names of the entries to check; all when absent. */
  readonly only?: readonly string[];
  /** Plan in place of those that the file names. */
  readonly plan?: Plan;
  /** Synthesis reports of the one entry that is checked: they count instead of an estimate. */
  readonly reports?: readonly string[];
  /** Record of `npm run bench -- --json`, for emulators. */
  readonly benchmark?: string;
  /** Whether to search for a plan that holds an exceeded budget. */
  readonly search?: boolean;
  /** Whether to search where a budget is held as well, for its table. */
  readonly always?: boolean;
}

/** The check of one entry, with the search for a better plan where there was one. */
export interface BudgetResult extends BudgetCheck {
  readonly search: SearchResult | null;
}

/**
 * Holds what a budget file names against its limits: firmware by estimate or by report, emulators by a benchmark.
 *
 * @throws TrigforgeError TF-ESTIMATE-005 for the file, -006 for an entry without anything to hold it against
 */
export async function checkBudgetFile(path: string, options: BudgetOptions = {}): Promise<BudgetResult[]> {
  const budget = parseBudget(await readText(path), path);
  const { only } = options;
  const names = [...Object.keys(budget.firmware), ...Object.keys(budget.emulator)];
  const unknown = only?.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    fail("TF-ESTIMATE-006", {
      where: path,
      what: `it has no entry ${unknown}`,
      expected: `one of ${names.join(", ")}`,
    });
  }
  const chosen = (name: string): boolean => only === undefined || only.includes(name);
  const firmware = Object.entries(budget.firmware).filter(([name]) => chosen(name));
  if (options.reports !== undefined && firmware.length !== 1) {
    fail("TF-ESTIMATE-006", {
      where: path,
      what: `${firmware.length} entries for the firmware of one report`,
      expected: "--only NAME",
    });
  }
  const results: BudgetResult[] = [];
  for (const [name, entry] of firmware) results.push(await checkFirmware(path, name, entry, options));
  return [...results, ...(await checkEmulators(path, budget, chosen, options))];
}

async function checkFirmware(
  path: string,
  name: string,
  budget: FirmwareBudget,
  options: BudgetOptions,
): Promise<BudgetResult> {
  const plan =
    options.plan ?? (budget.plan === undefined ? defaultPlan : await loadPlanFile(besides(path, budget.plan)));
  if (options.reports !== undefined) {
    const findings = [];
    for (const report of options.reports) {
      for (const read of readReports(await readText(report), report)) {
        findings.push(...checkReport(read, budget, read.part ?? plan.part, plan.clockPeriod));
      }
    }
    return { name, against: options.reports.length === 1 ? "report" : "reports", findings, search: null };
  }
  const program = await loadEntry(path, name, budget);
  const rate = { tmux: budget.tmux, framesPerCrossing: budget.framesPerCrossing ?? null };
  const findings = checkEstimate(estimateProgram(program, plan, { countedAs: budget.as, rate }), budget);
  const check = { name, against: "estimate", findings };
  const search = (options.search !== false && !isHeld(check)) || options.always === true;
  return { ...check, search: search ? searchPlans(name, profileProgram(program), plan, budget) : null };
}

function loadEntry(path: string, name: string, budget: FirmwareBudget): Promise<Program> {
  const { model, config, map, fidelity, softmax, inputs } = budget;
  if (model === undefined) {
    return fail("TF-ESTIMATE-006", {
      where: `${path}: firmware.${name}`,
      what: "no model is named",
      expected: "model: a path, or --report",
    });
  }
  return loadModel(besides(path, model), {
    ...(config === undefined ? {} : { configuration: besides(path, config) }),
    ...(map === undefined ? {} : { map: besides(path, map) }),
    ...(fidelity === undefined ? {} : { fidelity: fidelity.replace("-", " ") as Fidelity }),
    ...(softmax === undefined ? {} : { softmax }),
    inputs: inputs ?? {},
  });
}

async function loadPlanFile(path: string): Promise<Plan> {
  return parsePlan(await readText(path), path);
}

/** A path that a file names, seen from that file. */
function besides(path: string, named: string): string {
  return join(dirname(path), named);
}

async function checkEmulators(
  path: string,
  budget: Budget,
  chosen: (name: string) => boolean,
  options: BudgetOptions,
): Promise<BudgetResult[]> {
  const entries = Object.entries(budget.emulator).filter(([name]) => chosen(name));
  if (entries.length === 0) return [];
  if (options.benchmark === undefined) {
    const expected = "--benchmark RECORD, of npm run bench -- --json";
    return fail("TF-ESTIMATE-006", {
      where: path,
      what: "it has limits for emulators, and no benchmark is given",
      expected,
    });
  }
  const record = parseJson(await readText(options.benchmark), options.benchmark);
  return checkBenchmark(record, Object.fromEntries(entries), options.benchmark);
}

/**
 * Holds a record of `npm run bench -- --json` against limits for emulators. A limit whose benchmark was not run is left out.
 *
 * @throws TrigforgeError TF-ESTIMATE-006 for another document, or one whose C++ was not compiled with the vendor's headers
 */
export function checkBenchmark(
  record: unknown,
  budget: Readonly<Record<string, EmulatorBudget>>,
  where: string,
): BudgetResult[] {
  const { format, headers, results } = (record ?? {}) as { format?: unknown; headers?: unknown; results?: unknown };
  if (format !== "trigforge-benchmark" || !Array.isArray(results)) {
    return fail("TF-ESTIMATE-006", {
      where,
      what: "this is no benchmark record",
      expected: '{"format":"trigforge-benchmark",…}',
    });
  }
  const ratios = Object.values(budget).some(
    ({ timesFirmware, latencyTimesFirmware }) => (timesFirmware ?? latencyTimesFirmware) !== undefined,
  );
  if (ratios && headers !== "vendor") {
    const what = "ratios are to the C++ with the vendor's headers, which the benchmark did not have";
    return fail("TF-ESTIMATE-006", { where, what });
  }
  return (results as BenchmarkLine[])
    .filter(({ name }) => Object.hasOwn(budget, name))
    .map((line) => ({
      name: line.name,
      against: "benchmark",
      findings: checkEmulator(line, budget[line.name]!),
      search: null,
    }));
}
