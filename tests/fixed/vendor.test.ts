import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  compileBeside,
  type Executable,
  hasCompiler,
  random,
  repositoryRoot,
  requireOrSkip,
  vendorHeaders,
} from "../support/oracle.js";
import { runsThoroughly } from "../support/thorough.js";
import { conversionList, conversionPairs, drawPalette, operandList, operandPairs } from "./oracle/cases.js";
import { type Comparison, compareConversions, compareOperations } from "./oracle/compare.js";

// src/fixed against the vendor's open headers, live. TRIGFORGE_ORACLE_ROUNDS=10 widens it ten times, TRIGFORGE_SEED moves it.

const headers = vendorHeaders();
const present =
  runsThoroughly("a million live results of the vendor's headers") &&
  requireOrSkip("the vendor's ap_fixed headers and g++", headers !== null && hasCompiler());
const rounds = Number(process.env.TRIGFORGE_ORACLE_ROUNDS ?? 1);

const source = random(20250, "fixed against the vendor's headers");
const palette = drawPalette(source);
const conversions = conversionPairs(source, rounds, palette);
const operands = operandPairs(source, 10 * rounds, palette);

const suites = {
  conversions: {
    file: "conversions.cpp",
    list: conversionList(conversions),
    count: 4000,
    compare: compareConversions.bind(null, conversions),
  },
  operations: {
    file: "operations.cpp",
    list: operandList(operands),
    count: 2000,
    compare: compareOperations.bind(null, operands),
  },
};
type Suite = keyof typeof suites;

describe.skipIf(!present)("src/fixed equals the vendor's headers", () => {
  const programs = new Map<Suite, Executable>();
  let compared = 0;

  beforeAll(async () => {
    const compiled = (Object.keys(suites) as Suite[]).map(async (name) => {
      const files = { "cases.h": suites[name].list };
      const folder = join(repositoryRoot, "tests/fixed/oracle");
      const program = compileBeside({ files, sources: [join(folder, suites[name].file)], include: [folder, headers!] });
      programs.set(name, await program);
    });
    await Promise.all(compiled);
  }, 600_000 * rounds);

  afterAll(() => {
    for (const program of programs.values()) program.remove();
    console.info(`fixed: ${compared} results compared with the vendor's headers`);
  });

  test.each(Object.keys(suites) as Suite[])("%s", (name) => {
    const { count, compare } = suites[name];
    const bytes = programs.get(name)!.run([String(source.seed), String(count)]);
    const result: Comparison = compare(count, bytes);
    compared += result.compared;
    expect(result.examples).toEqual([]);
    expect(result.differing).toBe(0);
    expect(result.compared).toBeGreaterThan(140_000);
  });
});
