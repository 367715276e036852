import { expect, test } from "vitest";
import { lex } from "../../../../src/importers/hls4ml/cpp/lexer.js";
import { readLiteral, readNumberList } from "../../../../src/importers/hls4ml/cpp/literal.js";

const texts = (text: string): string[] => lex(text, "a.h").tokens.map((token) => token.text);
const kinds = (text: string): string[] => lex(text, "a.h").tokens.map((token) => token.kind);
const place = { file: "a.h", line: 1 };

test("names, numbers, symbols; template brackets close one by one", () => {
  expect(texts("a::b<c<int>> x_1[0x1F];")).toEqual([..."a :: b < c < int > > x_1 [ 0x1F ] ;".split(" ")]);
  expect(texts("x+=1.5e-3f; y->z<=2")).toEqual("x += 1.5e-3f ; y -> z <= 2".split(" "));
  expect(kinds(`"a // b" 'c' .5 $d`)).toEqual(["string", "string", "number", "name"]);
});

test("comments vanish, those of a line are kept by line", () => {
  const { tokens, comments } = lex("a // one\n/* two\n three */ b // four // five\r\nc", "a.h");
  expect(tokens.map(({ text, line }) => [text, line])).toEqual([
    ["a", 1],
    ["b", 3],
    ["c", 4],
  ]);
  expect([...comments]).toEqual([
    [1, "one"],
    [3, "four // five"],
  ]);
});

test("directives are one token; continuations join; comments inside them go", () => {
  const { tokens } = lex("#define A(x) \\\n  (x /* twice */ + x) // yes\n  # ifdef B\nc # d", "a.h");
  expect(tokens.map(({ kind, text, line }) => [kind, text.replace(/\s+/g, " "), line])).toEqual([
    ["directive", "define A(x) (x + x)", 1],
    ["directive", "ifdef B", 3],
    ["name", "c", 4],
    ["symbol", "#", 4],
    ["name", "d", 4],
  ]);
});

test("a list of plain literals is one token, anything else is not", () => {
  expect(kinds("{0.5, -1,\n 2e-3, 1.f}")).toEqual(["numbers"]);
  expect(texts("{}")).toEqual(["{", "}"]);
  expect(texts("{e1}")).toEqual(["{", "e1", "}"]);
  expect(texts("{1, N}")).toEqual(["{", "1", ",", "N", "}"]);
  expect(lex("{1,\n2}\nx", "a.h").tokens.at(-1)!.line).toBe(3);
});

test("a million weights are read at once", () => {
  const text = `{${Array.from({ length: 1_000_000 }, (_unused, index) => (index / 1024).toFixed(6)).join(", ")}}`;
  const start = performance.now();
  const { tokens } = lex(text, "w.h");
  expect(tokens).toHaveLength(1);
  expect(readNumberList(tokens[0]!.text, tokens[0]!)).toHaveLength(1_000_000);
  expect(performance.now() - start).toBeLessThan(4000);
});

test("literals as C++ reads them", () => {
  const value = (text: string) => readLiteral(text, place);
  expect(value("010")).toEqual({ kind: "integer", value: 8, unsigned: false });
  expect(value("0x10u")).toEqual({ kind: "integer", value: 16, unsigned: true });
  expect(value("1'000")).toEqual({ kind: "integer", value: 1000, unsigned: false });
  expect(value("0.1f")).toEqual({ kind: "real", value: Math.fround(0.1) });
  expect(value("1e3")).toEqual({ kind: "real", value: 1000 });
  expect(() => value("0.5L")).toThrow(/TF-HLS4ML-002/);
  expect(() => value("12abc")).toThrow(/a.h:1: "12abc" is not a number/);
  expect(readNumberList("{ -0.5, +.5, 010, 1e1, 0.1f, }", place)).toEqual([-0.5, 0.5, 8, 10, Math.fround(0.1)]);
  expect(() => readNumberList("{1 2}", place)).toThrow(/TF-HLS4ML-002/);
  expect(() => readNumberList("{1,,2}", place)).toThrow(/TF-HLS4ML-002/);
});

test("what does not end is refused with its line", () => {
  expect(() => lex("a\n/* b", "a.h")).toThrow(/a.h:2: a comment/);
  expect(() => lex('a\n"b', "a.h")).toThrow(/a.h:2: the literal/);
});
