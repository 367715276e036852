import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { compileAndRun, random, repositoryRoot, vendorHeaders } from "../support/oracle.js";
import { conversionList, operandList } from "./oracle/cases.js";
import { checkLine, packVectors, rows, unpackVectors, vectorLines, vectorPairs } from "./oracle/vectors.js";

// src/fixed against committed results of the vendor's headers. To make the file again:
//   TRIGFORGE_WRITE_VECTORS=1 npx vitest run tests/fixed/vectors.test.ts

const file = join(repositoryRoot, "tests/fixed/vectors.txt.gz");

/** Makes the file from what the vendor's headers give. */
function writeVectors(): void {
  const source = random(31415, "vector file");
  const pairs = vectorPairs(source);
  const folder = join(repositoryRoot, "tests/fixed/oracle");
  const run = (program: string, list: string, count: number) =>
    compileAndRun(
      { files: { "cases.h": list }, sources: [join(folder, program)], include: [folder, vendorHeaders()!] },
      [String(source.seed), String(count)],
    );
  const converted = run("conversions.cpp", conversionList(pairs.conversions), rows.conversion);
  const operated = run("operations.cpp", operandList(pairs.operands), rows.operation);
  writeFileSync(file, packVectors(vectorLines(pairs, converted, operated)));
}

test("src/fixed equals the committed results of the vendor's headers", { timeout: 1_200_000 }, () => {
  if (process.env.TRIGFORGE_WRITE_VECTORS !== undefined) writeVectors();
  const bytes = readFileSync(file);
  expect(bytes.length).toBeLessThan(300_000);
  let compared = 0;
  const differences: string[] = [];
  for (const line of unpackVectors(bytes)) {
    const result = checkLine(line);
    compared += result.compared;
    differences.push(...result.differences);
  }
  expect(differences.slice(0, 20)).toEqual([]);
  expect(compared).toBeGreaterThan(18_000);
  console.info(`fixed: ${compared} committed results of the vendor's headers compared`);
});
