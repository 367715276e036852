import { describe, expect, it } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { TrigforgeError } from "../../src/errors/index.js";
import { type FixedFormat, fixed, parseFormat, printType, ufixed } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import { ascending, balancedTree, foldIndices, type ValueId } from "../../src/ops/index.js";

// Hand cases, one group a kind: small enough to check with pencil and paper.

interface Case {
  /** Raw integers of one input tensor each, with format and shape. */
  inputs: [format: string, shape: number[], raw: (number | bigint)[]][];
  write: (builder: ProgramBuilder, inputs: ValueId[]) => ValueId;
  type: string;
  shape: number[];
  raw: (number | bigint)[];
}

function check({ inputs, write, type, shape, raw }: Case): void {
  const builder = new ProgramBuilder("hand", { source: "test", fidelity: "native", notes: [] });
  const ids = inputs.map(([format, extents], index) => builder.input(`x${index}`, extents, parseFormat(format)));
  builder.output("y", write(builder, ids));
  const program = builder.build();
  const events = Object.fromEntries(inputs.map(([, , values], index) => [`x${index}`, values.map(BigInt)]));
  const result = builder.tensor(program.outputs[0]!.value);
  expect(printType(result.type)).toBe(type);
  expect(result.shape).toEqual(shape);
  expect(evaluate(program, events).y).toEqual(raw.map(BigInt));
}

const sum = (accumulator: FixedFormat, order = ascending) => ({ by: "sum", accumulator, order }) as const;

describe("cast", () => {
  it("rounds first, then saturates", () =>
    check({
      inputs: [["fixed<8,5>", [4], [60, 59, -64, 3]]],
      write: (builder, [x]) => builder.cast(x!, fixed(4, 4, "RND", "SAT")),
      type: "fixed<4,4>",
      shape: [4],
      raw: [7, 7, -8, 0],
    }));
  it("truncates toward minus infinity to fixed and toward zero to int", () => {
    const inputs: Case["inputs"] = [["fixed<8,6>", [3], [-6, -5, 6]]];
    check({
      inputs,
      write: (b, [x]) => b.cast(x!, parseFormat("fixed<6,6>")),
      type: "fixed<6,6>",
      shape: [3],
      raw: [-2, -2, 1],
    });
    check({
      inputs,
      write: (b, [x]) => b.cast(x!, parseFormat("int<6>")),
      type: "fixed<6,6>",
      shape: [3],
      raw: [-1, -1, 1],
    });
  });
});

describe("scale", () => {
  it("moves the point and no bit", () =>
    check({
      inputs: [["fixed<8,3>", [2], [-128, 5]]],
      write: (builder, [x]) => builder.scale(x!, -7),
      type: "fixed<8,-4>",
      shape: [2],
      raw: [-128, 5],
    }));
});

describe("add, sub, mul", () => {
  const inputs: Case["inputs"] = [
    ["fixed<4,2>", [2], [-8, 7]],
    ["ufixed<4,3>", [2], [15, 1]],
  ];
  it("adds on the finer grid", () =>
    check({ inputs, write: (b, [x, y]) => b.add(x!, y!), type: "fixed<7,5>", shape: [2], raw: [22, 9] }));
  it("subtracts into a signed type", () =>
    check({ inputs, write: (b, [x, y]) => b.sub(y!, x!), type: "fixed<7,5>", shape: [2], raw: [38, -5] }));
  it("multiplies exactly", () =>
    check({ inputs, write: (b, [x, y]) => b.mul(x!, y!), type: "fixed<8,5>", shape: [2], raw: [-120, 7] }));
  it("repeats a single element", () =>
    check({
      inputs: [
        ["fixed<4,4>", [3], [1, -2, 3]],
        ["fixed<4,4>", [], [2]],
      ],
      write: (b, [x, y]) => b.mul(y!, x!),
      type: "fixed<8,8>",
      shape: [3],
      raw: [2, -4, 6],
    }));
  it("refuses shapes that do not meet", () => {
    const builder = new ProgramBuilder("hand", { source: "test", fidelity: "native", notes: [] });
    const [x, y] = [builder.input("x", [2], fixed(4, 4)), builder.input("y", [3], fixed(4, 4))];
    expect(() => builder.add(x, y)).toThrow(TrigforgeError);
  });
});

describe("max, min, compare, select", () => {
  const inputs: Case["inputs"] = [
    ["fixed<4,3>", [3], [-8, 3, 4]],
    ["ufixed<3,3>", [3], [0, 7, 2]],
  ];
  it("takes the larger", () =>
    check({ inputs, write: (b, [x, y]) => b.max(x!, y!), type: "fixed<5,4>", shape: [3], raw: [0, 14, 4] }));
  it("takes the smaller", () =>
    check({ inputs, write: (b, [x, y]) => b.min(x!, y!), type: "fixed<5,4>", shape: [3], raw: [-8, 3, 4] }));
  it("compares by value", () =>
    check({ inputs, write: (b, [x, y]) => b.compare("==", x!, y!), type: "ufixed<1,1>", shape: [3], raw: [0, 0, 1] }));
  it("selects", () =>
    check({
      inputs,
      write: (b, [x, y]) => b.select(b.compare("<", x!, y!), x!, y!),
      type: "fixed<5,4>",
      shape: [3],
      raw: [-8, 3, 4],
    }));
});

describe("lookup", () => {
  it("is addressed by the bits of a signed operand", () =>
    check({
      inputs: [["fixed<2,2>", [4], [0, 1, -2, -1]]],
      write: (b, [x]) => b.lookup(x!, b.constant([4], ufixed(8, 8), [10n, 11n, 12n, 13n])),
      type: "ufixed<8,8>",
      shape: [4],
      raw: [10, 11, 12, 13],
    }));
});

describe("contract", () => {
  it("starts at the bias and assigns each product first", () =>
    check({
      // 0.5 · 0.5 = 0.25 falls off an accumulator without fraction: twice 0, where the exact sum would be 0.5.
      inputs: [["fixed<4,3>", [2], [1, 1]]],
      write: (b, [x]) =>
        b.contract(x!, b.constant([2, 1], fixed(4, 3), [1n, 1n]), {
          bias: b.constant([1], fixed(4, 4), [3n]),
          accumulator: fixed(6, 6),
          order: ascending,
        }),
      type: "fixed<6,6>",
      shape: [1],
      raw: [3],
    }));
  it("saturates in the declared order", () => {
    const inputs: Case["inputs"] = [["fixed<4,4>", [4], [7, -7, 7, -7]]];
    const write =
      (stride: number): Case["write"] =>
      (b, [x]) =>
        b.contract(x!, b.constant([4, 1], fixed(2, 2), [1n, 1n, 1n, 1n]), {
          accumulator: fixed(4, 4, "TRN", "SAT"),
          order: { order: "sequential", stride },
        });
    check({ inputs, write: write(1), type: "fixed<4,4>", shape: [1], raw: [0] });
    check({ inputs, write: write(2), type: "fixed<4,4>", shape: [1], raw: [-7] });
  });
  it("shares batch axes", () =>
    check({
      inputs: [["fixed<4,4>", [2, 1, 2], [1, 2, 3, 4]]],
      write: (b, [x]) =>
        b.contract(x!, b.constant([2, 2, 1], fixed(4, 4), [1n, 2n, 3n, -1n]), {
          batchAxes: 1,
          accumulator: fixed(8, 8),
          order: ascending,
        }),
      type: "fixed<8,8>",
      shape: [2, 1, 1],
      raw: [5, 5],
    }));
});

describe("reduce", () => {
  const inputs: Case["inputs"] = [["fixed<4,4>", [2, 3], [7, 7, -8, 1, 2, 3]]];
  it("sums in order, saturating on the way", () =>
    check({
      inputs,
      write: (b, [x]) => b.reduce(x!, sum(fixed(4, 4, "TRN", "SAT"))),
      type: "fixed<4,4>",
      shape: [2],
      raw: [-1, 6],
    }));
  it("sums as a tree: two on the left, one on the right", () =>
    check({
      inputs: [["fixed<4,4>", [3], [-8, 7, 7]]],
      write: (b, [x]) => b.reduce(x!, sum(fixed(4, 4, "TRN", "SAT"), balancedTree)),
      type: "fixed<4,4>",
      shape: [],
      raw: [6],
    }));
  it("finds the largest and the smallest", () => {
    check({ inputs, write: (b, [x]) => b.reduce(x!, { by: "max" }), type: "fixed<4,4>", shape: [2], raw: [7, 3] });
    check({ inputs, write: (b, [x]) => b.reduce(x!, { by: "min" }), type: "fixed<4,4>", shape: [2], raw: [-8, 1] });
  });
});

describe("gather and concat", () => {
  it("arranges, repeats and pads", () =>
    check({
      inputs: [["fixed<4,4>", [3], [5, 6, 7]]],
      write: (b, [x]) => b.gather(x!, [2, -1, 0, 0], [2, 2]),
      type: "fixed<4,4>",
      shape: [2, 2],
      raw: [7, 0, 5, 5],
    }));
  it("joins along an axis in a type that holds all", () =>
    check({
      inputs: [
        ["fixed<4,3>", [2, 1], [-8, 7]],
        ["ufixed<4,4>", [2, 2], [1, 2, 3, 15]],
      ],
      write: (b, [x, y]) => b.concat([x!, y!], 1),
      type: "fixed<6,5>",
      shape: [2, 3],
      raw: [-8, 2, 4, 7, 6, 30],
    }));
});

describe("fold order", () => {
  it("visits a stride's residues one after another", () => {
    expect(foldIndices(7, { order: "sequential", stride: 3 })).toEqual([0, 3, 6, 1, 4, 2, 5]);
  });
});
