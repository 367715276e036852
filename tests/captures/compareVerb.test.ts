import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { parseMask } from "../../src/captures/compareMasks.js";
import type { Program } from "../../src/ir/index.js";
import { type CompareFileOptions, compareFiles, loadModel } from "../../src/node.js";
import { example, temporaryFolder, trigforge } from "../support/commandLine.js";

// The walk of docs/regression.md, on the bundled captures.

const folder = temporaryFolder();
const capture = (name: string): string => example(`captures/${name}`);
const model = example("anomaly_detector/anomaly_detector.h5");
const map = example("anomaly_detector/map.yml");
const events = example("anomaly_detector/events.npy");
const description = capture("board.yml");
const words = ["--capture", description, "--model", model, "--map", map, "--events", events, "--limit", "120"];

describe("on the command line", () => {
  it("a capture that agrees: exit code 0, and the latency", async () => {
    const { status, stdout } = await trigforge(folder, "compare", capture("good.txt"), ...words, "--json");
    const report = JSON.parse(stdout);
    expect(status).toBe(0);
    expect(report).toMatchObject({ verdict: "agree", events: { compared: 120, equal: 120 } });
    expect(report.lag.latency).toMatchObject({ frames: 37 });
  });

  it("silence behind the pattern differs, is named, and hides no other fault", async () => {
    const unlimited = words.filter((word) => word !== "--limit" && word !== "120");
    for (const [name, faults] of [
      ["good.txt", ["silent end"]],
      ["cable.txt", ["stuck bits", "silent end"]],
    ] as const) {
      const { status, stdout } = await trigforge(folder, "compare", capture(name), ...unlimited, "--json");
      const report = JSON.parse(stdout);
      expect(status, name).toBe(1);
      expect(report.diagnoses.map(({ fault }: { fault: string }) => fault)).toEqual(faults);
      expect(report.diagnoses[0].exact).toBe(true);
      expect(report.diagnoses.at(-1).claim).toMatch(/^from event 120 \(frame 753\) .*--limit 120/);
    }
  });

  it("hwPt / 2 as an integer division is found out: exit code 1, page and JUnit XML", async () => {
    const files = ["--html", "report.html", "--junit", "report.xml"];
    const { status, stdout } = await trigforge(folder, "compare", capture("divided.txt"), ...words, ...files);
    expect(status).toBe(1);
    expect(stdout).toMatch(/1\. integer-divided input: every element of objects loses its fraction/);
    expect(stdout).toMatch(/proved: .* in all of 120 events/);
    expect(readFileSync(join(folder, "report.html"), "utf8")).toMatch(/integer-divided input/);
    expect(readFileSync(join(folder, "report.xml"), "utf8")).toMatch(/failures="2"/);
  });

  it("what cannot be compared is named: exit code 2", async () => {
    for (const [rest, message] of [
      [[], /EXPECTED and FOUND/],
      [[capture("good.txt"), "nowhere.txt"], /nowhere.txt/],
      [[capture("good.txt"), capture("good.txt"), "--mask", "links"], /mask "links"/],
      [[capture("good.txt"), capture("good.txt"), "--lag", "1.5"], /no whole number/],
    ] as const) {
      const { status, stderr } = await trigforge(folder, "compare", ...rest);
      expect(status, rest.join(" ")).toBe(2);
      expect(stderr).toMatch(message);
      expect(stderr).not.toMatch(/defect of Trigforge/);
    }
  });
});

describe("files are compared:", () => {
  let program: Program;
  let emulator: Pick<CompareFileOptions, "program" | "events" | "limit" | "description">;
  beforeAll(async () => {
    program = await loadModel(model, { map });
    emulator = { program, events, limit: 120, description };
  });

  it("a bad cable is found out, and masked", async () => {
    const report = await compareFiles({ found: capture("cable.txt"), ...emulator });
    const claim = "bit 7 of link 24 is always 0";
    expect(report.diagnoses[0]).toMatchObject({ fault: "stuck bits", claim, exact: true });
    expect(report.traces.map(({ event }) => event)).toEqual([0, 3, 6]);
    for (const mask of ["link:24", "bits:24:0x80"]) {
      const masked = await compareFiles({ found: capture("cable.txt"), ...emulator, masks: [parseMask(mask)] });
      expect(masked.verdict).toBe("agree");
    }
  });

  it("captures with each other, with and without a description", async () => {
    const pair = { expected: capture("good.txt"), found: capture("cable.txt") };
    const whole = await compareFiles(pair);
    expect(whole).toMatchObject({ unit: "frame", lag: { frames: 0 }, verdict: "differ" });
    expect(whole.diagnoses[0]).toMatchObject({ fault: "stuck bits", exact: true });
    const typed = await compareFiles({ ...pair, description, program });
    expect(typed).toMatchObject({ unit: "event", first: { field: { port: "difference", element: 0 } } });
  });

  it("tables with captures and tables", async () => {
    expect((await trigforge(folder, "emulate", model, events, "--map", map, "-o", "out.csv")).status).toBe(0);
    const expected = join(folder, "out.csv");
    const options = { expected, program, values: "raw" as const };
    const verdict = async (rest: Omit<CompareFileOptions, "expected">) =>
      (await compareFiles({ ...options, ...rest })).verdict;
    expect(await verdict({ found: capture("good.txt"), description, limit: 120 })).toBe("agree");
    expect(await verdict({ found: capture("cable.txt"), description, limit: 120 })).toBe("differ");
    expect(await verdict({ found: expected })).toBe("agree");
    const golden = example("anomaly_detector/difference.npy");
    expect((await compareFiles({ expected: golden, found: golden })).events).toMatchObject({
      compared: 1000,
      equal: 1000,
    });
    const proposed = example("anomaly_detector/difference_proposed.npy");
    expect((await compareFiles({ expected: golden, found: proposed, diagnose: false })).verdict).toBe("differ");
  });

  it("not, by name, without a description or at a lag that leaves nothing", async () => {
    const found = capture("good.txt");
    await expect(compareFiles({ found, program, events, limit: 120 })).rejects.toThrow(/--capture/);
    await expect(compareFiles({ found, ...emulator, lag: 99999 })).rejects.toThrow(/no event lies whole/);
  });

  it("and the bundled captures are small", () => {
    for (const name of ["good.txt", "divided.txt", "cable.txt"])
      expect(statSync(capture(name)).size).toBeLessThan(100_000);
  });
});
