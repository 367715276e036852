import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { wordFlags } from "../../../src/formats/index.js";
import { repositoryRoot } from "../../support/oracle.js";
import { type ReadPattern, read, writeText } from "./support.js";

// The same board data in three formats, from CMSSW (docs/formats.md says where). Not part of this repository.

const names = ["example_vertex_emp.txt", "example_vertex_empV2.txt", "example_vertex_apx.txt"];
const paths = names.map((name) => join(repositoryRoot, ".trigforge/patterns", name));
const missing = paths.filter((path) => !existsSync(path));

if (missing.length > 0)
  console.warn(`SKIPPED: CMSSW's examples are not in .trigforge/patterns (docs/formats.md): ${missing}`);

let files: ReadPattern[] = [];

beforeAll(async () => {
  if (missing.length === 0) files = await Promise.all(paths.map((path) => read(readFileSync(path), { where: path })));
});

it.skipIf(missing.length > 0)("hold identical streams", () => {
  expect(files.map((file) => [file.header.format, file.frames, file.header.links])).toEqual([
    ["empv1", 172, [0]],
    ["empv2", 172, [0]],
    ["apx", 172, [0]],
  ]);
  const [first, ...others] = files;
  for (const other of others) {
    expect(other.words).toEqual(first!.words);
    expect(other.flags.map((flags) => flags & wordFlags.valid)).toEqual(first!.flags);
  }
  const packets = wordFlags.startOfPacket | wordFlags.endOfPacket | wordFlags.valid;
  expect(files[2]!.flags).toEqual(files[1]!.flags.map((flags) => flags & packets));
});

it.skipIf(missing.length > 0)("come back byte by byte", async () => {
  for (const [index, { header, blocks, file }] of files.entries()) {
    expect(file.warnings).toEqual([]);
    expect(await writeText(header, blocks)).toBe(readFileSync(paths[index]!, "utf8"));
  }
});
