import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conversionList, conversionPairs, drawPalette } from "../../fixed/oracle/cases.js";
import {
  compileBeside,
  type Executable,
  hasCompiler,
  random,
  repositoryRoot,
  requireOrSkip,
  simulationHeaders,
  vendorHeaders,
} from "../../support/oracle.js";
import { runsThoroughly } from "../../support/thorough.js";

// One program, two header sets, equal bytes: firmware/sim against the vendor's open headers.

const vendor = vendorHeaders();
const present =
  runsThoroughly("firmware/sim beside the vendor's headers") &&
  requireOrSkip("the vendor's ap_fixed headers and g++", vendor !== null && hasCompiler());
const kernels =
  present &&
  requireOrSkip(
    "hls4ml's kernels beside the vendor's headers",
    vendor !== null && existsSync(join(dirname(vendor), "nnet_utils")),
  );
const rounds = Number(process.env.TRIGFORGE_ORACLE_ROUNDS ?? 1);

const source = random(4711, "firmware/sim against the vendor's headers");
const palette = drawPalette(source).slice(0, 10);
const conversions = conversionPairs(source, 1, palette)
  .filter(() => source.uniform() < 0.15)
  .concat(rounds > 1 ? conversionPairs(source, rounds - 1, palette) : []);
const oracle = join(repositoryRoot, "tests/fixed/oracle");
const programs = {
  conversions: { source: join(oracle, "conversions.cpp"), list: conversionList(conversions), count: 3000 },
  kernels: { source: join(repositoryRoot, "tests/firmware/sim/kernels.cpp"), list: "", count: 300 },
  interface: { source: join(repositoryRoot, "tests/firmware/sim/interface.cpp"), list: "", count: 2000 },
};
type Program = keyof typeof programs;
const names = (Object.keys(programs) as Program[]).filter((name) => kernels || name !== "kernels");

describe.skipIf(!present)("firmware/sim prints the bytes that the vendor's headers print", () => {
  const compiled = new Map<string, Executable>();

  beforeAll(async () => {
    const compileAll = names.flatMap((name) =>
      [simulationHeaders, vendor!].map(async (headers) => {
        const { source: file, list } = programs[name];
        const executable = compileBeside({
          files: { "cases.h": list },
          sources: [file],
          include: [oracle, headers, ...(name === "kernels" ? [dirname(vendor!)] : [])],
        });
        compiled.set(`${name} ${headers}`, await executable);
      }),
    );
    await Promise.all(compileAll);
  }, 600_000 * rounds);

  afterAll(() => {
    for (const executable of compiled.values()) executable.remove();
  });

  test.each(names)("%s", (name) => {
    const run = (headers: string) =>
      compiled.get(`${name} ${headers}`)!.run([String(source.seed), String(programs[name].count)]);
    const ours = run(simulationHeaders);
    const theirs = run(vendor!);
    expect(ours.length).toBeGreaterThan(5000);
    if (name === "interface") expect(ours.toString()).toBe(theirs.toString());
    expect(ours.equals(theirs)).toBe(true);
  });
});
