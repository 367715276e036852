import { describe, expect, test } from "vitest";
import { evaluate } from "../../../src/backends/reference/index.js";
import { TrigforgeError } from "../../../src/errors/index.js";
import { fixed } from "../../../src/fixed/index.js";
import { applyMap, parseMap } from "../../../src/importers/index.js";
import { inputPorts, outputPorts, type Program, ProgramBuilder } from "../../../src/ir/index.js";

/** A network of three inputs x, fixed<8,6,RND_CONV,SAT>, that hands them out as y, and their doubles as z. */
function network(): Program {
  const builder = new ProgramBuilder("network", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", [3], fixed(8, 6, "RND_CONV", "SAT"));
  builder.output("y", x);
  builder.output("z", builder.scale(x, 1));
  return builder.build();
}

const head = "format: trigforge-map\nversion: 1\n";
const mapped = (text: string): Program => applyMap(network(), parseMap(head + text, "map.yml"));
const run = (text: string, x: bigint[], port = "y"): bigint[] => evaluate(mapped(text), { x })[port]!;
/** An input line: a word of fixed<18,13> (32nds) with steps; the network's quarters come out. */
const input = (steps: string): string => `inputs:\n  - { port: x, type: "fixed<18,13>"${steps} }\n`;

describe("inputs", () => {
  test("the word that enters has the map's type, and is assigned to the network's", () => {
    const program = mapped(input(""));
    expect(inputPorts(program)).toMatchObject([
      { name: "x", shape: [3], type: { signed: true, width: 18, integer: 13 } },
    ]);
    // 12/32 is a tie between 1/4 and 1/2, 4096 saturates.
    expect(run(input(""), [12n, -131072n, 20n])).toEqual([2n, -128n, 2n]);
  });

  test("offset: t = x - offset in the offset's own type, assigned to the result", () => {
    const steps = ', offset: { type: "fixed<10,9>", values: [1.75, -2, 0.5], result: "fixed<18,13>" }';
    // 1.75 is not on the grid of fixed<10,9> and becomes 1.5.
    expect(run(input(steps), [32n, 0n, 0n])).toEqual([-2n, 8n, -2n]);
  });

  test("offset: the difference wraps in the result", () => {
    const steps = ', offset: { type: "fixed<10,10>", values: 511, result: "fixed<18,13>" }';
    // -4096 - 511 wraps to 3585, which saturates.
    expect(run(input(steps), [-131072n, 511n * 32n, 512n * 32n])).toEqual([127n, 0n, 4n]);
  });

  test("shift: inside the type; bits below fall off, negative shifts go left and wrap", () => {
    const steps = ', shift: { values: [3, -1, 8], result: "fixed<18,13>" }';
    // 3 >> 3 = 0.375, half-even to 0.5; 4095.5 << 1 wraps to -1; -1.5 >> 8 floors to -1/32, which rounds to 0.
    expect(run(input(steps), [96n, 131056n, -48n])).toEqual([2n, -4n, 0n]);
    // The floor shows in a network input that keeps all bits.
    const steps2 = `${steps.replace("}", "}, scale: { type: ufixed<6,6>, values: 32, result: fixed<18,13> }")}`;
    expect(run(input(steps2), [0n, 0n, -48n])).toEqual([0n, 0n, -4n]);
  });

  test("shift: a type of its own wraps its values as C++ does", () => {
    const steps = ', shift: { type: "fixed<4,4>", values: [8, 1, 0], result: "fixed<18,13>" }';
    // 8 in fixed<4,4> is -8: a shift left by 8.
    expect(run(input(steps), [1n, 32n, 32n])).toEqual([32n, 2n, 4n]);
  });

  test("shift: equal shifts, and shifts beyond the width", () => {
    expect(run(input(", shift: { values: 2, result: fixed<18,13> }"), [32n, 7n, -1n])).toEqual([1n, 0n, 0n]);
    expect(run(input(", shift: { values: [400, -400, 18], result: fixed<18,13> }"), [-32n, 99n, -5n])).toEqual([
      0n,
      0n,
      0n,
    ]);
  });

  test("scale: t = x * scale assigned to the result; the order of the steps is that of the file", () => {
    const scale = 'scale: { type: "ufixed<4,2>", values: [0.5, 3, 1], result: "fixed<18,13>" }';
    const offset = 'offset: { type: "fixed<8,8>", values: 2, result: "fixed<18,13>" }';
    expect(run(input(`, ${offset}, ${scale}`), [128n, 128n, 128n])).toEqual([4n, 24n, 8n]);
    expect(run(input(`, ${scale}, ${offset}`), [128n, 128n, 128n])).toEqual([0n, 40n, 8n]);
  });

  test("inputs that the map does not name stay", () => {
    expect(run("outputs: keep\n", [1n, -2n, 3n])).toEqual([1n, -2n, 3n]);
  });
});

describe("scores", () => {
  const squares = (order: string) =>
    `scores:\n  - { name: score, sum_of_squares: y, square: "ufixed<9,6>", accumulator: "ufixed<7,6,TRN,SAT>"${order} }\n`;

  test("sum of squares: each square assigned, then each partial sum, in a tree or in order", () => {
    // Raws in quarters: squares in 16ths become 8ths of ufixed<9,6>, then halves.
    const x = [5n, 5n, 5n]; // 25/16 -> 12/8 -> 3/2 each
    expect(run(squares(""), x, "score")).toEqual([9n]);
    expect(run(squares(", order: tree"), x, "score")).toEqual(run(squares(", order: sequential"), x, "score"));
    expect(run(squares(""), [31n, 31n, 31n], "score")).toEqual([127n]);
  });

  test("the score follows the network's outputs, and replaces them where asked", () => {
    const ports = (text: string) => outputPorts(mapped(text)).map(({ name, shape }) => `${name}[${shape}]`);
    expect(ports(squares(""))).toEqual(["y[3]", "z[3]", "score[1]"]);
    expect(ports(`${squares("")}outputs: [z]\n`)).toEqual(["z[3]", "score[1]"]);
    expect(ports(`${squares("")}outputs: []\n`)).toEqual(["score[1]"]);
  });

  test("one element of an output, and the dot product of two", () => {
    expect(run("scores:\n  - { name: s, output: { port: z, element: 2 } }\n", [1n, 2n, 3n], "s")).toEqual([3n]);
    const cast = "scores:\n  - { name: s, output: { port: y, element: 1 }, result: ufixed<8,6,TRN,SAT> }\n";
    expect(run(cast, [1n, -2n, 3n], "s")).toEqual([0n]);
    const dot = "scores:\n  - { name: s, dot: [y, y], accumulator: fixed<16,12> }\n";
    expect(run(dot, [4n, -8n, 12n], "s")).toEqual([14n * 16n]);
  });

  test("types: one element, the accumulator's", () => {
    expect(outputPorts(mapped(squares(""))).at(-1)!.type).toEqual({ signed: false, width: 7, integer: 6 });
  });
});

test("types may stand bare or in quotes, with the vendor's spelling", () => {
  for (const type of ["fixed<18,13>", '"fixed<18,13>"', "ap_fixed<18, 13>", "'ap_fixed<18,13,AP_TRN,AP_WRAP>'"]) {
    const text = `inputs:\n  - { port: x, type: ${type}, offset: { type: int<10>, values: 1, result: ${type} } }\n`;
    expect(run(text, [64n, 32n, 0n])).toEqual([4n, 0n, -4n]);
  }
});

test("the provenance says that a map was applied", () => {
  expect(mapped(input("")).provenance.notes).toEqual(["inputs and scores follow a trigforge-map"]);
});

describe("mistakes", () => {
  const refusal = (text: string, from = head): string => {
    try {
      applyMap(network(), parseMap(from + text, "map.yml"));
    } catch (error) {
      if (error instanceof TrigforgeError) return `${error.code} ${error.message}`;
      throw error;
    }
    throw new Error("the map was applied");
  };

  test.each<[string, string, RegExp]>([
    ["text that is not YAML", "inputs: [", /^TF-FORMAT-013 map.yml:3/],
    ["a misspelt key", "inputz: []\n", /^TF-FORMAT-015 map.yml: unknown field "inputz"[\s\S]*did you mean "inputs"/],
    [
      "a misspelt step",
      input(", ofset: { type: fixed<8,8>, values: 1, result: fixed<8,8> }"),
      /inputs\[0\]: unknown field "ofset"[\s\S]*offset/,
    ],
    [
      "a misspelt key of a step",
      input(", offset: { type: fixed<8,8>, value: 1, result: fixed<8,8> }"),
      /inputs\[0\]\.offset/,
    ],
    ["a missing result", input(", offset: { type: fixed<8,8>, values: 1 }"), /inputs\[0\]\.offset\.result/],
    [
      "a type that is none",
      input(", offset: { type: fixed<8>, values: 1, result: fixed<8,8> }"),
      /inputs\[0\]\.offset\.type: "fixed<8>" is not/,
    ],
    [
      "values that are no numbers",
      input(", offset: { type: fixed<8,8>, values: [1, two, 3], result: fixed<8,8> }"),
      /inputs\[0\]\.offset\.values/,
    ],
    ["a score of no kind", "scores:\n  - { name: s }\n", /scores\[0\]/],
    [
      "a score of a misspelt kind",
      "scores:\n  - { name: s, sum_of_square: y, square: fixed<8,8>, accumulator: fixed<8,8> }\n",
      /scores\[0\]/,
    ],
    [
      "an unknown order",
      "scores:\n  - { name: s, sum_of_squares: y, square: fixed<8,8>, accumulator: fixed<8,8>, order: treee }\n",
      /scores\[0\]\.order/,
    ],
    [
      "an unknown input",
      "inputs:\n  - { port: xx, type: fixed<8,8> }\n",
      /^TF-MAP-001 map.yml: inputs\[0\]\.port: the network has no input named xx[\s\S]*did you mean "x"/,
    ],
    ["an unknown output", "outputs: [y, w]\n", /^TF-MAP-001 map.yml: outputs\[1\]: the network has no output named w/],
    [
      "an unknown port of a score",
      "scores:\n  - { name: s, output: { port: w } }\n",
      /^TF-MAP-001 map.yml: scores\[0\]/,
    ],
    [
      "too few values",
      input(", offset: { type: fixed<8,8>, values: [1, 2], result: fixed<8,8> }"),
      /^TF-MAP-002 map.yml: inputs\[0\]\.offset\.values: there are 2 values[\s\S]*1 or 3/,
    ],
    [
      "a shift that is not whole",
      input(", shift: { values: [1, 0.5, 1], result: fixed<8,8> }"),
      /^TF-MAP-003 .*shift\.values\[1\]: the shift 0.5/,
    ],
    [
      "an element outside the output",
      "scores:\n  - { name: s, output: { port: y, element: 3 } }\n",
      /^TF-MAP-003 .*y has no element 3[\s\S]*0 to 2/,
    ],
    [
      "an input described twice",
      "inputs:\n  - { port: x, type: fixed<8,8> }\n  - { port: x, type: fixed<8,8> }\n",
      /^TF-MAP-003 .*inputs\[1\]\.port/,
    ],
    [
      "a score named like an output",
      "scores:\n  - { name: y, output: { port: z } }\n",
      /^TF-MAP-003 .*scores\[0\]\.name/,
    ],
    ["nothing left", "outputs: []\n", /^TF-MAP-003 map.yml: outputs/],
  ])("%s", (_name, text, expected) => {
    expect(refusal(text)).toMatch(expected);
  });

  test("another format or version", () => {
    expect(refusal("", "format: map\nversion: 1\n")).toMatch(/map.yml: format: [\s\S]*trigforge-map/);
    expect(refusal("", "format: trigforge-map\nversion: 2\n")).toMatch(/map.yml: version/);
    expect(refusal("", "")).toMatch(/TF-FORMAT/);
  });
});
