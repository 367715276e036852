import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { encodeNpyBlock, encodeNpyHeader } from "../../../src/formats/index.js";
import { loadModel, loadObjectMap, openObjectEvents } from "../../../src/node.js";
import { example, temporaryFolder, trigforge } from "../../support/commandLine.js";

// Tables of trigger objects on the command line: emulate, verify and emit pick them up where the map describes them.

const folder = temporaryFolder();
const network = example("trigger_inputs/calorimeter_regions/network.txt");
const map = example("trigger_inputs/calorimeter_regions/map.yml");
const table = example("trigger_inputs/calorimeter_regions/regions.csv");
const score = example("trigger_inputs/calorimeter_regions/score.npy");

const write = (name: string, content: string | Uint8Array): string => {
  writeFileSync(join(folder, name), content);
  return name;
};

describe("a table of objects on the command line", () => {
  it("emulate gives the committed raw outputs, and nothing else", async () => {
    const words = ["--map", map, "-o", "score.npy", "--json"];
    const plain = await trigforge(folder, "emulate", network, table, ...words);
    expect(plain.stderr).toBe("");
    expect(JSON.parse(plain.stdout)).toMatchObject({ events: 80 });
    expect(readFileSync(join(folder, "score.npy")).equals(readFileSync(score))).toBe(true);
  });

  it("verify compares them, compressed, with the reference and with expected outputs", async () => {
    write("regions.csv.gz", gzipSync(readFileSync(table)));
    const words = ["--map", map, "--golden", score, "--no-firmware"];
    const { status, stdout } = await trigforge(folder, "verify", network, "regions.csv.gz", ...words);
    expect(stdout).toMatch(/emulator and golden: 80 events, 80 integers, all equal\nAGREE/);
    expect(status).toBe(0);
  });

  it("a wide .npy of the same regions gives the same scores", async () => {
    const energy = new Float64Array(80 * 18 * 14);
    for (const row of readFileSync(table, "utf8").trimEnd().split("\n").slice(1)) {
      const [event, phi, eta, et] = row.split(",").map(Number) as [number, number, number, number];
      if (eta >= 4 && eta < 18) energy[(event * 18 + phi) * 14 + eta - 4] = et;
    }
    const block = { firstEvent: 0, events: 80, columns: 252, values: energy };
    const npy = [encodeNpyHeader("int32", [80, 18, 14]), encodeNpyBlock(block, "int32", "regions.npy")];
    write("regions.npy", Buffer.concat(npy));
    const text = readFileSync(map, "utf8").replace("layout: long", "layout: wide").replace("  event: event\n", "");
    const words = ["regions.npy", "--map", write("wide.yml", text), "--golden", score, "--no-firmware"];
    const { status, stdout, stderr } = await trigforge(folder, "verify", network, ...words);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/AGREE/);
    expect(status).toBe(0);
  });

  it("emit puts prepared events into the testbench", async () => {
    const words = ["-o", "firmware", "--map", map, "--events", table, "--test-events", "5"];
    expect(JSON.parse((await trigforge(folder, "emit", network, ...words, "--json")).stdout)).toMatchObject({
      testEvents: 5,
    });
  });

  it.each<[string, string[], RegExp]>([
    [
      "real values",
      ["--map", map, "--values", "real"],
      /regions\.csv: .*describes hardware integers[\s\S]*TF-FILE-006/,
    ],
    ["no map", [], /TF-F/],
  ])("%s are refused", async (_name, words, expected) => {
    const { status, stdout, stderr } = await trigforge(folder, "emulate", network, table, ...words);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(expected);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it("damaged tables are refused by row and column, and leave nothing behind", async () => {
    const lines = readFileSync(table, "utf8").trimEnd().split("\n");
    const row = lines.findIndex((line) => /^0,\d+,(4|5|6|7|8|9|1[0-7]),/.test(line)) - 1;
    const place = lines[row + 1]!.split(",").slice(0, 3).join(",");
    const damaged = (text: string): string => write("damaged.csv", `${lines.with(row + 1, text).join("\n")}\n`);
    const refusal = async (text: string): Promise<string> => {
      const path = join(folder, damaged(text));
      const program = await loadModel(network, { map });
      const opened = await openObjectEvents(path, program, (await loadObjectMap(map))!);
      const read = async (): Promise<void> => {
        for await (const block of opened.blocks) expect(block.events).toBeGreaterThan(0);
      };
      const error = await read().then(
        () => new Error("nothing was refused"),
        (reason: Error) => reason,
      );
      return error.message.replace(`${folder}/`, "");
    };
    const where = `damaged\\.csv: row ${row}, column et: REGION et is`;
    expect(await refusal(`${place},1024`)).toMatch(
      new RegExp(`^${where} 1024, no hardware integer of uint<10>[^]*0 to 1023`),
    );
    expect(await refusal(`${place},1.5`)).toMatch(new RegExp(`^${where} 1.5`));
    expect(await refusal(`${place}`)).toMatch(new RegExp(`^damaged\\.csv:${row + 2}: it has 3 values`));
    expect(await refusal(`${place},nan`)).toMatch(/TF-FORMAT-008/);
    expect(await refusal(`${place},EG`)).toMatch(
      new RegExp(`^damaged\\.csv:${row + 2}: value 4 is "EG", not a number`),
    );
    const { status, stdout, stderr } = await trigforge(
      folder,
      "emulate",
      network,
      damaged(`${place},1024`),
      "--map",
      map,
      "-o",
      "none.npy",
    );
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(new RegExp(`^${where} 1024`));
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(readdirSync(folder).filter((file) => file.startsWith("none"))).toEqual([]);
  });
});
