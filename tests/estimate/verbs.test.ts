import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseCalibration } from "../../src/estimate/calibration/schema.js";
import { example, temporaryFolder, trigforge } from "../support/commandLine.js";
import { csynthText, csynthXml, utilisationText } from "./reportTexts.js";

const folder = temporaryFolder();
const path = (name: string): string => join(folder, name);
const model = example("trigger_inputs/calorimeter_regions/network.txt");
const budget = example("budgets/triggers.yml");

describe("trigforge estimate", () => {
  it("prints latency in every unit, area as shares of part and region, and each layer", async () => {
    const { status, stdout } = await trigforge(folder, "estimate", model, "--tmux", "6", "--frames-per-bx", "9");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^regions on xcvu13p-flga2577-2-e, 5 ns \(200 MHz\), vitis_hls/);
    expect(stdout).toMatch(/latency +\d+ \(\d+ to \d+\) cycles = \d+ ns = \d+\.\d+ bunch crossings = \d+ frames/);
    expect(stdout).toMatch(/interval +1 cycle; events come every 30 cycles: it keeps up/);
    expect(stdout).toMatch(/LUT +[\d ]+ {2}[\d ]+ {2}[\d ]+ {2}[\d.]+ % +[\d.]+ %/);
    expect(stdout).toMatch(/dense_1 +\d+ +1 +\d+/);
  });

  it("--json has everything", async () => {
    const { stdout } = await trigforge(folder, "estimate", model, "--json", "--as", "hls");
    const estimate = JSON.parse(stdout);
    expect(estimate).toMatchObject({ program: "regions", countedAs: "hls", interval: 1, pace: { keepsUp: true } });
    expect(estimate.resources.lut.low).toBeLessThan(estimate.resources.lut.high);
  });

  it("--parts lists parts with their sources", async () => {
    const { stdout } = await trigforge(folder, "estimate", "--parts");
    expect(stdout).toMatch(/xcvu13p +1728000 +3456000 +12288 +5376 +1280 +4 +432000 +3072 .*csynth report/);
  });
});

describe("trigforge report", () => {
  it("lays a report beside the estimate, the whole and layers", async () => {
    writeFileSync(path("csynth.xml"), csynthXml.replace("compute_fc1", "compute_dense_1"));
    const { status, stdout } = await trigforge(folder, "report", "csynth.xml", "--model", model);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^toy: HLS estimate, 2023\.1, xcvu13p-flga2577-2-e, clock 2\.78 ns asked for, 2\.011 ns reached/,
    );
    expect(stdout).toMatch(/LUT +1234 +\d+ +\+\d+ %/);
    expect(stdout).toMatch(/dense_1 \(compute_dense_1\)/);
  });

  it("adds a report to a calibration file, which then has its row", async () => {
    cpSync(join(example(".."), "bench/calibration/results.json"), path("results.json"));
    const before = parseCalibration(readFileSync(path("results.json"), "utf8"));
    writeFileSync(path("csynth.rpt"), csynthText);
    const words = [
      "report",
      "csynth.rpt",
      "--model",
      model,
      "--add",
      "results.json",
      "--source",
      "a/b@0123456789: here",
    ];
    expect((await trigforge(folder, ...words)).status).toBe(0);
    const after = parseCalibration(readFileSync(path("results.json"), "utf8"));
    expect(after.rows.length).toBe(before.rows.length + 1);
    expect(after.rows[after.rows.length - 1]).toMatchObject({
      network: "regions",
      kind: "hls",
      tool: "2023.1",
      loops: false,
      truth: { cycles: 19, interval: 2, lut: 1234, ff: 456, dsp: 12, bram18: 4 },
      plan: { clockPeriod: 2.78 },
    });
    expect((await trigforge(folder, ...words)).status).toBe(0);
    expect(parseCalibration(readFileSync(path("results.json"), "utf8")).networks.length).toBe(
      before.networks.length + 1,
    );
    const other = await trigforge(folder, ...words, "--network", after.rows[0]!.network);
    expect(other.status).toBe(2);
    expect(other.stderr).toMatch(/TF-ESTIMATE-004/);
    const { stdout, stderr } = await trigforge(folder, "report", "--results", "results.json");
    expect(stderr).toBe("");
    expect(stdout).toMatch(/\| regions \| .* \| 19 → \d+ /);
  });

  it("refuses what is no report, with exit code 2's kind of error", async () => {
    writeFileSync(path("words.rpt"), "nothing to see");
    const { status, stderr } = await trigforge(folder, "report", "words.rpt");
    expect(status).toBe(2);
    expect(stderr).toContain("TF-ESTIMATE-003");
  });
});

describe("trigforge budget", () => {
  it("ends with 0 where all is held, and 1 where a plan breaks it, in text, JSON, JUnit, HTML and SVG", async () => {
    const held = await trigforge(folder, "budget", budget, "--only", "calorimeter_regions");
    expect(held.status).toBe(0);
    expect(held.stdout).toContain("All 1 budgets are held.");
    const words = ["budget", budget, "--only", "jet_tagger", "--plan", example("budgets/jet_tagger_shared_plan.yml")];
    const outputs = ["--junit", "b.xml", "--html", "b.html", "--svg", "b.svg"];
    const missed = await trigforge(folder, ...words, ...outputs);
    expect(missed.status).toBe(1);
    expect(missed.stdout).toMatch(/EXCEEDED +latency +at most 100 +\S+ \(up to \S+\) +ns +fc2/);
    expect(missed.stdout).toMatch(/The cheapest change that holds the budget \(\d+ plans tried\): fc2: strategy/);
    expect(missed.stdout).toContain("Plans of which none is both faster and smaller:");
    expect(readFileSync(path("b.xml"), "utf8")).toMatch(
      /<testsuites tests="1" failures="1".*\n[\s\S]*<failure message="exceeded: latency/,
    );
    expect(readFileSync(path("b.html"), "utf8")).toMatch(
      /<h2 class="no">jet_tagger: exceeded, by estimate<\/h2>[\s\S]*<svg[\s\S]*<table>/,
    );
    expect(readFileSync(path("b.svg"), "utf8")).toMatch(/^<svg [\s\S]*<polyline[\s\S]*<\/svg>\n$/);
    const json = await trigforge(folder, ...words, "--json", "--no-search");
    expect(JSON.parse(json.stdout)).toMatchObject({ held: false, results: [{ name: "jet_tagger", search: null }] });
  });

  it("holds reports against the limits instead of an estimate", async () => {
    writeFileSync(path("toy.rpt"), csynthText);
    writeFileSync(path("util.rpt"), utilisationText);
    const reports = ["--report", "toy.rpt", "--report", "util.rpt"];
    const held = await trigforge(folder, "budget", budget, "--only", "jet_tagger", ...reports);
    expect(held.status).toBe(0);
    expect(held.stdout).toContain("held, by reports");
    const missed = await trigforge(folder, "budget", budget, "--only", "anomaly_detector", ...reports);
    expect(missed.status).toBe(1);
    expect(missed.stdout).toMatch(/EXCEEDED +latency +at most 50 +52\.8/);
  });
});
