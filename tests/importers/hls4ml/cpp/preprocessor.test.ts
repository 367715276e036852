import { describe, expect, test } from "vitest";
import { preprocess } from "../../../../src/importers/hls4ml/cpp/preprocessor.js";
import { Sources } from "../../../../src/importers/hls4ml/cpp/sources.js";

function run(files: Record<string, string> | string, defines: Record<string, string> = {}): string {
  const all = typeof files === "string" ? { "main.cpp": files } : files;
  const unit = preprocess(new Sources(all), Object.keys(all)[0]!, defines, () => false);
  return unit.tokens.map((token) => token.text).join(" ");
}

describe("conditionals", () => {
  test.each([
    ["#ifdef A\n1\n#else\n2\n#endif", "2"],
    ["#define A\n#ifdef A\n1\n#else\n2\n#endif", "1"],
    ["#ifndef A\n1\n#endif 3", "1"],
    ["#if 0\n1\n#elif 1\n2\n#elif 1\n3\n#else\n4\n#endif", "2"],
    ["#if defined(A) || !defined B\n1\n#endif", "1"],
    ["#define N 3\n#if N * 2 > 5 && UNKNOWN == 0\n1\n#endif", "1"],
    ['#if 0\n#if 1\n1\n#else\n2\n#endif\n#error no\n#include "nowhere.h"\n#endif\n5', "5"],
    ["#if 1\n#if 0\n1\n#else\n2\n#endif\n#endif", "2"],
  ])("%j", (text, expected) => {
    expect(run(text)).toBe(expected);
  });

  test("predefined macros count", () => {
    expect(run("#ifdef __SYNTHESIS__\nyes\n#endif", { __SYNTHESIS__: "1" })).toBe("yes");
  });
});

describe("macros", () => {
  test.each([
    ["#define A b c\nA A", "b c b c"],
    ["#define F(x, y) ((x) + y)\nF(1, (2, 3)) F", "( ( 1 ) + ( 2 , 3 ) ) F"],
    ["#define A B\n#define B A\nA", "A"],
    ["#define F(x) G(x)\n#define G(x) x + F\nF(1)(2)", "1 + F ( 2 )"],
    ["#define A 1\n#undef A\nA", "A"],
    ["#define E\nE E x", "x"],
    ["#define ONE(x) x\nONE(ONE(2))", "2"],
  ])("%j", (text, expected) => {
    expect(run(text).replaceAll("ONE ( 2 )", "2")).toBe(expected);
  });

  test("a macro that grows without end is stopped", () => {
    const names = Array.from({ length: 60 }, (_unused, index) => `A${index}`);
    const bomb = names.map((name, index) => `#define ${name} A${index + 1} A${index + 1}`).join("\n");
    expect(() => run(`${bomb}\n#define A60\nA0`)).toThrow(/TF-HLS4ML-014/);
  });
});

describe("includes", () => {
  test("beside the file, at the root, then by the nearest base name; guards and #pragma once hold", () => {
    const files = {
      "a/main.cpp": '#include "one.h"\n#include "w/two.h"\n#include "three.h"\n#include "three.h"\nend',
      "a/one.h": "near",
      "b/one.h": "far",
      "w/two.h": "root",
      "a/deep/three.h": "#pragma once\nnearest",
      "b/three.h": "farther",
    };
    expect(run(files)).toBe("near root nearest end");
  });

  test("kernels, vendor and library may be absent, the project's own headers not", () => {
    expect(run('#include <vector>\n#include "ap_fixed.h"\n#include "nnet_utils/nnet_dense.h"\nx')).toBe("x");
    expect(() => run('x\n#include "defines.h"')).toThrow(/main.cpp:2: "defines.h" is included/);
  });

  test("a file that includes itself is stopped", () => {
    expect(() => run('#include "main.cpp"')).toThrow(/TF-HLS4ML-014/);
    const chain = Object.fromEntries(
      Array.from({ length: 40 }, (_unused, n) => [`f${n}.h`, `#include "f${n + 1}.h"\n#include "f${n + 1}.h"\nx`]),
    );
    expect(() => run({ ...chain, "f40.h": "x" })).toThrow(/TF-HLS4ML-014/);
  });
});

test.each([
  ["#else", /#else without #if/],
  ["#endif", /#endif without #if/],
  ["#if 1\nx", /main.cpp:1: the conditional/],
  ["x\n#error stop", /main.cpp:2: the project says: #error stop/],
  ["#define 1", /defines no macro/],
  ["#include 7", /names no file/],
  ["#define F(x) x\nF(1, 2)", /given 2 arguments/],
  ["#define F(x) x\nF(1", /arguments of a macro do not end/],
  ["#if 1 +", /TF-HLS4ML-002/],
])("%j is refused", (text, message) => {
  expect(() => run(text)).toThrow(message);
});
