import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { packEvents, parseCapture, sideLayoutOf } from "../../src/captures/index.js";
import { regress, regressJunit, savePattern } from "../../src/node.js";
import { example, temporaryFolder, trigforge } from "../support/commandLine.js";
import { execute, hasCompiler, oraclePython, random, repositoryRoot, requireOrSkip } from "../support/oracle.js";

// Suites of cases: agreement, differences, what cannot be compared, and recorded outputs of a version.

const suite = temporaryFolder();

/** y = x + weight, z = x, on fixed<8,4>. */
const model = (weight: number, type = "fixed<8,4>"): string =>
  [
    "program adder version=1",
    'provenance {"source":"test","fidelity":"native","notes":[]}',
    `%0 = input name="x" shape=[2] format=${type} : ${type}[2] @x`,
    `%1 = constant shape=[1] type=${type} raw=[${weight}] : ${type}[1] @y`,
    `%2 = add a=%0 b=%1 : ${type.replace(/<(\d+),(-?\d+)>/, (_t, w, i) => `<${Number(w) + 1},${Number(i) + 1}>`)}[2] @y`,
    "output y = %2",
    "output z = %0",
    "",
  ].join("\n");

const header = "format: trigforge-case\nversion: 1\n";
const usual = `${header}model: model.txt\nevents: events.csv\nvalues: raw\n`;
const events = "1,2\n3,4\n-5,6\n";
/** Outputs of {@link model} with weight 1 for {@link events}. */
const outputs = "2,3,1,2\n4,5,3,4\n-4,7,-5,6\n";

/** Writes a case; its files beside `case.yml`. */
function write(root: string, name: string, text: string, files: Record<string, string> = {}): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  const all = { "case.yml": text, "model.txt": model(1), "events.csv": events, "expected.csv": outputs, ...files };
  for (const [file, content] of Object.entries(all)) writeFileSync(join(folder, file), content);
  return folder;
}

/** A suite of one case. */
function one(name: string, text: string, files: Record<string, string> = {}): { root: string; folder: string } {
  const root = join(suite, name);
  return { root, folder: write(root, "case", text, files) };
}

const result = async (root: string, options = {}) => (await regress(root, options)).cases[0]!;

describe("a case", () => {
  it("agrees with expected raw outputs, one file for all ports or one a port", async () => {
    const { root } = one("agree", `${usual}expected: expected.csv\n`);
    expect(await result(root)).toMatchObject({
      name: "case",
      status: "agree",
      events: 3,
      notes: [],
      comparisons: [
        { with: "reference", differing: 0 },
        { with: "golden", events: 3, integers: 12, differing: 0 },
      ],
    });
    const each = { "y.csv": "2,3\n4,5\n-4,7\n", "z.csv": "1,2\n3,4\n-5,6\n" };
    const named = one("named", `${usual}description: both\nexpected: { y: y.csv, z: z.csv }\n`, each);
    expect(await result(named.root)).toMatchObject({ status: "agree", description: "both" });
    const real = one("real", `${usual}expected: { z: z.csv }\nexpected_values: real\n`, {
      "z.csv": "0.0625,0.125\n0.1875,0.25\n-0.3125,0.375\n",
    });
    expect(await result(real.root)).toMatchObject({ status: "agree" });
  });

  it("differs, with the first difference", async () => {
    const { root } = one("differ", `${usual}expected: expected.csv\n`, {
      "expected.csv": outputs.replace("-4,7", "-4,8"),
    });
    const found = await result(root);
    expect(found.status).toBe("differ");
    expect(found.comparisons.find((comparison) => comparison.with === "golden")).toMatchObject({
      differing: 1,
      first: { event: 2, port: "y", element: 1, expected: "8", found: "7" },
    });
  });

  it("compares as many events as it says", async () => {
    const { root } = one("limit", `${usual}limit: 2\nexpected: expected.csv\n`, {
      "expected.csv": "2,3,1,2\n4,5,3,4\n",
    });
    expect(await result(root)).toMatchObject({ status: "agree", events: 2 });
  });

  it("takes a table of trigger objects through a map", async () => {
    const map = [
      "format: trigforge-map",
      "version: 1",
      "table: { layout: long, event: event }",
      "inputs:",
      "- port: x",
      "  type: fixed<8,4>",
      "  objects: [{ name: EG, slots: 2, order_by: pt, fields: { pt: { raw: uint<4>, lsb: 0.25 } } }]",
      "",
    ].join("\n");
    // hwPt 3 is 0.75, which is 12 sixteenths; the second event is empty.
    const { root } = one("objects", `${usual.replace("values: raw\n", "")}map: map.yml\nexpected: { z: z.csv }\n`, {
      "map.yml": map,
      "events.csv": "event,pt\n0,3\n0,7\n2,1\n",
      "z.csv": "28,12\n0,0\n4,0\n",
    });
    expect(await result(root)).toMatchObject({ status: "agree", events: 3 });
    const real = one("objectsReal", `${usual.replace("raw", "real")}map: map.yml\nexpected: { z: z.csv }\n`, {
      "map.yml": map,
    });
    expect((await result(real.root)).error).toMatchObject({ code: "TF-FILE-006" });
  });

  it.each<[string, string, Record<string, string>, string, RegExp]>([
    [
      "a misspelt key",
      `${usual}expect: expected.csv\n`,
      {},
      "TF-FORMAT-015",
      /case\.yml: unknown field "expect"[\s\S]*"expected"/,
    ],
    ["no model", `${header}events: events.csv\n`, {}, "TF-FORMAT-015", /model/],
    ["another version", usual.replace("version: 1", "version: 2"), {}, "TF-FORMAT-015", /version/],
    ["no YAML", "format: [", {}, "TF-FORMAT-013", /case\.yml:1/],
    [
      "an unknown option",
      `${usual}options: { wieghts: a.h5 }\n`,
      {},
      "TF-FORMAT-015",
      /options: unknown field "wieghts"[\s\S]*"weights"/,
    ],
    ["expected outputs of nothing", `${usual}expected: {}\n`, {}, "TF-FORMAT-015", /expected: no output/],
    [
      "a model that is not there",
      `${usual.replace("model.txt", "none.h5")}expected: expected.csv\n`,
      {},
      "TF-FILE-001",
      /none\.h5/,
    ],
    [
      "a model that is damaged",
      `${usual}expected: expected.csv\n`,
      { "model.txt": model(1).replace("= add", "= bad") },
      "TF-PROGRAM-002",
      /model\.txt/,
    ],
    [
      "events that are not there",
      `${usual.replace("events.csv", "none.csv")}expected: expected.csv\n`,
      {},
      "TF-FILE-001",
      /none\.csv/,
    ],
    [
      "ragged events",
      `${usual}expected: expected.csv\n`,
      { "events.csv": "1,2\n3\n" },
      "TF-FORMAT-006",
      /events\.csv:2/,
    ],
    [
      "events out of range",
      `${usual}expected: expected.csv\n`,
      { "events.csv": "1,200\n" },
      "TF-FILE-006",
      /event 0, column 1/,
    ],
    [
      "too few expected rows",
      `${usual}expected: expected.csv\n`,
      { "expected.csv": "2,3,1,2\n" },
      "TF-FILE-006",
      /fewer rows/,
    ],
    [
      "too many expected rows",
      `${usual}expected: expected.csv\n`,
      { "expected.csv": `${outputs}1,1,1,1\n` },
      "TF-FILE-006",
      /more rows/,
    ],
    ["an unknown output", `${usual}expected: { w: expected.csv }\n`, {}, "TF-FILE-006", /no output w/],
    [
      "expected outputs out of range",
      `${usual}expected: expected.csv\n`,
      { "expected.csv": outputs.replace("7", "700") },
      "TF-FILE-006",
      /700/,
    ],
    ["nothing to hold against", usual, {}, "TF-REGRESS-002", /nothing is expected and nothing was recorded/],
  ])("cannot be compared: %s", async (name, text, files, code, message) => {
    const { root } = one(name.replaceAll(" ", "_"), text, files);
    const found = await result(root);
    expect(found.status).toBe("could not");
    expect(found.error?.code).toBe(code);
    expect(found.error?.message).toMatch(message);
    expect(found.error?.message).not.toMatch(/\n\s+at /);
  });
});

describe("a capture", () => {
  const description = [
    "format: trigforge-capture",
    "version: 1",
    "preset: emp-360",
    "outputs:",
    "  links: { out: { channels: [4], length: 1 } }",
    "  words:",
    "    - link: out",
    "      repeat: { count: 2, elements: 1, bits: 9 }",
    "      fields: [{ bits: 8..0, port: y, type: fixed<9,5> }]",
    "    - link: out",
    "      repeat: { count: 2, elements: 1, bits: 8 }",
    "      fields: [{ bits: 39..32, port: z, type: fixed<8,4> }]",
    "",
  ].join("\n");
  const text = `${usual}capture: { file: board.txt, description: capture.yml }\n`;
  const draw = random(3, "captured events");
  const inputs = Array.from({ length: 60 }, () => [draw.integer(-128, 127), draw.integer(-128, 127)] as const);
  const answers = inputs.map((x) => ({ y: x.map((raw) => BigInt(raw + 1)), z: x.map(BigInt) }));

  /** A case whose board answers so many frames late. */
  async function captured(name: string, caseText = text, sent = answers): Promise<{ root: string; folder: string }> {
    const made = one(name, caseText, {
      "capture.yml": description,
      "events.csv": inputs.map((x) => x.join(",")).join("\n"),
    });
    const side = sideLayoutOf(parseCapture(description, "capture.yml"), "outputs");
    const { header, frames } = packEvents(side, sent, { emptyFrames: 23, frames: 600 });
    await savePattern(join(made.folder, "board.txt"), header, frames);
    return made;
  }

  it("agrees, and tells the lag", async () => {
    const { root } = await captured("captureAgrees");
    expect(await result(root)).toMatchObject({
      status: "agree",
      comparisons: [{ with: "reference" }, { with: "capture", events: 60, integers: 240, differing: 0 }],
      notes: ["capture: lag 23 frames, certain"],
    });
    expect(await result(root, { record: true })).toMatchObject({ status: "agree", recorded: true });
  });

  it("differs in one event, or from the lag that is held", async () => {
    const wrong = answers.map((answer, event) =>
      event === 17 ? { ...answer, z: [answer.z[0]!, answer.z[1]! ^ 4n] } : answer,
    );
    const { root } = await captured("captureDiffers", text, wrong);
    const found = await result(root, { record: true });
    expect(found).toMatchObject({ status: "differ", recorded: false });
    expect(found.comparisons.at(-1)).toMatchObject({
      with: "capture",
      differing: 1,
      first: {
        event: 17,
        port: "z",
        element: 1,
        expected: `${answers[17]!.z[1]}`,
        found: `${answers[17]!.z[1]! ^ 4n}`,
      },
    });
    const held = await captured("captureHeld", text.replace("board.txt,", "board.txt, lag: 23,"));
    expect(await result(held.root)).toMatchObject({ status: "agree" });
    const late = await captured("captureLate", text.replace("board.txt,", "board.txt, lag: 22,"));
    expect(await result(late.root)).toMatchObject({ status: "differ" });
    const masked = await captured("captureMasked", text.replace("board.txt,", 'board.txt, masks: ["port:z"],'), wrong);
    expect(await result(masked.root)).toMatchObject({ status: "agree" });
  });

  it("that is damaged, or does not fit the model, cannot be compared", async () => {
    const { root, folder } = await captured("captureDamaged");
    const board = readFileSync(join(folder, "board.txt"), "utf8");
    writeFileSync(join(folder, "board.txt"), board.replace("Frame 0003", "Frame 0004"));
    expect((await result(root)).error?.message).toMatch(/board\.txt:\d+/);
    writeFileSync(join(folder, "board.txt"), board);
    writeFileSync(join(folder, "capture.yml"), description.replace("port: y", "port: w"));
    expect((await result(root)).error).toMatchObject({ code: "TF-CAPTURE-001" });
    const mask = await captured("captureMask", text.replace("board.txt,", "board.txt, masks: [everything],"));
    expect((await result(mask.root)).error).toMatchObject({ code: "TF-CAPTURE-053" });
  });
});

describe("recorded outputs", () => {
  it("are written once, held afterwards, and a changed program is reported", async () => {
    const { root, folder } = one("recorded", usual);
    const first = await result(root, { record: true });
    expect(first).toMatchObject({ status: "agree", recorded: true, notes: [] });
    expect(readdirSync(join(folder, "recorded")).sort()).toEqual(["outputs_y.npy", "outputs_z.npy", "recorded.json"]);
    const recording = readFileSync(join(folder, "recorded/recorded.json"), "utf8");
    expect(JSON.parse(recording)).toMatchObject({ format: "trigforge-recorded", program: first.program, events: 3 });

    const second = await result(root);
    expect(second).toMatchObject({ status: "agree", recorded: false, notes: [], recordedProgram: first.program });
    expect(second.comparisons.map((comparison) => comparison.with)).toEqual(["reference", "recorded"]);

    // Another program that answers the same: reported, and still in agreement.
    writeFileSync(join(folder, "model.txt"), model(1).replace('"source":"test"', '"source":"copy"'));
    const copied = await result(root);
    expect(copied.status).toBe("agree");
    expect(copied.notes).toEqual([
      expect.stringMatching(/^the program has changed: \w{12} was recorded, this is \w{12}$/),
    ]);

    writeFileSync(join(folder, "model.txt"), model(2));
    const changed = await result(root);
    expect(changed.status).toBe("differ");
    expect(changed.comparisons.find((comparison) => comparison.with === "recorded")).toMatchObject({
      differing: 3,
      first: { event: 0, port: "y", element: 0, expected: "2", found: "3" },
    });

    const again = await result(root, { record: true });
    expect(again).toMatchObject({ status: "agree", recorded: true });
    expect(again.notes.at(-1)).toBe("the new recording differs from the earlier one in 3 of 3 events");
    expect(await result(root)).toMatchObject({ status: "agree", notes: [] });

    // Recording the same again leaves the same bytes.
    const files = (): string[] =>
      readdirSync(join(folder, "recorded")).map((file) => readFileSync(join(folder, "recorded", file), "hex"));
    const before = files();
    await result(root, { record: true });
    expect(files()).toEqual(before);
  });

  it("are not written where something that is expected differs", async () => {
    const { root, folder } = one("notRecorded", `${usual}expected: expected.csv\n`, { "model.txt": model(3) });
    expect(await result(root, { record: true })).toMatchObject({
      status: "differ",
      recorded: false,
      notes: ["not recorded, because it differs"],
    });
    expect(existsSync(join(folder, "recorded"))).toBe(false);
  });

  it("with other events, another scale, or damaged, cannot be compared, and can be recorded again", async () => {
    const { root, folder } = one("stale", usual);
    await result(root, { record: true });
    const stale = async (code: string, message: RegExp): Promise<void> => {
      const found = await result(root);
      expect(found).toMatchObject({ status: "could not", error: { code } });
      expect(found.error!.message).toMatch(message);
      const again = await result(root, { record: true });
      expect(again).toMatchObject({ status: "agree", recorded: true });
      expect(again.notes.at(-1)).toMatch(/^the earlier recording is replaced unread/);
      expect(await result(root)).toMatchObject({ status: "agree" });
    };
    writeFileSync(join(folder, "events.csv"), `${events}7,7\n`);
    await stale("TF-REGRESS-003", /events\.csv is not the file that was recorded with/);
    writeFileSync(join(folder, "model.txt"), model(1, "fixed<8,5>"));
    await stale("TF-REGRESS-003", /y is fixed<9,6> and was recorded as fixed<9,5>/);
    writeFileSync(join(folder, "model.txt"), model(1).replace("output z = %0\n", ""));
    await stale("TF-REGRESS-003", /recorded as|output z was recorded, and the model has it no longer/);
    expect(readdirSync(join(folder, "recorded")).sort()).toEqual(["outputs.npy", "recorded.json"]);
    writeFileSync(join(folder, "recorded/recorded.json"), '{"format":"trigforge-recorded"}');
    await stale("TF-FORMAT-015", /recorded\.json/);
  });

  it("a recording that was altered is found", async () => {
    const { root, folder } = one("altered", usual);
    await result(root, { record: true });
    const file = join(folder, "recorded/outputs_z.npy");
    const bytes = readFileSync(file);
    bytes[bytes.length - 4]! ^= 1;
    writeFileSync(file, bytes);
    expect(await result(root)).toMatchObject({ status: "differ" });
    writeFileSync(file, bytes.subarray(0, bytes.length - 3));
    expect(await result(root)).toMatchObject({ status: "could not" });
    rmSync(file);
    expect(await result(root)).toMatchObject({ status: "could not", error: { code: "TF-FILE-001" } });
  });
});

describe("a suite", () => {
  const root = join(suite, "whole");
  write(root, "b_agree", `${usual}expected: expected.csv\n`);
  write(root, "a/differ", `${usual}expected: expected.csv\n`, { "model.txt": model(5) });
  write(root, 'a/<broken> & "co"', "format: nonsense\n");
  write(root, ".hidden", "format: nonsense\n");

  it("runs every case in the order of paths, whatever becomes of each", async () => {
    const seen: [number, number][] = [];
    const report = await regress(root, { onProgress: (done, total) => seen.push([done, total]) });
    expect(report.cases.map(({ name, status }) => [name, status])).toEqual([
      ['a/<broken> & "co"', "could not"],
      ["a/differ", "differ"],
      ["b_agree", "agree"],
    ]);
    expect(report).toMatchObject({ agree: 1, differ: 1, couldNot: 1 });
    expect(seen).toEqual([0, 1, 2, 3].map((done) => [done, 3]));
  });

  it("as JUnit XML: failures and errors, escaped", async () => {
    const xml = regressJunit(await regress(root)).replace(/time="[\d.]+"/g, 'time=""');
    expect(xml).toMatch(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<testsuites tests="3" failures="1" errors="1"/);
    expect(xml).toContain('name="a/&lt;broken&gt; &amp; &quot;co&quot;"');
    expect(xml).toMatch(/<failure message="golden: event 0, y\[0\]: 2 expected, 6 found">/);
    expect(xml).toMatch(/<error message="[^"<]*format: /);
    expect(tagsOf(xml).filter((tag) => tag === "testcase")).toHaveLength(3);
  });

  it("refuses a folder without cases, and cases that are not there", async () => {
    await expect(regress(join(suite, "nothing"))).rejects.toMatchObject({ code: "TF-FILE-001" });
    mkdirSync(join(suite, "empty"));
    await expect(regress(join(suite, "empty"))).rejects.toMatchObject({ code: "TF-REGRESS-001" });
    await expect(regress(root, { cases: ["b_agre"] })).rejects.toThrow(/no case b_agre[\s\S]*"b_agree"/);
  });

  it("on the command line: one table, one exit code", async () => {
    const all = await trigforge(root, "regress", ".", "--junit", "junit.xml");
    expect(all.status).toBe(2);
    expect(all.stdout).toMatch(/^case +result +events +compared with +differ +program\n/);
    expect(all.stdout).toMatch(/\na\/differ +differ +3 +reference, golden +3 +\w{12}\n/);
    expect(all.stdout).toMatch(
      /\na\/differ: 3 of 3 events differ from golden\na\/differ: first golden: event 0, y\[0\]: 2 expected, 6 found\n/,
    );
    expect(all.stdout).toMatch(/\n3 cases, 1 agree, 1 differ, 1 could not be compared\n$/);
    expect(all.stdout + all.stderr).not.toMatch(/\n\s+at /);
    expect(readFileSync(join(root, "junit.xml"), "utf8")).toMatch(/<\/testsuites>\n$/);
    expect((await trigforge(root, "regress", ".", "--case", "a/differ")).status).toBe(1);
    const json = await trigforge(root, "regress", ".", "--case", "b_agree", "--json");
    expect(json.status).toBe(0);
    expect(JSON.parse(json.stdout)).toMatchObject({ agree: 1, cases: [{ name: "b_agree", status: "agree" }] });
    const none = await trigforge(root, "regress", "nowhere");
    expect([none.status, none.stdout]).toEqual([2, ""]);
    expect(none.stderr).toMatch(/^nowhere: there is no such folder[\s\S]*TF-FILE-001/);
  });
});

/** Names of the elements of an XML document, which must be well formed. */
function tagsOf(xml: string): string[] {
  const open: string[] = [];
  const found: string[] = [];
  const rest = xml.replace(
    /<(\/?)([\w-]+)((?: [\w-]+="[^"<>&]*(?:&\w+;[^"<>&]*)*")*)(\/?)>/g,
    (_tag, close, name, _rest, empty) => {
      if (close === "/") expect(open.pop()).toBe(name);
      else {
        found.push(name);
        if (empty === "") open.push(name);
      }
      return "";
    },
  );
  expect(open).toEqual([]);
  expect(rest.replace(/^<\?xml[^>]*\?>/, "").replace(/&(lt|gt|amp|quot);/g, "")).not.toMatch(/[<>&]/);
  return found;
}

describe("the worked examples of trigger inputs", () => {
  it("equal an implementation in numpy that knows nothing of Trigforge, bit for bit", async () => {
    const report = await regress(example("trigger_inputs"));
    expect(report.cases.map(({ name, status, events: count }) => [name, status, count])).toEqual([
      ["calorimeter_regions", "agree", 80],
      ["global_trigger", "agree", 300],
    ]);
    for (const { comparisons } of report.cases) expect(comparisons.map((c) => c.with)).toEqual(["reference", "golden"]);
  });

  it("regions in another order give the same scores; one that has moved does not", async () => {
    const folder = join(suite, "shuffled/case");
    mkdirSync(folder, { recursive: true });
    const source = example("trigger_inputs/calorimeter_regions");
    for (const file of readdirSync(source)) copyFileSync(join(source, file), join(folder, file));
    const [head, ...rows] = readFileSync(join(source, "regions.csv"), "utf8").trimEnd().split("\n");
    const event = (row: string): number => Number(row.split(",")[0]);
    const reversed = rows
      .map((row, index) => ({ row, index }))
      .sort((a, b) => event(a.row) - event(b.row) || b.index - a.index);
    writeFileSync(join(folder, "regions.csv"), `${[head, ...reversed.map(({ row }) => row)].join("\n")}\n`);
    expect(await result(join(suite, "shuffled"))).toMatchObject({ status: "agree" });
    // A hot region of the first event, moved by one in phi.
    const hot = rows.indexOf("0,11,2,161");
    expect(hot).toBeGreaterThanOrEqual(0);
    const moved = rows.with(hot, "0,11,12,161");
    writeFileSync(join(folder, "regions.csv"), `${[head, ...moved].join("\n")}\n`);
    expect(await result(join(suite, "shuffled"))).toMatchObject({ status: "differ" });
  });

  const compiler = requireOrSkip("g++", hasCompiler());
  it.skipIf(!compiler)("their firmware agrees, too", async () => {
    const report = await regress(example("trigger_inputs"), { firmware: true, cases: ["calorimeter_regions"] });
    expect(report.cases[0]).toMatchObject({ status: "agree" });
    expect(report.cases[0]!.comparisons.map((comparison) => comparison.with)).toContain("firmware");
  });

  const python = oraclePython();
  const present = requireOrSkip("a Python with numpy, h5py and PyYAML", python !== null);
  it.skipIf(!present)("numpy computes the committed answers from the committed tables", () => {
    const script = join(repositoryRoot, "examples/trigger_inputs/make.py");
    const told = execute(python!, ["-B", script, "--check"], repositoryRoot).toString();
    expect(told.match(/^equal: /gm)).toHaveLength(3);
    expect(told).not.toMatch(/DIFFERS/);
  });
});
