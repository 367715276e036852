import { expect, test } from "vitest";
import { compileAndRun, hasCompiler, random, requireOrSkip } from "./oracle.js";

test("the generator repeats itself for a seed and differs between seeds", () => {
  const draw = (seed: number) => Array.from({ length: 100 }, random(seed, null).next);
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
  expect(new Set(draw(3)).size).toBe(100);
});

test("random integers stay within their bounds and reach them", () => {
  const source = random(7, null);
  const drawn = new Set(Array.from({ length: 1000 }, () => source.integer(-2, 3)));
  expect([...drawn].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2, 3]);
  for (let count = 0; count < 100; count++) expect(source.bits(70) < 1n << 70n).toBe(true);
});

test.skipIf(!requireOrSkip("a C++ compiler (g++)", hasCompiler()))("C++ is compiled, fed and read", () => {
  const files = { "double.cpp": '#include <cstdio>\nint main() { int x; scanf("%d", &x); printf("%d", 2 * x); }' };
  expect(compileAndRun({ files, sources: ["double.cpp"] }, [], "21").toString()).toBe("42");
  expect(() => compileAndRun({ files: { "bad.cpp": "int main( {" }, sources: ["bad.cpp"] })).toThrow(/error/);
});
