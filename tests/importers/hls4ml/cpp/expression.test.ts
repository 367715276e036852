import { expect, test } from "vitest";
import { evaluateExpression } from "../../../../src/importers/hls4ml/cpp/expression.js";
import { lex } from "../../../../src/importers/hls4ml/cpp/lexer.js";
import type { ConstantValue } from "../../../../src/importers/hls4ml/cpp/literal.js";

const place = { file: "a.h", line: 7 };
const known: Record<string, ConstantValue> = {
  n: { kind: "integer", value: 10, unsigned: false },
  minus: { kind: "integer", value: 4294967295, unsigned: true },
  "nnet::latency": { kind: "symbol", name: "latency" },
};

function evaluate(text: string): ConstantValue {
  const lookup = (name: readonly string[]) => known[name.join("::")]!;
  return evaluateExpression(lex(text, "a.h").tokens, { lookup }, place);
}

test.each([
  ["10*13", 130],
  ["1 + 2 * 3 - 4", 3],
  ["(1 + 2) * 3", 9],
  ["7 / 2 + -7 / 2", 0],
  ["-7 % 3", -1],
  ["1 << 4 >> 1", 8],
  ["n == 10 ? 1 : 1 / 0", 1],
  ["(minus == -1) ? n : minus", 10],
  ["DIV_ROUNDUP(n * 3, 4) - 9 / 10", 8],
  ["MIN(n, 3) + MAX(1, 2)", 5],
  ["nnet::ceillog2(n)", 4],
  ["0x10 | 3 & 2 ^ 1", 19],
  ["!n || n >= 10 && n != 3", 1],
  ["(unsigned) n - 1u", 9],
  ["true + false", 1],
  ["nnet::latency == nnet::latency", 1],
])("%s is %d", (text, expected) => {
  expect(evaluate(text)).toMatchObject({ kind: "integer", value: expected });
});

test.each([
  ["7.0 / 2", 3.5],
  ["-0.5", -0.5],
  ["1 - 0.25f", 0.75],
])("%s is the real %d", (text, expected) => {
  expect(evaluate(text)).toEqual({ kind: "real", value: expected });
});

test("a name can stand for an enumerator", () => {
  expect(evaluate("nnet::latency")).toEqual({ kind: "symbol", name: "latency" });
});

test.each([
  "1 +",
  "",
  "(1",
  "1 / 0",
  "1 2",
  "sizeof(n)",
  "f(1)",
  "MIN(1)",
  "{1}",
  `${"(".repeat(100)}1`,
  "1 << 1000 << 1000 | 1",
])("%j is refused with its place", (text) => {
  expect(() => evaluate(text)).toThrow(/a.h:[17]: [\s\S]*TF-HLS4ML-0(02|14)/);
});
