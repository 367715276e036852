import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { temporaryFolder, trigforge } from "../support/commandLine.js";

// `trigforge capture show` and `convert`, as a user runs them.

const folder = temporaryFolder();
const metadata = "Metadata: (strobe,) start of orbit, start of packet, end of packet, valid";
const digits = ["0000", "1101", "0001", "0011", "0000", "0000", "0101", "0011"];
const rows = digits.map((flags, frame) => {
  const words = [frame, 2 * frame, 255].map((word) => word.toString(16).padStart(16, "0"));
  return `Frame ${String(frame).padStart(4, "0")}    ${flags} ${words[0]}  ${flags} ${words[1]}  0000 ${words[2]}`;
});
const label = (link: string): string => `            ${link}        `;
const text = ["ID: board", metadata, "", `      Link  ${["004", "005", "112"].map(label).join("")}`, ...rows, ""].join(
  "\n",
);
writeFileSync(join(folder, "rx.txt"), text);
writeFileSync(join(folder, "rx.txt.gz"), gzipSync(text));

const read = (name: string): string => readFileSync(join(folder, name), "utf8");

it("shows links, packets and a picture", async () => {
  const { status, stdout, stderr } = await trigforge(folder, "capture", "show", "rx.txt");
  expect([status, stderr]).toEqual([0, ""]);
  expect(stdout).toMatch(/^rx\.txt: EMPv2, board board\n3 links of 64 bits, 8 frames\n/);
  expect(stdout).toMatch(/^004–005 +5 +1 +2 +2, 3 +2 +1 from 1$/m);
  expect(stdout).toMatch(/^112 +0 +– +0/m);
  expect(stdout).toMatch(/^004–005 {2}\.\[##\.\.\[#$/m);
  expect(stdout).toMatch(/^112 {6}\.{8}$/m);
});

it("shows the same as JSON", async () => {
  const { status, stdout } = await trigforge(folder, "capture", "show", "rx.txt.gz", "--json");
  expect(status).toBe(0);
  const shown = JSON.parse(stdout);
  expect(shown).toMatchObject({ format: "empv2", compression: "gzip", frames: 8, packetsBy: "flags", exact: true });
  expect(shown.links[1]).toMatchObject({ link: 5, firstActive: 1, packets: { count: 2 }, gaps: { least: 2 } });
});

it("shows the size of hls4ml's tables", async () => {
  writeFileSync(join(folder, "csim_results.log"), "0.5 0.25 \n1 2 \n");
  expect((await trigforge(folder, "capture", "show", "csim_results.log")).stdout).toContain("2 events of 2 values");
  const { stdout } = await trigforge(folder, "capture", "convert", "csim_results.log", "c.csv", "--format", "csv");
  expect([stdout, read("c.csv")]).toEqual(["c.csv: events of 2 values, as csv\n", "0.5,0.25\n1,2\n"]);
});

it("converts, to gzip by name, and back to the same bytes", async () => {
  expect((await trigforge(folder, "capture", "convert", "rx.txt", "rx.apx.gz", "--format", "apx")).status).toBe(0);
  expect(gunzipSync(readFileSync(join(folder, "rx.apx.gz"))).toString()).toContain("0x0001    0x07 0x0000000000000001");
  const back = ["rx.apx.gz", "back.txt", "--format", "empv2", "--board", "board"];
  const { status, stdout } = await trigforge(folder, "capture", "convert", ...back);
  expect([status, stdout]).toEqual([0, "back.txt: 8 frames of 3 links, APx to EMPv2\n"]);
  expect(read("back.txt")).toBe(text);
});

it("refuses what the target cannot hold, and leaves nothing behind", async () => {
  const before = readdirSync(folder);
  const refused = await trigforge(folder, "capture", "convert", "rx.txt", "out.txt", "--format", "empv1");
  expect([refused.status, refused.stdout]).toEqual([2, ""]);
  expect(refused.stderr).toMatch(/^rx\.txt: frame 1, link 4: empv1 cannot hold start of packet, start of orbit\n/);
  for (const words of [
    ["out.xz", "--format", "apx"],
    ["out.csv", "--format", "csv"],
  ]) {
    const { status, stderr } = await trigforge(folder, "capture", "convert", "rx.txt", ...words);
    expect([status, /TF-PATTERN-\d{3}/.test(stderr), /\n\s+at /.test(stderr)]).toEqual([2, true, false]);
  }
  expect(readdirSync(folder)).toEqual(before);
  expect(
    (await trigforge(folder, "capture", "convert", "rx.txt", "out.txt", "--format", "empv1", "--drop-flags")).status,
  ).toBe(0);
  expect(existsSync(join(folder, "out.txt"))).toBe(true);
});

it("says where a file is damaged", async () => {
  writeFileSync(join(folder, "cut.txt"), text.slice(0, -40));
  const { status, stdout, stderr } = await trigforge(folder, "capture", "show", "cut.txt");
  expect([status, stdout]).toEqual([2, ""]);
  expect(stderr).toMatch(/^cut\.txt:12:\d+: [\s\S]*TF-PATTERN-00[45]/);
});
