import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../../../src/backends/reference/index.js";
import * as wasm from "../../../../src/backends/wasm/index.js";
import { TrigforgeError } from "../../../../src/errors/index.js";
import { type FixedFormat, fixed, highestRaw, lowestRaw } from "../../../../src/fixed/index.js";
import { findGenerated, readArithmetic } from "../../../../src/importers/hls4ml/arithmetic/reader.js";
import { lex } from "../../../../src/importers/hls4ml/cpp/lexer.js";
import { importHls4mlProject } from "../../../../src/importers/index.js";
import { inputPorts, outputPorts, type Program, validate } from "../../../../src/ir/index.js";
import { perEvent } from "../../../../src/node.js";
import { simplify } from "../../../../src/passes/index.js";
import { anchorsFolder, readFolder } from "../../../golden/anchors.js";
import { compile, hasCompiler, type Random, random, requireOrSkip, vendorHeaders } from "../../../support/oracle.js";
import { runsThoroughly } from "../../../support/thorough.js";
import { type GeneratedFunction, projectOf, randomFunction } from "./generate.js";
import { interpret } from "./interpret.js";

const anyOf = (source: Random, format: FixedFormat): bigint => {
  const raw = source.bits(format.width);
  const ends = [lowestRaw(format), highestRaw(format), 0n];
  return source.uniform() < 0.3 ? source.pick(ends) : format.signed ? BigInt.asIntN(format.width, raw) : raw;
};

function functionsOf(source: Random, count: number): GeneratedFunction[] {
  return Array.from({ length: count }, (_unused, index) => randomFunction(source, index));
}

function eventsOf(source: Random, functions: readonly GeneratedFunction[], count: number): Record<string, bigint[]>[] {
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      functions.map(({ input, inputs }, index) => [
        `x${index}`,
        Array.from({ length: inputs }, () => anyOf(source, input)),
      ]),
    ),
  );
}

/** A project of every function whose input is read; C++ would accept an unused port, the importer does not. */
function imported(functions: readonly GeneratedFunction[]): Program {
  return importHls4mlProject(projectOf(functions), { where: "generated" });
}

describe("functions of distributed arithmetic", () => {
  test("random functions: reference and WASM equal the assignments, one by one", async () => {
    const source = random(41, "arithmetic");
    let assignments = 0;
    for (let round = 0; round < 3; round++) {
      const functions = functionsOf(source, 8);
      const program = imported(functions);
      const events = eventsOf(source, functions, 12);
      const texts = functions.map(({ name, text }) =>
        readArithmetic(name, findGenerated(lex(text, "text.h").tokens, name)!),
      );
      const expected = events.map((event) =>
        functions.map(({ input, result }, index) => interpret(texts[index]!, event[`x${index}`]!, input, result)),
      );
      const found = events.map((event) => {
        const outputs = evaluate(program, event);
        return functions.map((_unused, index) => outputs[`y${index}`]!);
      });
      expect(found).toEqual(expected);
      assignments += texts.reduce((total, { assignments: list }) => total + list.length, 0);
      if (round > 0) continue;
      const simplified = simplify(program);
      const emulator = await wasm.build(simplified);
      const names = functions.map((_unused, index) => `x${index}`);
      const flat = Object.fromEntries(names.map((name) => [name, events.flatMap((event) => event[name]!)]));
      const emulated = perEvent(outputPorts(simplified), emulator.run(flat), events.length);
      expect(emulated.map((event) => functions.map((_unused, index) => event[`y${index}`]!))).toEqual(expected);
    }
    console.info(`24 functions, ${assignments} assignments, 12 events each`);
  });

  test("two thousand assignments become one contraction, at once", async () => {
    const lines = Array.from({ length: 48 }, (_unused, index) => `ap_fixed<8,4> v${index} = model_inp[${index}];`);
    const source = random(42, "large");
    const widths = new Array<number>(48).fill(8);
    for (let at = 48; at < 2048; at++) {
      const [a, b] = [source.integer(Math.max(0, at - 300), at - 1), source.integer(0, 47)];
      widths[at] = Math.max(widths[a]!, 9) + 1;
      lines.push(
        `ap_fixed<${widths[at]},${widths[at]! - 4}> v${at} = v${a} ${source.pick(["+", "-"])} bit_shift<1>(v${b});`,
      );
    }
    for (let at = 0; at < 40; at++) lines.push(`model_out[${at}] = v${2047 - at};`);
    const text = `template <typename inp_t, typename out_t>\nvoid dense_da_0(inp_t model_inp[48], out_t model_out[40]) {\n${lines.join("\n")}\n}\n`;
    const format = (width: number, integer: number) =>
      ({
        signed: true,
        width,
        integer,
        family: "fixed",
        rounding: "TRN",
        overflow: "WRAP",
        saturationBits: 0,
      }) as const;
    const large = { name: "dense_da_0", text, input: format(8, 4), result: format(24, 20), inputs: 48, outputs: 40 };
    const started = performance.now();
    const program = imported([large]);
    const simplified = simplify(program);
    const emulator = await wasm.build(simplified);
    const seconds = (performance.now() - started) / 1000;
    expect(program.values.filter(({ op }) => op.kind === "contract")).toHaveLength(1);
    expect(program.values.length).toBeLessThan(10);
    const read = readArithmetic("dense_da_0", findGenerated(lex(text, "text.h").tokens, "dense_da_0")!);
    const events = eventsOf(source, [large], 8);
    const found = perEvent(outputPorts(simplified), emulator.run({ x0: events.flatMap((event) => event.x0!) }), 8);
    const expected = events.map((event) => interpret(read, event.x0!, large.input, large.result));
    expect(found.map((event) => event.y0!)).toEqual(expected);
    console.info(`2048 assignments: imported, simplified and compiled in ${seconds.toFixed(1)} s`);
    expect(seconds).toBeLessThan(60);
  }, 90_000);
});

const damage = [
  "+",
  "-",
  "*",
  "(",
  ")",
  ";",
  "?",
  ":",
  "[",
  "]",
  "bit_shift<",
  "<",
  ">",
  "ap_fixed<",
  "99999999",
  "v0",
  "0.1e9",
  "{",
  "}",
  "~",
  "=",
  ".range()",
  "static const",
  "é",
];

test("damaged functions give located errors or whole programs, within a second", () => {
  const source = random(43, "damaged arithmetic");
  let refused = 0;
  for (let round = 0; round < 400; round++) {
    const whole = randomFunction(source, 0);
    let text = whole.text;
    for (let edit = source.integer(1, 3); edit > 0; edit--) {
      const from = source.integer(0, text.length);
      const to = Math.min(text.length, from + source.integer(0, 12));
      text = text.slice(0, from) + source.pick([...damage, "", text.slice(from, to).repeat(2)]) + text.slice(to);
    }
    const started = performance.now();
    try {
      validate(imported([{ ...whole, text }]));
    } catch (error) {
      if (!(error instanceof TrigforgeError)) throw new Error(`${String(error)} for ${text}`);
      expect(error.note.where).not.toBe("");
      refused++;
    }
    expect(performance.now() - started).toBeLessThan(5000);
  }
  console.info(`400 damaged functions, ${refused} refused`);
  expect(refused).toBeGreaterThan(100);
});

test.each([
  ["a variable that is not defined", "ap_fixed<8,4> v0 = v1 + model_inp[0];", /v1 is not a variable/],
  ["an element beyond the input", "ap_fixed<8,4> v0 = model_inp[7];", /element 7 of 2/],
  ["an element beyond the result", "model_out[5] = model_inp[0];", /element 5 of 1/],
  ["a result never written", "ap_fixed<8,4> v0 = model_inp[0];", /element 0 of the result is never written/],
  [
    "a bit in the middle",
    "ap_fixed<8,4> v0 = model_inp[0]; model_out[0] = v0[3] ? ap_fixed<8,4>(v0) : ap_fixed<8,4>(0);",
    /bit 3 of v0/,
  ],
  ["an operator of bits", "ap_fixed<8,4> v0 = ~model_inp[0];", /"~" is here/],
  ["a number without a type", "model_out[0] = model_inp[0] + 0.5;", /a number without a type/],
  [
    "a variable twice",
    "ap_fixed<8,4> v0 = model_inp[0]; ap_fixed<8,4> v0 = model_inp[1];",
    /v0 is defined a second time/,
  ],
  ["a shift out of reach", "model_out[0] = bit_shift<9999>(model_inp[0]);", /bit_shift<9999>/],
  [
    "a table that is too short",
    "ap_fixed<4,4> v0 = model_inp[0]; static const ap_fixed<4,4> t[] = {1,2}; model_out[0] = t[v0.range()];",
    /t has 2 entries for an address of 4 bits/,
  ],
])("%s is refused by its line", (_label, body, message) => {
  const format = {
    signed: true,
    width: 8,
    integer: 4,
    family: "fixed",
    rounding: "TRN",
    overflow: "WRAP",
    saturationBits: 0,
  } as const;
  const text = `template <typename inp_t, typename out_t>\nvoid dense_da_0(inp_t model_inp[2], out_t model_out[1]) {\n${body}\n}\n`;
  const one = { name: "dense_da_0", text, input: format, result: format, inputs: 2, outputs: 1 };
  expect(() => imported([one])).toThrow(message);
  expect(() => imported([one])).toThrow(/TF-HLS4ML-015/);
});

const headers = vendorHeaders();
const compiles =
  runsThoroughly("functions of distributed arithmetic against g++") &&
  requireOrSkip("the vendor's headers and g++", headers !== null && hasCompiler());

test.skipIf(!compiles)(
  "random functions, compiled with the vendor's headers: every raw integer equal",
  () => {
    const source = random(44, "compiled arithmetic");
    const functions = functionsOf(source, 6);
    const program = imported(functions);
    const events = eventsOf(source, functions, 40);
    const lines = events.map((event) => functions.flatMap((_unused, index) => event[`x${index}`]!).join(" "));
    const printed = run(projectOf(functions), functions, `${lines.join("\n")}\n`);
    const found = events.map((event) => {
      const outputs = evaluate(program, event);
      return functions.flatMap((_unused, index) => outputs[`y${index}`]!).join(" ");
    });
    expect(found).toEqual(printed);
    console.info(`6 functions, 40 events each, equal to g++`);
  },
  300_000,
);

/** What C++ computes: a line of raw integers an event. */
function run(files: Record<string, string>, functions: readonly GeneratedFunction[], input: string): string[] {
  const reads = functions.map(
    ({ inputs, outputs }, index) =>
      `in${index}_t x${index}[${inputs}]; for (auto &x : x${index}) { if (scanf("%lld", &raw) != 1) return 0; x.range(in${index}_t::width - 1, 0) = raw; } out${index}_t y${index}[${outputs}];`,
  );
  const ports = functions.flatMap((_unused, index) => [`x${index}`, `y${index}`]);
  const prints = functions.map((_unused, index) => `for (auto &y : y${index}) print(y);`);
  const main = `#include <cstdio>
#include "ap_fixed.h"
#include "nnet_function_stubs.h"
#include "firmware/top.cpp"
template <class T> void print(T y) { ap_fixed<T::width + 1, T::width + 1> whole = 0; bool negative = y < 0;
  long long word = y.range(T::width - 1, 0).to_int64() & ((1LL << T::width) - 1); printf("%lld ", negative ? word - (1LL << T::width) : word); }
int main() { long long raw; for (;;) { ${reads.join("\n")}
top(${ports.join(", ")});
${prints.join("\n")}
printf("\\n"); } }
`;
  const folder = mkdtempSync(join(tmpdir(), "trigforge-arithmetic-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    const include = [headers!, join(headers!, "../nnet_utils"), folder];
    const program = compile({
      files: { "main.cpp": main },
      sources: ["main.cpp"],
      include,
      flags: ["-O0", "-w", "-DNDEBUG"],
      standard: "c++17",
    });
    const lines = program.run([], input).toString().trim().split("\n");
    program.remove();
    return lines.map((line) => line.trim());
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const anchors = anchorsFolder();
if (anchors === null) console.warn("\n*** SKIPPED for lack of the public CMS model repositories: AXOL1TL v6 ***\n");
const hasModel = anchors !== null;

test.skipIf(!hasModel)(
  "AXOL1TL v6: 1193 assignments are eight contractions with the weights of its dense layers",
  () => {
    const program = importHls4mlProject(readFolder(join(anchors!, "AXOL1TL/AXOL1TL_v6")), { where: "AXOL1TL v6" });
    const dense = program.values.filter(({ op, scope }) => op.kind === "contract" && scope.startsWith("q_dense"));
    expect(dense.map(({ shape }) => shape[0])).toEqual([29, 10, 9, 6, 4, 6, 9, 10]);
    expect(program.values.length).toBeLessThan(60);
  },
);

const compilesModel = hasModel && compiles;

test.skipIf(!compilesModel)(
  "AXOL1TL v6 equals its own C++, compiled with the vendor's headers",
  () => {
    const folder = join(anchors!, "AXOL1TL/AXOL1TL_v6");
    const program = importHls4mlProject(readFolder(folder), { where: "AXOL1TL v6" });
    const source = random(45, "AXOL1TL v6");
    const port = inputPorts(program)[0]!;
    const events = Array.from({ length: 400 }, (_unused, row) =>
      Array.from({ length: 57 }, () => {
        if (row % 4 === 3) return source.pick([-8192n, 8191n]);
        const reach = [8192, 512, 64][row % 4]!;
        return BigInt(source.integer(-reach, reach - 1));
      }),
    );
    const main = `#include <cstdio>
#include "NN/GTADModel_v6.cpp"
int main() { long long raw; hls4ml_axol1tl_v6::input_t x[57]; hls4ml_axol1tl_v6::result_t y[1];
for (;;) { for (auto &one : x) { if (scanf("%lld", &raw) != 1) return 0; one.range(13, 0) = raw; }
hls4ml_axol1tl_v6::GTADModel_v6(x, y); long long word = y[0].range(17, 0).to_int64(); printf("%lld\\n", word >= 131072 ? word - 262144 : word); } }
`;
    const compiled = compile({
      files: { "main.cpp": main },
      sources: ["main.cpp"],
      include: [headers!, folder],
      flags: ["-O0", "-w", "-fpermissive"],
      standard: "c++17",
    });
    const lines = events.map((event) => event.join(" ")).join("\n");
    const printed = compiled.run([], `${lines}\n`).toString().trim().split("\n").map(BigInt);
    compiled.remove();
    const found = events.map((event) => evaluate(program, { [port.name]: event })[program.outputs[0]!.name]![0]!);
    expect(found).toEqual(printed);
    expect(new Set(printed).size).toBeGreaterThan(200);
  },
  300_000,
);

test("a function made to take memory is refused", () => {
  const lines = Array.from({ length: 3000 }, (_unused, index) => `ap_fixed<8,4> v${index} = model_inp[${index}];`);
  for (let at = 3000; at < 9000; at++) {
    const other = at < 6000 ? at - 2999 : 0;
    lines.push(`ap_fixed<32,28> v${at} = v${at === 3000 ? 0 : at - 1} + v${other};`);
  }
  lines.push("model_out[0] = v8999;");
  const text = `template <typename inp_t, typename out_t>\nvoid dense_da_0(inp_t model_inp[3000], out_t model_out[1]) {\n${lines.join("\n")}\n}\n`;
  const input = fixed(8, 4);
  const started = performance.now();
  const made = { name: "dense_da_0", text, input, result: fixed(32, 28), inputs: 3000, outputs: 1 };
  expect(() => imported([made])).toThrow(/TF-HLS4ML-014/);
  expect(performance.now() - started).toBeLessThan(20_000);
});
