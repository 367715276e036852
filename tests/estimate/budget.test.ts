import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { defaultPlan } from "../../src/backends/plan.js";
import { completePlan, parsePlan } from "../../src/backends/planSchema.js";
import { checkReport } from "../../src/estimate/budget/check.js";
import { type BudgetCheck, isHeld } from "../../src/estimate/budget/finding.js";
import { searchSvg } from "../../src/estimate/budget/plot.js";
import { budgetJsonSchema, parseBudget } from "../../src/estimate/budget/schema.js";
import { readReports } from "../../src/estimate/reports/read.js";
import { checkBenchmark, checkBudgetFile } from "../../src/node.js";
import { repositoryRoot } from "../support/oracle.js";
import { csynthText } from "./reportTexts.js";

const file = join(repositoryRoot, "examples/budgets/triggers.yml");
const planFile = (name: string) =>
  parsePlan(readFileSync(join(repositoryRoot, "examples/budgets", name), "utf8"), name);
const found = ({ findings }: BudgetCheck, quantity: string) =>
  findings.find((finding) => finding.quantity === quantity)!;

describe("the example budgets", () => {
  it("are held: an anomaly detector in 50 ns, calorimeter regions in 200 ns, a jet tagger in 100 ns", async () => {
    const results = await checkBudgetFile(file);
    expect(results.map(({ name }) => name)).toEqual(["anomaly_detector", "calorimeter_regions", "jet_tagger"]);
    for (const result of results) expect(result.findings.filter(({ verdict }) => verdict === "exceeded")).toEqual([]);
    expect(results.map((result) => found(result, "latency").limit)).toEqual([50, 200, 100]);
    for (const result of results)
      expect(found(result, "latency").found).toBeLessThanOrEqual(found(result, "latency").limit);
  });

  it("sharing in one layer flips the anomaly detector, and that layer is named", async () => {
    const base = planFile("anomaly_detector_plan.yml");
    const plan = { ...base, scopes: { encoder_1: { strategy: "resource" as const, reuseFactor: 19 } } };
    const [result] = await checkBudgetFile(file, { only: ["anomaly_detector"], plan, search: false });
    expect(isHeld(result!)).toBe(false);
    expect(found(result!, "latency")).toMatchObject({ verdict: "exceeded", unit: "ns", limit: 50, worst: "encoder_1" });
  });

  it("sharing makes the anomaly detector miss crossings at four clocks each", async () => {
    const plan = completePlan({
      format: "trigforge-plan",
      version: 1,
      part: "xc7vx690tffg1927-2",
      clockPeriod: 6.25,
      defaults: { reuseFactor: 8 },
    });
    const [result] = await checkBudgetFile(file, { only: ["calorimeter_regions"], plan, search: false });
    expect(found(result!, "an event every crossing")).toMatchObject({ verdict: "exceeded", limit: 4 });
    expect(found(result!, "an event every crossing").worst).toMatch(/^dense/);
  });

  it("sharing step by step flips the jet tagger, and the search finds the way back", async () => {
    const plan = planFile("jet_tagger_shared_plan.yml");
    const [result] = await checkBudgetFile(file, { only: ["jet_tagger"], plan });
    expect(isHeld(result!)).toBe(false);
    expect(found(result!, "latency")).toMatchObject({ verdict: "exceeded", worst: "fc2" });
    const { cheapest, front, tried, before } = result!.search!;
    expect(cheapest).not.toBeNull();
    expect(cheapest!.steps).toHaveLength(1);
    expect(cheapest!.steps[0]).toMatch(/^fc2: strategy \w+, reuseFactor \d+$/);
    expect(tried).toBeGreaterThan(20);
    const [again] = await checkBudgetFile(file, { only: ["jet_tagger"], plan: cheapest!.plan });
    expect(isHeld(again!)).toBe(true);
    expect(cheapest!.share).toBeLessThan(0.05);
    for (let index = 1; index < front.length; index++) {
      expect(front[index]!.nanoseconds).toBeGreaterThanOrEqual(front[index - 1]!.nanoseconds);
      expect(front[index]!.share).toBeLessThan(front[index - 1]!.share);
    }
    const svg = searchSvg("jet & tagger", result!.search!, 100);
    expect(svg).toContain("jet &amp; tagger");
    expect(svg.match(/<circle/g)!.length).toBe(front.length + 2);
    expect(before.held).toBe(false);
  });

  it("an area that no plan can have is reported as such", async () => {
    const budget = parseBudget(
      "format: trigforge-budget\nversion: 1\nfirmware: {a: {latency: 1, resources: {lut: 3}}}",
    );
    const [report] = readReports(csynthText);
    const findings = checkReport(report!, budget.firmware.a!, defaultPlan.part, 5);
    expect(findings.map(({ quantity, verdict }) => [quantity, verdict])).toEqual([
      ["latency", "exceeded"],
      ["an event every crossing", "held"],
      ["LUT", "exceeded"],
    ]);
  });
});

describe("budget files", () => {
  it("that of the benchmarks has the same format, and the same check", () => {
    const budget = parseBudget(readFileSync(join(repositoryRoot, "bench/budgets.json"), "utf8"), "bench/budgets.json");
    const names = Object.keys(budget.emulator);
    expect(names.length).toBeGreaterThan(2);
    const record = (factor: number) => ({
      format: "trigforge-benchmark",
      headers: "vendor",
      results: names.map((name) => ({
        name,
        emulatorNanoseconds: 100,
        timesFirmware: factor * (budget.emulator[name]!.timesFirmware ?? 1),
      })),
    });
    expect(checkBenchmark(record(1.01), budget.emulator, "record").every(isHeld)).toBe(true);
    const missed = checkBenchmark(record(0.9), budget.emulator, "record");
    expect(missed.filter(isHeld).map(({ name }) => name)).toEqual(
      names.filter((name) => budget.emulator[name]!.timesFirmware === undefined),
    );
    expect(() => checkBenchmark({ ...record(1), headers: "trigforge" }, budget.emulator, "record")).toThrow(
      /vendor's headers/,
    );
    expect(() => checkBenchmark({}, budget.emulator, "record")).toThrow(/no benchmark record/);
  });

  it("limits of emulators: throughput and time", () => {
    const { emulator } = parseBudget(
      "format: trigforge-budget\nversion: 1\nemulator: {x: {eventsPerSecond: 5000000, nanoseconds: 150}}",
    );
    const check = (nanoseconds: number) =>
      checkBenchmark(
        { format: "trigforge-benchmark", headers: "none", results: [{ name: "x", emulatorNanoseconds: nanoseconds }] },
        emulator,
        "r",
      )[0]!;
    expect(check(100).findings.map(({ verdict }) => verdict)).toEqual(["held", "held"]);
    expect(check(180).findings.map(({ verdict }) => verdict)).toEqual(["held", "exceeded"]);
    expect(check(300).findings.map(({ verdict }) => verdict)).toEqual(["exceeded", "exceeded"]);
  });

  it("limits of emulators: latency of one event, alone and beside the C++", () => {
    const { emulator } = parseBudget(
      "format: trigforge-budget\nversion: 1\nemulator: {x: {microseconds: 2, latencyTimesFirmware: 10}}",
    );
    const line = {
      name: "x",
      emulatorNanoseconds: 100,
      firmwareNanoseconds: 30_000,
      latency: { medianMicroseconds: 1.5 },
    };
    const check = (fields: object) =>
      checkBenchmark(
        { format: "trigforge-benchmark", headers: "vendor", results: [{ ...line, ...fields }] },
        emulator,
        "r",
      )[0]!;
    expect(check({}).findings.map(({ found, verdict }) => [found, verdict])).toEqual([
      [1.5, "held"],
      [20, "held"],
    ]);
    const slow = check({ latency: { medianMicroseconds: 4 } });
    expect(slow.findings.map(({ verdict }) => verdict)).toEqual(["exceeded", "exceeded"]);
  });

  it("with mistakes are refused, naming the field", () => {
    const head = "format: trigforge-budget\nversion: 1\n";
    const mistakes: Record<string, RegExp> = {
      "format: budget": /format/,
      [`${head}firmware: {a: {latency: -1}}`]: /firmware\.a\.latency/,
      [`${head}firmware: {a: {area: {lut: 10}}}`]: /firmware\.a\.area\.lut/,
      [`${head}firmware: {a: {latencies: 1}}`]: /firmware\.a/,
      [`${head}emulator: {a: {times: 1}}`]: /emulator\.a/,
      "{": /not YAML/,
    };
    for (const [text, message] of Object.entries(mistakes))
      expect(() => parseBudget(text, "b.yml"), text).toThrow(message);
  });

  it("an entry without a model, or an unknown entry, is refused by name", async () => {
    await expect(checkBudgetFile(file, { only: ["nothing"] })).rejects.toThrow(/no entry nothing/);
    await expect(checkBudgetFile(join(repositoryRoot, "bench/budgets.json"))).rejects.toThrow(/no benchmark is given/);
  });

  it("their JSON schema is the committed one (TRIGFORGE_UPDATE_GOLDEN=1 writes it)", () => {
    const path = join(repositoryRoot, "docs/schemas/budget.schema.json");
    const text = `${JSON.stringify(budgetJsonSchema(), null, 2)}\n`;
    if (process.env.TRIGFORGE_UPDATE_GOLDEN !== undefined) writeFileSync(path, text);
    expect(readFileSync(path, "utf8")).toBe(text);
  });
});
