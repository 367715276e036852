import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { example, temporaryFolder, trigforge, trigforgeProcess } from "../support/commandLine.js";
import { execute, hasCompiler, requireOrSkip } from "../support/oracle.js";

// The path that `trigforge --help` shows a newcomer, walked on the bundled jet tagger.

const folder = temporaryFolder();
const events = example("jet_tagger/events.npy");
const golden = example("jet_tagger/qkeras_logits.npy");
const compiler = requireOrSkip("g++", hasCompiler());

describe("from a model file to a verified HLS project", () => {
  it("import writes a program, in a process of its own", () => {
    const words = [
      "import",
      example("jet_tagger/jet_tagger.h5"),
      "--input-type",
      "jet=fixed<16,6>",
      "--softmax",
      "drop",
    ];
    const { status, stdout } = trigforgeProcess(folder, ...words, "-o", "jet.json", "--json");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ name: "jet_tagger", fidelity: "as trained", multiplyAdds: 4256 });
    expect(readFileSync(join(folder, "jet.json"), "utf8")).toMatch(/^\{"format":"trigforge-program"/);
  });

  it("show and its text form read back as the same program", async () => {
    const text = await trigforge(folder, "show", "jet.json", "--text", "--full");
    expect(text.status).toBe(0);
    expect((await trigforge(folder, "show", "jet.json")).stdout).toMatch(/fc1\s+contract\s+\[64\]/);
  });

  it("check reports types and takes the model in every backend", async () => {
    const { status, stdout } = await trigforge(folder, "check", "jet.json", "--json");
    expect(status).toBe(0);
    const report = JSON.parse(stdout);
    expect(report.problems).toEqual({ wasm: [], hls: [] });
    expect(report.types.find((row: { scope: string }) => row.scope === "relu1")).toMatchObject({ overflow: "SAT" });
  });

  it("emulate writes raw integers, values and counters", async () => {
    const raw = await trigforge(folder, "emulate", "jet.json", events, "-o", "out.npy", "--counters", "--json");
    expect(raw.status).toBe(0);
    const report = JSON.parse(raw.stdout);
    expect(report.events).toBe(2000);
    expect(report.counters.map((row: { scope: string }) => row.scope)).toContain("relu1");
    expect(readFileSync(join(folder, "out.npy")).equals(readFileSync(golden))).toBe(true);
    expect((await trigforge(folder, "emulate", "jet.json", events, "-o", "out.csv", "--as", "real")).status).toBe(0);
    const lines = readFileSync(join(folder, "out.csv"), "utf8").split("\n");
    expect(lines[0]).toBe("output_0,output_1,output_2,output_3,output_4");
    expect(lines.length).toBe(2002);
  });

  it("emulate says so where it cannot use the threads that are asked for", async () => {
    const words = ["emulate", "jet.json", events, "-o", "traced.npy", "--trace", "relu1", "--threads", "2"];
    const { status, stderr } = await trigforge(folder, ...words);
    expect([status, stderr]).toEqual([0, expect.stringMatching(/^emulated on one thread: /)]);
  });

  it("emulate saves the emulator as two files", async () => {
    expect((await trigforge(folder, "emulate", "jet.json", "--save-emulator", "emulator")).status).toBe(0);
    expect(existsSync(join(folder, "emulator.wasm"))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "emulator.json"), "utf8"))).toMatchObject({
      format: "trigforge-emulator",
    });
  });

  it.skipIf(!compiler)("verify agrees with the generated C++ and with QKeras", async () => {
    const { status, stdout } = await trigforge(folder, "verify", "jet.json", events, "--golden", golden, "--json");
    const report = JSON.parse(stdout);
    expect(report.comparisons.map((item: { with: string }) => item.with)).toEqual(["reference", "firmware", "golden"]);
    expect(report.agree).toBe(true);
    expect(status).toBe(0);
  });

  it("verify says where expected outputs differ, with exit code 1", async () => {
    const wrong = example("jet_tagger/hls4ml_softmax.npy");
    const { status, stdout } = await trigforge(
      folder,
      "verify",
      "jet.json",
      events,
      "--golden",
      wrong,
      "--no-firmware",
      "--json",
    );
    expect(status).toBe(1);
    const found = JSON.parse(stdout).comparisons.find((item: { with: string }) => item.with === "golden");
    expect(found.first).toMatchObject({ event: 0, port: "output", element: 0 });
  });

  it.skipIf(!compiler)(
    "emit writes a project whose own testbench passes, and fails when an output is altered",
    async () => {
      expect((await trigforge(folder, "emit", "jet.json", "-o", "firmware", "--events", events)).status).toBe(0);
      const project = join(folder, "firmware");
      expect(execute("make", ["run"], project).toString()).toMatch(/100 events/);
      const expected = readFileSync(join(project, "tb_data/expected.dat"), "utf8");
      const altered = expected.replace(/^(-?\d+)/, (raw) => `${Number(raw) + 1}`);
      expect(() => execute("sh", ["-c", `cat > tb_data/expected.dat && make run`], project, altered)).toThrow(
        /event 0/,
      );
    },
  );
});
