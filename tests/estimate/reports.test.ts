import { describe, expect, it } from "vitest";
import { TrigforgeError } from "../../src/errors/index.js";
import { readReports } from "../../src/estimate/reports/read.js";
import * as texts from "./reportTexts.js";

const one = (text: string) => {
  const reports = readReports(text, "toy");
  expect(reports).toHaveLength(1);
  return reports[0]!;
};

const area = { lut: 1234, ff: 456, dsp: 12, bram18: 4, uram: 0 };
const part = "xcvu13p-flga2577-2-e";

describe("reports of csynth", () => {
  it("in text, of one function", () => {
    expect(one(texts.csynthText)).toMatchObject({
      kind: "hls",
      name: "toy",
      tool: "2023.1",
      part,
      clockPeriod: 2.78,
      achievedPeriod: 2.011,
      clockUncertainty: 0.35,
      cycles: 19,
      interval: 2,
      resources: area,
      available: { lut: 1728000, dsp: 12288, bram18: 5376 },
    });
  });

  it("in text, of a whole design, without its loops", () => {
    const report = one(texts.summaryText);
    expect(report).toMatchObject({ kind: "hls", name: "toy", part, cycles: 19, interval: 65, resources: area });
    expect(report.modules).toEqual([
      { name: "compute_fc1", cycles: 10, interval: 65, resources: { lut: 800, ff: 300, dsp: 8, bram18: 0, uram: 0 } },
      { name: "compute_relu1", cycles: 0, interval: 1, resources: { lut: 100, ff: 0, dsp: 0, bram18: 0, uram: 0 } },
    ]);
  });

  it("in XML, with modules", () => {
    const report = one(texts.csynthXml);
    expect(report).toMatchObject({
      kind: "hls",
      name: "toy",
      tool: "2023.1",
      part,
      cycles: 19,
      interval: 2,
      resources: area,
    });
    expect(report.modules).toEqual([
      { name: "compute_fc1", cycles: 10, interval: 1, resources: { lut: 800, ff: 300, dsp: 8 } },
    ]);
  });
});

describe("reports of Vivado", () => {
  it("utilisation after synthesis, block memory in halves", () => {
    expect(one(texts.utilisationText)).toMatchObject({
      kind: "synthesis",
      name: "toy",
      tool: "Vivado v.2023.1",
      part,
      resources: { lut: 617, ff: 400, dsp: 11, bram18: 3, uram: 0 },
      available: { lut: 1728000, bram18: 5376 },
    });
  });

  it("timing, as a summary and as a path", () => {
    const summary = one(texts.timingText);
    expect(summary).toMatchObject({ kind: "implementation", clockPeriod: 2.78 });
    expect(summary.achievedPeriod).toBeCloseTo(2.78 - 0.123);
    expect(one(texts.pathText).achievedPeriod).toBeCloseTo(3);
  });

  it("what an export leaves", () => {
    expect(one(texts.exportText)).toMatchObject({
      kind: "implementation",
      part,
      clockPeriod: 2.78,
      achievedPeriod: 2.5,
      resources: { lut: 600, ff: 390, dsp: 11, bram18: 3, uram: 0 },
    });
  });
});

describe("report JSON", () => {
  it("of hls4ml: one report for each tool", () => {
    const [hls, synthesis] = readReports(texts.hls4mlJson);
    expect(hls).toMatchObject({ kind: "hls", cycles: 19, interval: 2, resources: area, available: { lut: 1728000 } });
    expect(synthesis).toMatchObject({ kind: "synthesis", resources: { lut: 617, ff: 400, dsp: 11, bram18: 3 } });
  });

  it("of da4ml", () => {
    expect(one(texts.da4mlJson)).toMatchObject({
      kind: "implementation",
      part,
      cycles: 6,
      clockPeriod: 2.78,
      resources: { lut: 600, ff: 390, dsp: 0 },
    });
  });
});

describe("what is no report", () => {
  const refused: Record<string, [string, RegExp]> = {
    "another XML document": ["<project><a>1</a></project>", /<project>/],
    "XML that ends early": [texts.csynthXml.slice(0, 900), /toy:\d+:\d+.*the document ends/],
    "an element that ends another": ["<profile><a></b></profile>", /toy:1:\d+.*<\/b> ends nothing/],
    "a csynth without its table of utilisation": [
      texts.csynthText.split("== Utilization")[0]!,
      /no table of utilisation/,
    ],
    "a csynth without totals": [texts.csynthText.replace("|Total ", "|Sum   "), /no totals/],
    "a utilisation without LUTs": [texts.utilisationText.replace("CLB LUTs*", "CLB things"), /no table of LUTs/],
    "a utilisation with a word for a number": [
      texts.utilisationText.replace("|  617 |", "|  n/a |"),
      /toy:\d+: CLB LUTs\* has no number/,
    ],
    "a JSON document of something else": ['{"a":1}', /no report that Trigforge knows/],
    prose: ["It uses some LUTs.", /no report that Trigforge knows/],
    nothing: ["", /no report that Trigforge knows/],
  };
  for (const [name, [text, message]] of Object.entries(refused)) {
    it(`${name} is refused with its place`, () => {
      expect(() => readReports(text, "toy")).toThrow(message);
    });
  }

  it("damaged reports are refused or read, within time, and never break (seed 5)", () => {
    let state = 5;
    const random = (limit: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * limit);
    };
    const all = Object.values(texts);
    let read = 0;
    const begin = performance.now();
    for (let round = 0; round < 1500; round++) {
      let text = all[random(all.length)]!;
      for (let edit = random(4); edit >= 0; edit--) {
        const from = random(text.length);
        const piece = [
          "",
          "|",
          "<",
          "\u0000",
          "999999999999999999999",
          "-",
          "&",
          text.slice(random(text.length)).slice(0, 50),
        ][random(8)]!;
        text = text.slice(0, from) + piece + text.slice(from + random(40));
      }
      try {
        for (const { resources } of readReports(text, "toy")) {
          for (const amount of Object.values(resources)) expect(Number.isFinite(amount)).toBe(true);
        }
        read++;
      } catch (error) {
        expect(error).toBeInstanceOf(TrigforgeError);
      }
    }
    expect(read).toBeGreaterThan(100);
    expect(performance.now() - begin).toBeLessThan(20_000);
  });

  it("deep and long documents are refused or read in bounded time", () => {
    const begin = performance.now();
    expect(() => readReports("<a>".repeat(100_000), "toy")).toThrow(/more than 64 deep/);
    expect(() => readReports(`<profile${" a".repeat(200_000)}`, "toy")).toThrow(TrigforgeError);
    expect(() => readReports(`<profile ${'a="'.repeat(50_000)}`, "toy")).toThrow(TrigforgeError);
    expect(performance.now() - begin).toBeLessThan(10_000);
  });
});
