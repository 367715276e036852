import { describe, expect, it } from "vitest";
import { compile } from "../../../src/backends/wasm/index.js";
import { type FixedFormat, fixed, typeOf, ufixed } from "../../../src/fixed/index.js";
import { inputPorts, type Program } from "../../../src/ir/index.js";
import { elementCount, type FoldOrder } from "../../../src/ops/index.js";
import { type Random, random } from "../../support/random.js";
import { randomRaw } from "../../support/randomProgram.js";
import { type Events, expectAgreement, writer } from "./agreement.js";

const ascending: FoldOrder = { order: "sequential", stride: 1 };

/** A contraction of an input with constant weights. */
interface Case {
  readonly x: FixedFormat;
  readonly weights: FixedFormat;
  readonly accumulator: FixedFormat;
  readonly order?: FoldOrder;
  readonly shape?: readonly number[];
  readonly columns?: number;
  readonly batchAxes?: number;
  readonly bias?: FixedFormat | null;
}

function programOf(source: Random, sum: Case): Program {
  const { x, weights, accumulator, order = ascending, shape = [7], columns = 5, batchAxes = 0 } = sum;
  const builder = writer("sums");
  const raws = (format: FixedFormat, count: number): bigint[] =>
    Array.from({ length: count }, () => randomRaw(source, format));
  const input = builder.input("x", shape, x);
  const weightShape = [...shape.slice(0, batchAxes), shape[shape.length - 1]!, columns];
  const constant = builder.constant(weightShape, typeOf(weights), raws(weights, elementCount(weightShape)));
  const bias =
    sum.bias === undefined || sum.bias === null
      ? null
      : builder.constant([columns], typeOf(sum.bias), raws(sum.bias, columns));
  builder.output("y", builder.contract(input, constant, { accumulator, order, bias, batchAxes }));
  return builder.build();
}

function eventsOf(source: Random, program: Program, count: number): Events {
  return Array.from({ length: count }, () =>
    Object.fromEntries(
      inputPorts(program).map(({ name, shape, type }) => [
        name,
        Array.from({ length: elementCount(shape) }, () => randomRaw(source, type)),
      ]),
    ),
  );
}

const narrow = { x: fixed(8, 4), weights: fixed(5, 1) };
const wide = { x: fixed(16, 6), weights: fixed(16, 6) };

/** What each case must use, so that a case that falls to another strategy fails. */
const cases: [string, string, Case][] = [
  ["dot", "dotProducts(", { ...narrow, accumulator: fixed(20, 8), bias: fixed(9, 3) }],
  ["dot that wraps", "dotProducts(", { ...narrow, accumulator: fixed(9, 1), bias: fixed(9, 3) }],
  ["dot into an unsigned accumulator", "dotProducts(", { ...narrow, accumulator: ufixed(10, 2) }],
  ["dot with zeros appended", "dotProducts(", { ...narrow, accumulator: fixed(24, 8), bias: fixed(9, 1) }],
  ["dot in tree order", "dotProducts(", { ...narrow, accumulator: fixed(9, 1), order: { order: "tree" } }],
  ["dot of 16-bit factors", "dotProducts(", { ...wide, accumulator: fixed(32, 12), shape: [40], columns: 3 }],
  ["dot with a remainder of one column", "dotProducts(", { ...narrow, accumulator: fixed(20, 8), columns: 9 }],
  ["dot of one term", "dotProducts(", { ...narrow, accumulator: fixed(20, 8), shape: [1], columns: 1 }],
  ["dot over rows", "dotProducts(", { ...narrow, accumulator: fixed(20, 8), shape: [3, 4, 5] }],
  ["dot over batches", "dotProducts(", { ...narrow, accumulator: fixed(20, 8), shape: [3, 2, 4], batchAxes: 1 }],
  ["truncated dot", "truncatedDotProducts(", { ...wide, accumulator: fixed(16, 6), bias: fixed(16, 6) }],
  ["truncated dot of many terms", "truncatedDotProducts(", { ...wide, accumulator: fixed(16, 6), shape: [300] }],
  ["truncated dot, 15 bits", "truncatedDotProducts(", { ...wide, accumulator: fixed(12, 7), shape: [21] }],
  [
    "truncated products of 16 bits",
    "Truncated products in 16-bit lanes",
    { ...narrow, accumulator: fixed(9, 2), columns: 1 },
  ],
  [
    "truncated products of 16 bits, every tile",
    "Truncated products in 16-bit lanes",
    { ...narrow, accumulator: fixed(16, 10), columns: 31 },
  ],
  [
    "truncated products of 16 bits over rows",
    "Truncated products in 16-bit lanes",
    { ...narrow, accumulator: fixed(9, 2), shape: [3, 4, 5] },
  ],
  [
    "truncated products of 16 bits that wrap",
    "Truncated products in 16-bit lanes",
    { x: fixed(9, 6), weights: fixed(7, 3), accumulator: fixed(16, 10), shape: [40], bias: fixed(16, 12) },
  ],
  [
    "truncated dot, 1 bit",
    "truncatedDotProducts(",
    { x: fixed(13, 9), weights: fixed(5, 1), accumulator: fixed(9, 2), columns: 1 },
  ],
  ["truncated products too wide for pairs", "sum1(", { ...wide, accumulator: fixed(28, 18), bias: fixed(9, 3) }],
  ["rounded products", "sum1(", { ...wide, accumulator: fixed(16, 6, "RND_CONV"), bias: fixed(9, 3) }],
  ["saturating, in order", "sum1(", { ...wide, accumulator: fixed(16, 6, "RND", "SAT"), bias: fixed(18, 3) }],
  [
    "saturating, strided",
    "sum1(",
    { ...wide, accumulator: fixed(16, 6, "TRN", "SAT"), order: { order: "sequential", stride: 3 } },
  ],
  ["saturating, a tree", "sum1(", { ...wide, accumulator: fixed(14, 6, "TRN", "SAT_SYM"), order: { order: "tree" } }],
  ["saturating, unsigned", "sum1(", { ...narrow, accumulator: ufixed(8, 3, "RND_INF", "SAT") }],
  ["sign-magnitude", "sum1(", { ...narrow, accumulator: fixed(8, 2, "TRN", "WRAP_SM"), bias: fixed(9, 3) }],
  ["saturated top bits", "sum1(", { ...narrow, accumulator: fixed(8, 2, "TRN", "WRAP", 2) }],
  ["64-bit lanes", "sum1(", { x: fixed(24, 6), weights: fixed(18, 6), accumulator: fixed(50, 20), bias: fixed(9, 3) }],
  [
    "64-bit lanes, factors beyond 32 bits",
    "sum1(",
    { x: fixed(36, 6), weights: fixed(20, 6), accumulator: fixed(60, 20, "RND"), shape: [5] },
  ],
  [
    "64-bit lanes, saturating",
    "sum1(",
    { x: fixed(24, 6), weights: fixed(18, 6), accumulator: fixed(40, 8, "RND_ZERO", "SAT"), bias: fixed(9, 3) },
  ],
  ["unsigned 16-bit factors", "sum1(", { x: ufixed(16, 6), weights: fixed(6, 6), accumulator: fixed(26, 16) }],
  ["64-bit wrap-around", "sum1(", { x: fixed(40, 6), weights: fixed(40, 6), accumulator: fixed(60, -8) }],
  ["64-bit wrap-around, truncated", "sum1(", { x: fixed(40, 6), weights: fixed(40, 6), accumulator: fixed(50, -6) }],
];

describe("sums of products equal the reference", () => {
  const source = random(31, "sums");
  for (const [name, call, sum] of cases) {
    it(name, async () => {
      const program = programOf(source, sum);
      expect((await compile(program, { sums: "loops" })).source).toContain(call);
      const events = eventsOf(source, program, 21);
      await expectAgreement(program, events, { trace: true, sums: "loops" });
      await expectAgreement(program, events);
    });
  }

  it("a convolution's windows, by pairs in place and by pairs packed", async () => {
    for (const channels of [1, 2, 3]) {
      const builder = writer("convolution");
      const x = builder.input("x", [6, channels], fixed(8, 4));
      const taps = [-1, 0, 1].flatMap((tap) =>
        Array.from({ length: channels }, (_unused, channel) => ({ tap, channel })),
      );
      const indices = Array.from({ length: 6 }, (_unused, position) =>
        taps.map(({ tap, channel }) => {
          const at = position + tap;
          return at < 0 || at > 5 ? -1 : at * channels + channel;
        }),
      ).flat();
      const windows = builder.gather(x, indices, [6, 3 * channels]);
      const raw = Array.from({ length: 3 * channels * 4 }, () => randomRaw(source, fixed(5, 1)));
      const weights = builder.constant([3 * channels, 4], typeOf(fixed(5, 1)), raw);
      const y = builder.contract(windows, weights, { accumulator: fixed(20, 8), order: ascending });
      builder.output("y", builder.cast(builder.max(y, builder.constant([1], typeOf(fixed(20, 8)), [0n])), fixed(9, 4)));
      const program = builder.build();
      await expectAgreement(program, eventsOf(source, program, 19), {});
    }
  });

  it("layers that feed one another, in place", async () => {
    const builder = writer("layers");
    let x = builder.input("x", [9], fixed(8, 4));
    for (const [inputs, outputs] of [
      [9, 7],
      [7, 6],
      [6, 1],
      [1, 5],
    ] as const) {
      const raw = Array.from({ length: inputs * outputs }, () => randomRaw(source, fixed(5, 1)));
      const weights = builder.constant([inputs, outputs], typeOf(fixed(5, 1)), raw);
      const sums = builder.contract(x, weights, { accumulator: fixed(20, 8), order: ascending });
      x = builder.cast(builder.max(sums, builder.constant([1], typeOf(fixed(8, 4)), [0n])), ufixed(7, 3, "RND", "SAT"));
    }
    builder.output("y", x);
    const program = builder.build();
    await expectAgreement(program, eventsOf(source, program, 50), {});
    await expectAgreement(program, eventsOf(source, program, 50), { trace: true });
  });

  it("variable weights and starts", async () => {
    for (const accumulator of [fixed(30, 14), fixed(9, 3, "TRN", "SAT"), fixed(44, 24, "RND", "SAT")]) {
      const builder = writer("variable");
      const x = builder.input("x", [2, 3], fixed(12, 5));
      const w = builder.input("w", [3, 2], fixed(10, 5));
      const b = builder.input("b", [2], fixed(9, 5));
      builder.output("y", builder.contract(x, w, { accumulator, order: ascending, bias: b }));
      builder.output(
        "square",
        builder.contract(x, builder.gather(x, [0, 1, 2], [3, 1]), { accumulator, order: ascending }),
      );
      const program = builder.build();
      await expectAgreement(program, eventsOf(source, program, 21));
    }
  });

  it("rows and constants of 16-bit lanes in 64-bit sums, whichever operand is variable", async () => {
    const source = random(27, "16-bit lanes in 64-bit sums");
    const accumulator = fixed(34, 7);
    for (const constant of ["x", "weights", "neither"] as const) {
      const builder = writer("wide_sums");
      const rows = (name: string, shape: number[], format: FixedFormat) => {
        const raws = Array.from({ length: elementCount(shape) }, () => randomRaw(source, format));
        return constant === name ? builder.constant(shape, typeOf(format), raws) : builder.input(name, shape, format);
      };
      const [x, weights] = [rows("x", [4], fixed(9, 1)), rows("weights", [4, 5], fixed(5, 3))];
      const bias = builder.constant([5], typeOf(ufixed(19, 19)), [426353n, 0n, 0n, 524287n, 351837n]);
      builder.output("y", builder.contract(x, weights, { accumulator, order: ascending, bias }));
      const program = builder.build();
      await expectAgreement(program, eventsOf(source, program, 21));
    }
  });

  it("a tree whose branches overflow where a running sum would not", async () => {
    const builder = writer("branches");
    const x = builder.input("x", [4], ufixed(1, 1));
    const raised = builder.add(x, builder.constant([1], typeOf(ufixed(4, 4)), [15n]));
    const weights = builder.constant([4, 1], typeOf(fixed(2, 2)), [-1n, -1n, 1n, 1n]);
    const accumulator = fixed(6, 6, "TRN", "SAT");
    builder.output("y", builder.contract(raised, weights, { accumulator, order: { order: "tree" } }));
    const emulator = await expectAgreement(builder.build(), [{ x: [1n, 1n, 1n, 1n] }, { x: [0n, 0n, 0n, 0n] }]);
    // −32 on the left, 32 on the right, which saturates at 31.
    expect(emulator.run({ x: [1, 1, 1, 1] }).y).toEqual(Int32Array.of(-1));
  });

  it("reductions of every kind", async () => {
    for (const format of [fixed(12, 5), fixed(36, 20)]) {
      const builder = writer("reductions");
      const x = builder.input("x", [3, 5], format);
      const accumulators = [fixed(60, 30), fixed(12, 5, "RND", "SAT"), fixed(20, 10), fixed(10, 5, "TRN_ZERO")];
      accumulators.forEach((accumulator, index) => {
        const orders: FoldOrder[] = [ascending, { order: "tree" }, { order: "sequential", stride: 2 }];
        orders.forEach((order, which) => {
          builder.output(`y${index}_${which}`, builder.reduce(x, { by: "sum", accumulator, order }));
        });
      });
      builder.output("most", builder.reduce(x, { by: "max" }));
      builder.output("least", builder.reduce(x, { by: "min" }));
      const program = builder.build();
      await expectAgreement(program, eventsOf(source, program, 21));
    }
  });
});
