import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { highestRaw, lowestRaw } from "../../../src/fixed/index.js";
import { foldIndices, opTable, treeSplit } from "../../../src/ops/index.js";
import { compileAndRun, hasCompiler, repositoryRoot, requireOrSkip, simulationHeaders } from "../../support/oracle.js";
import { random } from "../../support/random.js";

const here = join(repositoryRoot, "tests/firmware/hls");
const run = (source: string, input = ""): string[] =>
  compileAndRun({ sources: [join(here, source)], include: [simulationHeaders] }, [], input)
    .toString()
    .trim()
    .split("\n");

/** The balanced tree over letters, as src/ops defines it. */
function tree(letters: string): string {
  if (letters.length === 1) return letters;
  const split = treeSplit(letters.length);
  return `(${tree(letters.slice(0, split))}${tree(letters.slice(split))})`;
}

describe.skipIf(!requireOrSkip("a C++ compiler (g++)", hasCompiler()))("kernels", () => {
  test("take the terms of a sum in the order that src/ops defines", () => {
    const expected: string[] = [];
    for (let count = 1; count <= 12; count++) {
      const letters = "abcdefghijkl".slice(0, count);
      for (let stride = 1; stride <= 12; stride++) {
        expected.push(`order ${count} ${stride} ${foldIndices(count, { order: "sequential", stride }).join(" ")}`);
      }
      expected.push(`tree ${count} ${tree(letters)}`);
      expected.push(`running ${count} ${[...letters].reduce((sum, letter) => `(${sum}${letter})`, "0")}`);
      expected.push(`balanced ${count} (0${tree(letters)})`);
    }
    expect(run("fold.cpp")).toEqual(expected);
  });

  test("testbenches read and write raw integers of any width", () => {
    const source = random(21);
    const lines: string[] = [];
    const expected: string[] = [];
    for (const width of [1, 17, 64, 65, 200]) {
      for (const signed of [false, true]) {
        const type = { signed, width, integer: width };
        const [low, high] = [lowestRaw(type), highestRaw(type)];
        const raws = [
          low,
          high,
          low - 1n,
          high + 1n,
          0n,
          ...Array.from({ length: 20 }, () => low + source.bits(width)),
        ];
        for (const raw of raws) {
          const words = Array.from({ length: Math.ceil(width / 64) }, (_unused, index) =>
            BigInt.asUintN(64, raw >> BigInt(64 * index)),
          );
          lines.push(`${width} ${signed ? 1 : 0} ${raw}`);
          expected.push(raw < low || raw > high ? "no" : `${words.join(" ")} ${raw}`);
        }
        for (const text of ["x", "-", "1.0", "0x1", "+1", "00", "1e3"]) {
          lines.push(`${width} ${signed ? 1 : 0} ${text}`);
          expected.push("no");
        }
      }
    }
    expect(run("raw.cpp", lines.join("\n"))).toEqual(expected);
  });
});

test("every op that computes has a kernel of its name", () => {
  const stems = readdirSync(join(repositoryRoot, "firmware/hls")).map((name) => name.replace(/\.h$/, ""));
  const computing = Object.keys(opTable).filter((kind) => kind !== "input" && kind !== "constant");
  expect(stems).toEqual(expect.arrayContaining(computing));
  const others = stems.filter((stem) => !computing.includes(stem)).sort();
  const streaming = ["contract_packets", "fold_packets", "stream", "windows"];
  expect(others).toEqual(["arrange", "contract_shared", "fold", "number", "testbench", ...streaming].sort());
});

test("kernels have no line over 120 columns, and say what they take", () => {
  const folder = join(repositoryRoot, "firmware/hls");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".h"));
  for (const path of files) {
    const text = readFileSync(join(folder, path), "utf8");
    expect(
      text.split("\n").filter((line) => line.length > 120),
      path,
    ).toEqual([]);
    expect(text, path).toMatch(/^\/\/ /m);
  }
});
