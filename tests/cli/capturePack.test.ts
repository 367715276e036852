import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { example, temporaryFolder, trigforge } from "../support/commandLine.js";

// Events into a pattern file and out of it again, on the bundled jet tagger.

const folder = temporaryFolder();
const events = example("jet_tagger/events.npy");
const golden = example("jet_tagger/qkeras_logits.npy");
const imported = [example("jet_tagger/jet_tagger.h5"), "--input-type", "jet=fixed<16,6>", "--softmax", "drop"];
await trigforge(folder, "import", ...imported, "-o", "jet.json");
const model = ["jet.json"];

writeFileSync(
  join(folder, "board.yml"),
  `format: trigforge-capture
version: 1
preset: emp-360
inputs:
  links: { jet: { channels: [0..3], lanes: 4, length: 1 } }
  words:
    - link: jet
      repeat: [{ count: 4, lanes: 1, elements: 4 }, { count: 4, bits: 16, elements: 1 }]
      fields: [{ bits: 15..0, port: jet }]
outputs:
  links: { scores: { channels: [20], length: 2 } }
  words:
    - link: scores
      frames: 2
      repeat: { count: 5, bits: 16, elements: 1 }
      fields: [{ bits: 15..0, port: output, type: fixed<16,5> }]
`,
);
const capture = ["--capture", "board.yml"];

describe("capture pack and unpack", () => {
  it("files of 1024 frames hold 113 events each, and give back what was packed", async () => {
    const words = [...model, events, ...capture, "-o", "p.txt.gz", "--frames", "1024", "--json"];
    const { status, stdout } = await trigforge(folder, "capture", "pack", ...words);
    expect(status).toBe(0);
    const { files } = JSON.parse(stdout);
    expect(files.length).toBe(18);
    expect(files[17]).toEqual({ path: "p_17.txt.gz", events: 79, frames: 1024 });
    const tail = ["--direction", "inputs", "--as", "real", "--model", ...model, "-o", "last.csv", "--json"];
    const unpacked = await trigforge(folder, "capture", "unpack", "p_17.txt.gz", ...capture, ...tail);
    expect(JSON.parse(unpacked.stdout)).toMatchObject({ events: 79, lag: 0, cutOff: 0, problems: {} });
    const rows = readFileSync(join(folder, "last.csv"), "utf8").trim().split("\n").slice(1);
    writeFileSync(join(folder, "rows.csv"), `${rows.join("\n")}\n`);
    const again = await trigforge(
      folder,
      "capture",
      "pack",
      ...model,
      "rows.csv",
      ...capture,
      "-o",
      "again.txt",
      "--frames",
      "1024",
    );
    expect(again.status).toBe(0);
    const first = gunzipSync(readFileSync(join(folder, "p_17.txt.gz"))).toString();
    expect(readFileSync(join(folder, "again.txt"), "utf8")).toBe(first);
  });

  it("a late capture is found by its first valid word, and unpacks without the model", async () => {
    const outputs = ["--direction", "outputs", ...capture, "--empty-frames", "37", "-o", "o.txt"];
    expect((await trigforge(folder, "capture", "pack", ...model, golden, "--values", "raw", ...outputs)).status).toBe(
      0,
    );
    const { stdout } = await trigforge(
      folder,
      "capture",
      "unpack",
      "o.txt",
      ...capture,
      "--as",
      "real",
      "-o",
      "o.npy",
      "--json",
    );
    expect(JSON.parse(stdout)).toMatchObject({ lag: 37, events: 2000, lastFrame: 37 + 9 * 1999 });
    const back = ["--direction", "outputs", ...capture, "--values", "real", "--empty-frames", "37", "-o", "o2.txt"];
    expect((await trigforge(folder, "capture", "pack", ...model, "o.npy", ...back)).status).toBe(0);
    expect(readFileSync(join(folder, "o2.txt"), "utf8")).toBe(readFileSync(join(folder, "o.txt"), "utf8"));
  });

  it("a cut off capture loses its last event; a wrong lag is refused, and nothing is written", async () => {
    const lines = readFileSync(join(folder, "o.txt"), "utf8").split("\n");
    writeFileSync(join(folder, "cut.txt"), `${lines.slice(0, 4 + 37 + 91).join("\n")}\n`);
    const cut = await trigforge(folder, "capture", "unpack", "cut.txt", ...capture, "-o", "cut.npy", "--json");
    expect(JSON.parse(cut.stdout)).toMatchObject({ events: 10, cutOff: 1 });
    const wrong = await trigforge(folder, "capture", "unpack", "o.txt", ...capture, "-o", "wrong.npy", "--lag", "10");
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("o.txt: event 0: its packet on link scores is missing");
    const nothing = await trigforge(folder, "capture", "unpack", "o.txt", ...capture, "-o", "wrong.npy", "--lag", "5");
    expect(nothing.stderr).toContain("o.txt: no word is valid where the description and the lag place one");
    expect(existsSync(join(folder, "wrong.npy"))).toBe(false);
  });
});
