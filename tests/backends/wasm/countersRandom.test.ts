import { describe, expect, it } from "vitest";
import { check, type Emulator, type WasmOptions } from "../../../src/backends/wasm/index.js";
import { type FixedFormat, fixed, typeOf, ufixed } from "../../../src/fixed/index.js";
import { inputPorts, type Program } from "../../../src/ir/index.js";
import { elementCount, type FoldOrder } from "../../../src/ops/index.js";
import { type Random, random } from "../../support/random.js";
import { randomInputs, randomProgram, randomRaw } from "../../support/randomProgram.js";
import { columnsOf, type Events, expectAgreement, writer } from "./agreement.js";
import { referenceCounts } from "./referenceCounts.js";

const ascending: FoldOrder = { order: "sequential", stride: 1 };

/** Holds every counter against the definition; returns how many assignments did not fit. */
function expectCounts(emulator: Emulator, program: Program, events: Events): number {
  const wanted = referenceCounts(program, events);
  const got = emulator.counters().flatMap(({ values }) => values);
  let lost = 0;
  for (const { value, op, overflows, saturations, low, high } of got) {
    const { lost: expected, ...extremes } = wanted.get(value)!;
    expect({ value, op, lost: overflows + saturations, low, high }).toEqual({ value, op, lost: expected, ...extremes });
    lost += overflows + saturations;
  }
  return lost;
}

async function counted(program: Program, events: Events, options: WasmOptions = {}): Promise<number> {
  const emulator = await expectAgreement(program, events, { ...options, counters: true });
  return expectCounts(emulator, program, events);
}

describe("counters of random programs equal the definition", () => {
  for (const [seed, maximumWidth] of [
    [31, 10],
    [32, 14],
    [33, 30],
    [34, 60],
  ] as const) {
    it(`up to ${maximumWidth} bits`, async () => {
      const source = random(seed, "counted programs");
      let lost = 0;
      for (let index = 0; index < 8; index++) {
        const program = randomProgram(source, { ops: source.integer(6, 16), maximumWidth });
        const events = randomInputs(program, source, source.pick([1, 7, 8, 19]));
        if (check(program).length === 0) lost += await counted(program, events, { blockEvents: 8 });
      }
      console.info(`${lost} assignments did not fit`);
      expect(lost).toBeGreaterThan(0);
    });
  }
});

/** A layer as networks have it: a sum into `accumulator`, and a cast behind it. */
interface Layer {
  readonly x: FixedFormat;
  readonly weights: FixedFormat;
  readonly accumulator: FixedFormat;
  readonly result: FixedFormat;
  readonly shape: readonly number[];
  readonly columns: number;
  readonly order?: FoldOrder;
  /** What part of the weights' range is used. */
  readonly scale?: number;
}

function layerOf(source: Random, layer: Layer): Program {
  const { x, weights, accumulator, result, shape, columns, order = ascending, scale = 1 } = layer;
  const builder = writer("layer");
  const raws = (format: FixedFormat, count: number): bigint[] =>
    Array.from({ length: count }, () => BigInt(Math.trunc(Number(randomRaw(source, format)) * scale)));
  const input = builder.input("x", shape, x);
  const terms = shape[shape.length - 1]!;
  const matrix = builder.constant([terms, columns], typeOf(weights), raws(weights, terms * columns));
  const bias = order.order === "tree" ? null : builder.constant([columns], typeOf(weights), raws(weights, columns));
  const sums = builder.contract(input, matrix, { accumulator, order, bias });
  builder.output("y", builder.cast(sums, result));
  return builder.build();
}

/** Runs of events of growing and shrinking size, single loud ones between quiet ones, and extremes. */
function loudAndQuiet(source: Random, program: Program, count: number): Events {
  return Array.from({ length: count }, (_event, index) =>
    Object.fromEntries(
      inputPorts(program).map(({ name, shape, type }) => {
        const divisor = [1, 4, 16, 64, 512][Math.floor(index / 16) % 5]!;
        const loud = source.uniform() < 0.03;
        const raw = (): bigint => randomRaw(source, type) / BigInt(loud ? 1 : divisor);
        return [name, Array.from({ length: elementCount(shape) }, raw)];
      }),
    ),
  );
}

const wide = { x: fixed(16, 6), weights: fixed(16, 6), accumulator: fixed(16, 6), result: fixed(16, 6) };
const narrow = { x: fixed(8, 4), weights: fixed(5, 1), result: ufixed(8, 4, "RND_CONV", "SAT") };

/** What each layer is there for, and the function that must be in its module. */
const layers: [string, string, Layer][] = [
  ["truncated products", "Fast2(", { ...wide, shape: [20], columns: 5, scale: 0.01 }],
  ["truncated products of many terms", "Fast2(", { ...wide, shape: [90], columns: 3, scale: 0.004 }],
  [
    "truncated products whose low bits fill 16 bits early",
    "Fast2(",
    { ...wide, accumulator: fixed(14, 9), shape: [70], columns: 3, scale: 0.03 },
  ],
  ["truncated products over rows", "Fast2(", { ...wide, shape: [6, 9], columns: 4, scale: 0.02 }],
  [
    "truncated products that saturate",
    "Fast2(",
    { ...wide, accumulator: fixed(16, 6, "TRN", "SAT"), shape: [33], columns: 3, scale: 0.01 },
  ],
  [
    "truncated products in another order",
    "Fast2(",
    { ...wide, order: { order: "sequential", stride: 4 }, shape: [36], columns: 3, scale: 0.01 },
  ],
  ["whole products", "Fast4(", { ...narrow, accumulator: fixed(12, 4), shape: [40], columns: 7 }],
  ["whole products with zeros appended", "Fast4(", { ...narrow, accumulator: fixed(16, 5), shape: [21], columns: 4 }],
  [
    "whole products, symmetric",
    "Fast4(",
    { ...narrow, accumulator: fixed(12, 4, "TRN", "SAT_SYM"), shape: [17], columns: 5 },
  ],
  ["rounded products", "Tile4(", { ...narrow, accumulator: fixed(9, 4, "RND_CONV", "SAT"), shape: [12], columns: 5 }],
  ["a tree", "_scratch", { ...narrow, accumulator: fixed(9, 4), order: { order: "tree" }, shape: [13], columns: 2 }],
];

describe("counters of layers equal the definition", () => {
  for (const [name, call, layer] of layers) {
    it(name, async () => {
      const source = random(41, null);
      const program = layerOf(source, layer);
      const events = loudAndQuiet(source, program, 165);
      const emulator = await expectAgreement(program, events, { counters: true, blockEvents: 32 });
      const lost = expectCounts(emulator, program, events);
      expect(lost).toBeGreaterThan(0);
      const { compile } = await import("../../../src/backends/wasm/index.js");
      expect((await compile(program, { counters: true })).source).toContain(call);
      emulator.resetCounters();
      const quiet = events.slice(64, 80);
      emulator.run(columnsOf(program, quiet));
      expectCounts(emulator, program, quiet);
    });
  }

  for (const sums of ["loops", "sparse", "unrolled", "adders"] as const) {
    it(`sums without overflow, and the cast behind them: ${sums}`, async () => {
      for (const shape of [[16], [5, 9]]) {
        for (const accumulator of [fixed(28, 14), fixed(16, 9)]) {
          const source = random(42, null);
          const program = layerOf(source, { ...narrow, accumulator, shape, columns: 6 });
          expect(await counted(program, loudAndQuiet(source, program, 85), { sums, blockEvents: 24 })).toBeGreaterThan(
            0,
          );
        }
      }
    });
  }

  for (const width of [6, 7, 8, 9, 10, 11, 12]) {
    it(`casts of 32 bits to ${width} bits, packed before they are rounded`, async () => {
      for (const rounding of ["TRN", "RND", "RND_CONV", "RND_ZERO", "TRN_ZERO", "RND_INF"] as const) {
        const builder = writer("packed");
        const input = builder.input("x", [3], fixed(20, 10));
        builder.output("y", builder.cast(input, fixed(width, width - 4, rounding, "SAT")));
        builder.output("z", builder.cast(input, ufixed(width, width - 6, rounding, "SAT")));
        const program = builder.build();
        const source = random(width, null);
        const events = loudAndQuiet(source, program, 80).map(({ x }, index) => ({
          x: x!.map((raw, element) => {
            // Around the ends of 16 bits and of the format.
            const near = [32767n, -32768n, 1n << BigInt(width + 5), -(1n << BigInt(width + 5))][index % 4]!;
            return element === 0 ? near + BigInt((index >> 2) - 10) * (index % 8 > 3 ? 16n : 1n) : raw;
          }),
        }));
        expect(await counted(program, events)).toBeGreaterThan(0);
      }
    });
  }
});

/** Partial sums that just touch the end of an accumulator, or just pass it, at any term, and are back long before the last. */
describe("counters of sums that touch the end of their accumulator", () => {
  const terms = 72;
  const cases: [string, FixedFormat, FixedFormat, FixedFormat][] = [
    ["whole products", fixed(9, 9), fixed(4, 4), fixed(12, 12)],
    ["whole products, saturating", fixed(9, 9), fixed(4, 4), fixed(12, 12, "TRN", "SAT_SYM")],
    ["whole products with zeros appended", fixed(9, 9), fixed(4, 4), fixed(14, 12)],
    ["truncated products", fixed(12, 6), fixed(8, 2), fixed(12, 8)],
    ["truncated products of many low bits", fixed(16, 6), fixed(14, 1), fixed(14, 4)],
  ];
  for (const [name, x, weightFormat, accumulator] of cases) {
    it(name, async () => {
      const source = random(51, null);
      const shift =
        BigInt(x.width - x.integer + weightFormat.width - weightFormat.integer) -
        BigInt(accumulator.width - accumulator.integer);
      const assigned = (product: bigint): bigint => (shift > 0n ? product >> shift : product << -shift);
      const most = BigInt(2 ** (weightFormat.width - 1) - 1);
      const weights = Array.from(
        { length: terms },
        () => (source.uniform() < 0.5 ? 1n : -1n) * (most - source.bits(1)),
      );
      const builder = writer("touching");
      const input = builder.input("x", [terms], x);
      const matrix = builder.constant([terms, 1], typeOf(weightFormat), weights);
      builder.output("y", builder.contract(input, matrix, { accumulator, order: ascending }));
      const program = builder.build();
      const end = 1n << BigInt(accumulator.width - 1);
      const largest = (1n << BigInt(x.width - 1)) - 1n;
      const event = (reach: bigint): bigint[] => {
        const side = source.uniform() < 0.5 ? 1n : -1n;
        const target = side * (end + BigInt(source.integer(-2, 2)) * (shift < 0n ? 1n << -shift : 1n));
        let sum = 0n;
        let back = false;
        const wait = source.integer(0, 66);
        return weights.map((weight, term) => {
          if (term < wait) return 0n;
          // As far as needed toward the target, then as far back.
          const missing = back ? -sum : target - sum;
          const wanted = ((shift > 0n ? missing << shift : missing >> -shift) + weight / 2n) / weight;
          const raw = wanted > reach ? reach : wanted < -reach ? -reach : wanted;
          sum += assigned(raw * weight);
          if (raw === wanted) back = true;
          return raw;
        });
      };
      const events = Array.from({ length: 1280 }, (_event, index) => {
        const reach = (largest * BigInt(10 + 3 * Math.floor(index / 128))) / 40n;
        // One in eight, so that the others in its lanes stay far from both ends and only it can give itself away.
        return { x: index % 8 === 3 ? event(reach) : weights.map(() => BigInt(source.integer(-1, 1))) };
      });
      const emulator = await expectAgreement(program, events, { counters: true, blockEvents: 64 });
      expect(expectCounts(emulator, program, events)).toBeGreaterThan(5);
    });
  }
});
