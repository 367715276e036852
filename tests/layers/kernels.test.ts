import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { wrapRaw } from "../../src/fixed/index.js";
import { elementCount } from "../../src/ops/index.js";
import { compileBeside, hasCompiler, requireOrSkip, vendorHeaders } from "../support/oracle.js";
import { runsThoroughly } from "../support/thorough.js";
import { kernelCases } from "./oracle/cases/index.js";
import { compareCase, summary } from "./oracle/compare.js";
import { type GoldenCase, goldenCase, readGolden, unpackGolden, writeGolden } from "./oracle/golden.js";
import { caseEvents, type KernelCase, kernelProgram } from "./oracle/kernelCase.js";

const oracleFolder = join(dirname(fileURLToPath(import.meta.url)), "oracle");
const headers = vendorHeaders();
const seed = 2026;
const printedSeed = process.env.TRIGFORGE_SEED ?? `${seed}`;
const reseeded = process.env.TRIGFORGE_SEED !== undefined;

interface Run {
  readonly item: KernelCase;
  readonly events: readonly (readonly (readonly bigint[])[])[];
  readonly results: readonly bigint[];
}

/** Compiles the kernels of some cases, runs them on their events and gives what they wrote. */
async function runKernels(cases: readonly KernelCase[]): Promise<Run[]> {
  const program = await compileBeside({
    files: { "kernels.h": readFileSync(join(oracleFolder, "kernels.h")), "kernels.cpp": kernelProgram(cases) },
    sources: ["kernels.cpp"],
    include: [headers!, dirname(headers!)],
  });
  try {
    const events = cases.map((item) => caseEvents(item, seed));
    const input = Buffer.from(BigInt64Array.from(events.flat(3)).buffer);
    const words = new BigInt64Array(new Uint8Array(program.run([], input)).buffer);
    let offset = 0;
    const runs = cases.map((item, index) => {
      const length = item.events * elementCount(item.output.shape);
      const results = Array.from(words.subarray(offset, offset + length), (word) => wrapRaw(word, item.output.format));
      offset += length;
      return { item, events: events[index]!, results };
    });
    expect(words.length, "every result is read").toBe(offset);
    return runs;
  } finally {
    program.remove();
  }
}

test("every kernel case agrees with the results kept from hls4ml's kernels", () => {
  const kept = new Map(readGolden().map((golden) => [golden.name, golden]));
  expect([...kept.keys()].sort()).toEqual(kernelCases.map((item) => item.name).sort());
  if (reseeded)
    return console.warn("\n*** SKIPPED: TRIGFORGE_SEED is set, the kept results are of the usual seeds ***\n");
  let compared = 0;
  const failures = kernelCases.flatMap((item) => {
    const golden: GoldenCase = kept.get(item.name)!;
    const { events, results } = unpackGolden(item, golden);
    compared += results.length;
    return summary(item, compareCase(item, events, results));
  });
  console.info(`layers: ${compared} kept results of ${kernelCases.length} kernel configurations`);
  expect(failures.join("\n")).toBe("");
});

const available =
  runsThoroughly("layers beside hls4ml's own kernels") &&
  requireOrSkip("a C++ compiler (g++)", hasCompiler()) &&
  requireOrSkip("hls4ml's kernels", headers !== null);

test.skipIf(!available)(
  `${kernelCases.length} configurations agree with hls4ml's own kernels in every raw integer`,
  { timeout: 300_000 },
  async () => {
    expect(new Set(kernelCases.map((item) => item.name)).size, "names are unique").toBe(kernelCases.length);
    const halves = [0, 1].map((half) => kernelCases.filter((_item, index) => index % 2 === half));
    const runs = (await Promise.all(halves.map(runKernels))).flat();
    const failures = runs.flatMap(({ item, events, results }) => summary(item, compareCase(item, events, results)));
    const compared = runs.reduce((sum, { results }) => sum + results.length, 0);
    console.info(`layers: ${runs.length} configurations, ${compared} results of hls4ml's kernels, seed ${printedSeed}`);
    expect(failures.join("\n")).toBe("");
    const golden = runs.map(({ item, events, results }) => goldenCase(item, events, results));
    if (process.env.TRIGFORGE_UPDATE_GOLDEN !== undefined) writeGolden(golden);
    if (!reseeded) expect(readGolden(), "golden.json is up to date").toEqual(golden);
  },
);
