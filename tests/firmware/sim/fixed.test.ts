import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { conversionList, conversionPairs, drawPalette, operandList, operandPairs } from "../../fixed/oracle/cases.js";
import { compareConversions, compareOperations } from "../../fixed/oracle/compare.js";
import {
  compile,
  compileBeside,
  type Executable,
  hasCompiler,
  random,
  repositoryRoot,
  requireOrSkip,
  simulationHeaders,
} from "../../support/oracle.js";

// firmware/sim against src/fixed, on machines without the vendor's headers too.

const present = requireOrSkip("a C++ compiler (g++)", hasCompiler());
const rounds = Number(process.env.TRIGFORGE_ORACLE_ROUNDS ?? 1);

const source = random(815, "firmware/sim against src/fixed");
const palette = drawPalette(source);
const conversions = conversionPairs(source, rounds, palette);
const operands = operandPairs(source, 40 * rounds, palette);
const folder = join(repositoryRoot, "tests/fixed/oracle");

describe.skipIf(!present)("firmware/sim equals src/fixed", () => {
  let converting: Executable;
  let operating: Executable;

  beforeAll(async () => {
    const start = (name: string, list: string) =>
      compileBeside({
        files: { "cases.h": list },
        sources: [join(folder, name)],
        include: [folder, simulationHeaders],
      });
    [converting, operating] = await Promise.all([
      start("conversions.cpp", conversionList(conversions)),
      start("operations.cpp", operandList(operands)),
    ]);
  }, 600_000 * rounds);

  afterAll(() => {
    converting?.remove();
    operating?.remove();
  });

  test("conversions", () => {
    const result = compareConversions(conversions, 1000, converting.run([String(source.seed), "1000"]));
    expect(result.examples).toEqual([]);
    expect(result.compared).toBeGreaterThan(200_000);
  });

  test("operations", () => {
    const result = compareOperations(operands, 500, operating.run([String(source.seed), "500"]));
    expect(result.examples).toEqual([]);
    expect(result.compared).toBeGreaterThan(100_000);
  });
});

describe.skipIf(!present)("firmware/sim refuses", () => {
  const check = (body: string) => () =>
    compile({
      files: { "main.cpp": `#include "ap_fixed.h"\nint main() { ${body}; return 0; }` },
      sources: ["main.cpp"],
      include: [simulationHeaders],
      flags: ["-fsyntax-only"],
    }).remove();

  test("numbers beyond 1024 bits", () => {
    expect(check("ap_fixed<1024, 10> x = 1")).not.toThrow();
    expect(check("ap_fixed<1025, 10> x = 1")).toThrow(/at most 1024 bits|1 to 1024 bits/);
  });

  test("unsigned AP_WRAP_SM, as the vendor does", () => {
    expect(check("ap_ufixed<4, 4, AP_TRN, AP_WRAP_SM> x = 1")).toThrow(/no AP_WRAP_SM/);
  });

  test("fixed point with floating point in one expression, as the vendor does", () => {
    expect(check("ap_fixed<8, 4> x = 1; x = x * 0.5")).toThrow(/no match for|ambiguous/);
  });
});
