import type { EventValues } from "../../../src/backends/reference/index.js";
import { type FixedFormat, fixed, int, roundings, typeOf, ufixed, uint } from "../../../src/fixed/index.js";
import { ProgramBuilder } from "../../../src/ir/index.js";
import { balancedTree, type FoldOrder, type Relation, type ValueId } from "../../../src/ops/index.js";
import { random } from "../../support/random.js";
import { randomInputs, randomRaw } from "../../support/randomProgram.js";
import type { BatchCase } from "./batch.js";

// One program for each op, with the operands at which generated C++ could go wrong.

/** A program of one scope, and random events with extremes. */
export function hlsCase(
  label: string,
  write: (builder: ProgramBuilder) => Record<string, ValueId>,
  events = 40,
  edge: readonly EventValues[] = [],
): BatchCase {
  const builder = new ProgramBuilder("net", { source: "test", fidelity: "native", notes: [] });
  const outputs = builder.within(label.replace(/\W+/g, "_"), () => write(builder));
  for (const [name, value] of Object.entries(outputs)) builder.output(name, value);
  const program = builder.build();
  return { label, program, events: [...edge, ...randomInputs(program, random(1, null), events)] };
}

const numbered = (values: readonly ValueId[]): Record<string, ValueId> =>
  Object.fromEntries(values.map((value, index) => [`y${index}`, value]));

/** A random constant. */
function constant(builder: ProgramBuilder, shape: readonly number[], type: FixedFormat, seed = 1): ValueId {
  const source = random(seed, null);
  const count = shape.reduce((product, extent) => product * extent, 1);
  return builder.constant(
    shape,
    typeOf(type),
    Array.from({ length: count }, () => randomRaw(source, type)),
  );
}

/** Casts at the corners of what the vendor's assignment defines. */
export const castCases: readonly BatchCase[] = [
  hlsCase("rounding drops more bits than there are", (builder) => {
    const narrow = builder.input("narrow", [4], fixed(5, -3));
    const plain = builder.input("plain", [4], ufixed(4, -6));
    const wide = builder.input("wide", [4], fixed(70, 2));
    const casts = roundings.flatMap((rounding) => [
      builder.cast(narrow, fixed(4, 4, rounding, "SAT")),
      builder.cast(narrow, ufixed(3, 6, rounding)),
      builder.cast(plain, fixed(1, 3, rounding, "SAT_SYM")),
    ]);
    return numbered([...casts, builder.cast(wide, fixed(6, 20, "RND_CONV")), builder.cast(wide, fixed(80, 90, "RND"))]);
  }),
  hlsCase("to integers", (builder) => {
    const sources = [fixed(9, 4), fixed(6, 0), fixed(6, -2), ufixed(6, 0), fixed(5, 9), ufixed(7, 3), int(6)];
    const inputs = sources.map((format, index) => builder.input(`x${index}`, [6], format));
    return numbered(
      inputs.flatMap((x) => [builder.cast(x, int(5)), builder.cast(x, uint(3)), builder.cast(x, int(12))]),
    );
  }),
  hlsCase(
    "a port that saturates symmetrically",
    (builder) => {
      const x = builder.input("x", [2], fixed(4, 2, "RND", "SAT_SYM"));
      return { same: builder.cast(x, fixed(4, 2, "RND", "SAT_SYM")), wider: builder.cast(x, fixed(6, 3)) };
    },
    4,
    [{ x: [-8n, 7n] }],
  ),
  hlsCase("wide types", (builder) => {
    const x = builder.input("x", [3], fixed(200, 100));
    const y = builder.input("y", [3], ufixed(130, 10));
    const table = constant(builder, [3], fixed(150, 90));
    return numbered([
      builder.cast(x, fixed(65, 33, "RND_CONV", "SAT")),
      builder.mul(x, y),
      builder.add(x, table),
      builder.max(x, y),
      builder.compare("<", x, y),
      table,
    ]);
  }),
];

/** Every elementwise op on mixed signs, widths and binary points, with single elements on either side. */
export const elementwiseCases: readonly BatchCase[] = [
  hlsCase("arithmetic", (builder) => {
    const operands = [
      builder.input("a", [4], fixed(8, 3)),
      builder.input("b", [4], ufixed(36, 30)),
      builder.input("c", [4], int(9)),
      builder.input("d", [], fixed(5, 8)),
      constant(builder, [4], ufixed(6, -2)),
    ];
    const pairs = operands.flatMap((a, index) => operands.slice(index).map((b) => [a, b] as const));
    return numbered(
      pairs.flatMap(([a, b], index) =>
        [builder.add(a, b), builder.sub(b, a), builder.mul(a, b), builder.max(a, b), builder.min(b, a)].filter(
          (_value, which) => index % 3 === 0 || which === index % 5,
        ),
      ),
    );
  }),
  hlsCase("comparison and selection", (builder) => {
    const a = builder.input("a", [5], fixed(40, 36));
    const b = builder.input("b", [5], ufixed(36, 36));
    const c = builder.input("c", [], fixed(4, 2));
    const relations: Relation[] = ["<", "<=", ">", ">=", "==", "!="];
    const conditions = relations.flatMap((relation) => [
      builder.compare(relation, a, b),
      builder.compare(relation, c, b),
    ]);
    const flag = builder.input("flag", [], uint(1));
    return numbered([
      ...conditions,
      builder.select(conditions[0]!, a, b),
      builder.select(conditions[1]!, c, a),
      builder.select(flag, b, a),
      builder.compare("==", c, constant(builder, [5], fixed(6, 3))),
    ]);
  }),
  hlsCase("scale and lookup", (builder) => {
    const x = builder.input("x", [4], fixed(6, 2));
    const u = builder.input("u", [], ufixed(5, 9));
    const i = builder.input("i", [2], int(4));
    const scaled = builder.scale(x, -7);
    return numbered([
      scaled,
      builder.scale(u, 3),
      builder.scale(i, 1),
      builder.scale(constant(builder, [3], fixed(70, 3)), 2),
      builder.lookup(scaled, constant(builder, [64], ufixed(9, 3))),
      builder.lookup(u, constant(builder, [32], fixed(66, 3))),
      builder.lookup(i, constant(builder, [16], fixed(12, 3))),
    ]);
  }),
];

const orders: readonly FoldOrder[] = [
  { order: "sequential", stride: 1 },
  { order: "sequential", stride: 3 },
  { order: "sequential", stride: 4 },
  { order: "sequential", stride: 99 },
];

/** Accumulators whose sums depend on their order, and some whose sums do not. */
const accumulators: readonly FixedFormat[] = [
  fixed(7, 4, "TRN", "SAT"),
  fixed(6, 3, "RND_CONV", "SAT_SYM"),
  fixed(6, 4, "RND", "WRAP", 2),
  ufixed(6, 4, "TRN_ZERO", "SAT_ZERO"),
  fixed(7, 4, "RND"),
  int(5),
  fixed(24, 14, "RND", "SAT"),
];

/** Every order with every accumulator. */
export const sumCases: readonly BatchCase[] = accumulators.flatMap((accumulator, index) => [
  hlsCase(`contract ${index}`, (builder) => {
    const x = builder.input("x", [2, 10], fixed(5, 3));
    const weights = constant(builder, [10, 4], fixed(4, 2), index + 1);
    const bias = constant(builder, [4], fixed(6, 4), index + 2);
    return numbered(
      orders.map((order, which) => {
        const scope = { bias: which % 2 === 0 ? bias : null, accumulator, order };
        return builder.contract(x, weights, scope);
      }),
    );
  }),
  hlsCase(`other sums ${index}`, (builder) => {
    const x = builder.input("x", [3, 7], fixed(6, 4));
    const dynamic = builder.input("dynamic", [3, 7, 2], fixed(4, 2));
    return numbered([
      builder.contract(x, dynamic, { batchAxes: 1, accumulator, order: orders[1]! }),
      builder.contract(x, constant(builder, [7, 1], fixed(4, 2)), { accumulator, order: balancedTree }),
      ...[...orders, balancedTree].map((order) => builder.reduce(x, { by: "sum", accumulator, order })),
      builder.reduce(x, { by: "max" }),
      builder.reduce(x, { by: "min" }),
    ]);
  }),
]);

/** Wires, ports and constants. */
export const wiringCases: readonly BatchCase[] = [
  hlsCase("arrangements", (builder) => {
    const x = builder.input("x", [2, 3], fixed(6, 3));
    const y = builder.input("y", [2, 3], ufixed(9, 7));
    const joined = builder.concat([x, y, x], 1);
    return numbered([
      builder.gather(x, [5, -1, 0, 0], [2, 2]),
      builder.reshape(x, [6]),
      joined,
      builder.concat([y, x], 0),
      builder.gather(constant(builder, [4], fixed(5, 1)), [3, -1, 1], [3]),
      builder.concat([constant(builder, [1, 3], fixed(5, 1)), y], 0),
    ]);
  }),
  hlsCase("ports of all kinds", (builder) => {
    const x = builder.input("x", [3], fixed(6, 3));
    const sum = builder.add(x, x);
    const table = constant(builder, [2], fixed(7, 2));
    return { x, again: x, sum, twice: sum, further: builder.cast(sum, fixed(4, 2)), table };
  }),
];

/** Values that several scopes and ports read: with shared multipliers each needs an array of its own for each reader. */
export const residualCase: BatchCase = hlsCase("residual", (builder) => {
  const order = { order: "sequential", stride: 1 } as const;
  const accumulator = fixed(10, 5, "TRN", "SAT");
  const x = builder.input("x", [4], fixed(6, 3));
  const gain = constant(builder, [4], fixed(4, 2), 5);
  const layer = (scope: string, from: ValueId, seed: number): ValueId =>
    builder.within(scope, () =>
      builder.contract(from, constant(builder, [4, 4], fixed(4, 1), seed), { accumulator, order }),
    );
  const first = layer("first", x, 6);
  const second = layer("second", first, 7);
  const sum = builder.within("join", () => builder.cast(builder.add(builder.add(first, second), x), fixed(8, 4)));
  const again = layer("first", sum, 8);
  return { sum, again, first, x, gain, product: builder.within("join", () => builder.mul(again, gain)) };
});
