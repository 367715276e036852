import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { calibrate, leaveOneOut, medianError, medianOfRows } from "../../src/estimate/calibration/compare.js";
import { parseFabric } from "../../src/estimate/calibration/fabric.js";
import { parseCalibration } from "../../src/estimate/calibration/schema.js";
import { solve } from "../../src/estimate/calibration/solve.js";
import { calibrationTables, coefficientsSource } from "../../src/estimate/calibration/write.js";
import { repositoryRoot } from "../support/oracle.js";

const read = (name: string): string => readFileSync(join(repositoryRoot, name), "utf8");
const calibration = parseCalibration(read("bench/calibration/results.json"), "bench/calibration/results.json");
const comparisons = leaveOneOut(calibration);
const fabric = parseFabric(read("bench/calibration/fabric.json"), "bench/calibration/fabric.json");
const coefficients = calibrate(calibration, fabric, comparisons);

describe("calibration", () => {
  it("on networks left out of the fit, latency is within 20 % and LUT, DSP and FF within 35 % in the middle", () => {
    expect(comparisons.length).toBe(calibration.rows.length);
    expect(medianError(comparisons, "cycles")).toBeLessThanOrEqual(0.2);
    expect(medianOfRows(comparisons, "cycles")).toBeLessThanOrEqual(0.2);
    for (const quantity of ["lut", "ff", "dsp"] as const) {
      expect(medianError(comparisons, quantity), quantity).toBeLessThanOrEqual(0.35);
      expect(medianOfRows(comparisons, quantity), quantity).toBeLessThanOrEqual(0.35);
    }
  });

  it("a row is estimated without any row of its network", () => {
    const [first] = calibration.rows;
    const others = calibration.rows.filter(({ network }) => network !== first!.network);
    const doubled = { ...first!, truth: { ...first!.truth, lut: 2 * first!.truth.lut } };
    const changed = leaveOneOut({ ...calibration, rows: [doubled, ...others] });
    const kept = leaveOneOut({ ...calibration, rows: [first!, ...others] });
    expect(changed[0]!.estimate).toEqual(kept[0]!.estimate);
    expect(changed[1]!.estimate.lut).not.toBe(kept[1]!.estimate.lut);
  });

  it("the committed coefficients are those of the fit (npm run calibrate writes them)", () => {
    expect(read("src/estimate/coefficients.ts")).toBe(coefficientsSource(coefficients));
  });

  it("the tables of docs/estimate.md are those of the data (npm run calibrate writes them)", () => {
    const page = read("docs/estimate.md");
    expect(page).toBe(calibrationTables(page, calibration, coefficients, comparisons, fabric));
    for (const { network } of calibration.rows) expect(page).toContain(`| ${network} |`);
  });

  it("every row says where it comes from, by which tool, and what counted", () => {
    for (const { source, tool, kind, truth } of calibration.rows) {
      expect(source).toMatch(/^[\w.-]+\/[\w.-]+@[0-9a-f]{7,}: \S/);
      expect(tool).toMatch(/(HLS|Vivado).*20\d\d/);
      expect(["hls", "synthesis", "implementation"]).toContain(kind);
      expect(truth.lut).toBeGreaterThan(0);
    }
  });

  it("a damaged file is refused, naming the field", () => {
    const document = JSON.parse(read("bench/calibration/results.json"));
    document.rows[0].truth.lut = -1;
    expect(() => parseCalibration(JSON.stringify(document))).toThrow(/TF-ESTIMATE-004|rows\.0\.truth\.lut/);
    document.rows[0].truth.lut = 1;
    document.rows[0].network = "nothing";
    expect(() => parseCalibration(JSON.stringify(document))).toThrow(/there is no network nothing/);
  });
});

describe("solve", () => {
  it("finds coefficients that fit exactly, and keeps the prior where the equations say nothing", () => {
    const equations = [
      { features: [10, 1, 0], truth: 32, weight: 1 },
      { features: [1, 10, 0], truth: 23, weight: 1 },
    ];
    const [first, second, third] = solve(equations, [1, 1, 7], 1e-9);
    expect(first).toBeCloseTo(3, 3);
    expect(second).toBeCloseTo(2, 3);
    expect(third).toBe(7);
  });

  it("never gives a negative coefficient", () => {
    const equations = [
      { features: [1, 1], truth: 1, weight: 1 },
      { features: [1, 2], truth: 0.5, weight: 1 },
    ];
    expect(Math.min(...solve(equations, [1, 1], 1e-6))).toBeGreaterThanOrEqual(0);
  });
});
