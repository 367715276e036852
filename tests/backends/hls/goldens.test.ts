import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { build, check } from "../../../src/backends/hls/index.js";
import { completePlan } from "../../../src/backends/planSchema.js";
import { importHls4mlProject } from "../../../src/importers/index.js";
import type { Program } from "../../../src/ir/index.js";
import { simplify } from "../../../src/passes/index.js";
import { repositoryRoot } from "../../support/oracle.js";

// Every layer of the golden projects of hls4ml, streamed. That the reference gives the golden values, and that the parallel
// C++ and the streamed one do, is tested in tests/coverage.

interface Golden {
  readonly project: string;
  readonly files: Readonly<Record<string, string>>;
  readonly inputs: readonly { readonly name: string; readonly rows: readonly (readonly number[])[] }[];
}

const folder = join(repositoryRoot, "tests/importers/hls4ml/goldens/cases");
const goldens = readdirSync(folder)
  .sort()
  .map((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as Golden);
const plan = completePlan({ format: "trigforge-plan", version: 1, defaults: { io: "stream" } });
const programs = new Map<string, Program>();

function programOf({ project, files }: Golden): Program {
  const known = programs.get(project) ?? simplify(importHls4mlProject(files, { where: project }));
  programs.set(project, known);
  return known;
}

describe("the golden projects of hls4ml, streamed", () => {
  test.each(goldens.map((golden): [string, Golden] => [golden.project, golden]))("%s: is laid out", (_name, golden) => {
    const program = programOf(golden);
    expect(check(program, plan)).toEqual([]);
    const source = build(program, { plan, projectName: "net" })["firmware/net.cpp"]!;
    expect(source).toContain("#pragma HLS DATAFLOW");
    expect(source.split("\n").length).toBeLessThan(2500);
  });
});
