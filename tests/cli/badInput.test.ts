import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { example, temporaryFolder, trigforge } from "../support/commandLine.js";

// Bad input: a located error, exit code 2, no stack trace, nothing on stdout, nothing left behind.

const folder = temporaryFolder();
const model = example("jet_tagger/jet_tagger.h5");
const trained = ["--input-type", "jet=fixed<16,6>", "--softmax", "drop"];
const file = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};

beforeAll(async () => {
  await trigforge(folder, "import", model, ...trained, "-o", "jet.json");
});

async function refused(words: string[], ...expected: (string | RegExp)[]): Promise<void> {
  const { status, stdout, stderr } = await trigforge(folder, ...words);
  expect(stderr).not.toMatch(/\n\s+at /);
  for (const pattern of expected) expect(stderr).toMatch(pattern);
  expect(stderr).toMatch(/TF-[A-Z0-9]+-\d{3}/);
  expect(stdout).toBe("");
  expect(status).toBe(2);
}

describe("bad input", () => {
  it("a truncated HDF5 file", async () => {
    const bytes = readFileSync(model);
    await refused(["import", file("cut.h5", bytes.subarray(0, bytes.length / 2))], /^cut\.h5/);
  });

  it("a file that is no model", async () => {
    await refused(["import", file("noise.bin", new Uint8Array(1000).fill(7))], /^noise\.bin/, /TF-FILE-004/);
    await refused(["import", "missing.h5"], /^missing\.h5/, /TF-FILE-001/);
  });

  it("a model that leaves its input type open", async () => {
    await refused(["import", model], /jet/, /fixed</);
  });

  it("a project with an unknown kernel", async () => {
    const source = join(import.meta.dirname, "../importers/hls4ml/fixtures/current");
    mkdirSync(join(folder, "project"), { recursive: true });
    cpSync(source, join(folder, "project"), { recursive: true });
    const top = join(folder, "project/firmware/current.cpp");
    writeFileSync(top, readFileSync(top, "utf8").replace("nnet::relu<", "nnet::mystery<"));
    await refused(["import", "project"], /current\.cpp:\d+/, /mystery/, /TF-HLS4ML-\d+/);
  });

  it("a configuration with a misspelt layer", async () => {
    const text = readFileSync(example("jet_tagger/hls4ml_config.yml"), "utf8").replace(/^(\s+)fc2:/m, "$1fc22:");
    await refused(["import", model, "--config", file("misspelt.yml", text)], /fc22/, /fc2\b/);
  });

  it("events that are ragged, NaN, or too few columns", async () => {
    const row = new Array(16).fill("0.5").join(",");
    await refused(["emulate", "jet.json", file("ragged.csv", `${row}\n${row},1\n`)], /^ragged\.csv:2/);
    await refused(
      ["emulate", "jet.json", file("nan.csv", `${row}\n${row.replace("0.5", "nan")}\n`)],
      /^nan\.csv/,
      /NaN/,
    );
    await refused(["emulate", "jet.json", file("narrow.csv", "1,2,3\n")], /^narrow\.csv/, /16/);
  });

  it("leaves no results of events that fail half-way", async () => {
    const row = new Array(16).fill("0.5").join(",");
    await refused(
      ["emulate", "jet.json", file("late.csv", `${`${row}\n`.repeat(40_000)}x\n`), "-o", "late.npy"],
      /late\.csv/,
    );
    expect(() => readFileSync(join(folder, "late.npy"))).toThrow(/ENOENT/);
  });

  it("integers whose meaning is open", async () => {
    const header = "\x93NUMPY\x01\x00v\x00{'descr': '<i4', 'fortran_order': False, 'shape': (1, 16), }".padEnd(
      127,
      " ",
    );
    const bytes = Buffer.concat([Buffer.from(`${header}\n`, "latin1"), Buffer.alloc(64)]);
    await refused(["emulate", "jet.json", file("integers.npy", bytes)], /--values raw/, /TF-FILE-007/);
    expect((await trigforge(folder, "emulate", "jet.json", "integers.npy", "--values", "raw")).status).toBe(0);
  });

  it("a folder that is not Trigforge's to replace", async () => {
    mkdirSync(join(folder, "mine"), { recursive: true });
    writeFileSync(join(folder, "mine/thesis.txt"), "years of work");
    await refused(["emit", "jet.json", "-o", "mine"], /^mine/, /TF-FILE-003/);
    expect(readFileSync(join(folder, "mine/thesis.txt"), "utf8")).toBe("years of work");
  });

  it("words that are not understood", async () => {
    await refused(["emulat", "jet.json"], /command line/);
    await refused(["import"], /command line/);
    await refused(["show", "jet.json", "--colour"], /command line/);
    await refused(["explain", "TF-NONE-001"], /TF-CLI-002/);
  });

  it("as JSON too, where JSON is asked for", async () => {
    const { status, stdout } = await trigforge(folder, "import", "missing.h5", "--json");
    expect(status).toBe(2);
    expect(JSON.parse(stdout).error).toMatchObject({ code: "TF-FILE-001", where: "missing.h5" });
  });
});

describe("help", () => {
  it("leads a newcomer along the path", async () => {
    const { status, stdout } = await trigforge(folder, "--help");
    expect(status).toBe(0);
    for (const verb of ["import", "show", "check", "emulate", "emit", "verify", "explain"])
      expect(stdout).toContain(verb);
    expect((await trigforge(folder, "emulate", "--help")).stdout).toMatch(/Examples:/);
  });

  it("explains every code, and prints completion", async () => {
    expect((await trigforge(folder, "explain", "tf-file-007")).stdout).toMatch(/TF-FILE-007: .*\n\n/);
    expect((await trigforge(folder, "explain")).stdout.split("\n").length).toBeGreaterThan(30);
    expect((await trigforge(folder, "completion")).stdout).toMatch(/trigforge/);
  });
});
