import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { type FixedFormat, fixed, fractionOf, toReal, typeOf, uint } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import * as layers from "../../src/layers/index.js";
import { ascending, type ValueId } from "../../src/ops/index.js";
import { random } from "../support/random.js";

// Layers of sequences against plain arithmetic on doubles, with types so wide that nothing is lost and activations that
// are exact (relu, linear): whatever differs is wiring. The casts are compared with hls4ml's kernels in
// tests/importers/hls4ml/goldens.

const wide = fixed(90, 20);
const grid = fixed(8, 5);
const relu: layers.CellActivation = (builder, x, result) => layers.relu(builder, x, { result });
const linear: layers.CellActivation = (builder, x, result) => layers.linear(builder, x, { result });

type Matrix = number[][];

/** A program of one layer, run on real values. */
function run(
  inputs: readonly {
    readonly shape: readonly number[];
    readonly values: readonly number[];
    readonly format?: FixedFormat;
  }[],
  write: (builder: ProgramBuilder, ...ids: ValueId[]) => ValueId,
): { shape: readonly number[]; values: number[] } {
  const builder = new ProgramBuilder("layer", { source: "test", fidelity: "native", notes: [] });
  const ids = inputs.map(({ shape, format }, port) => builder.input(`x${port}`, shape, format ?? grid));
  const last = write(builder, ...ids);
  builder.output("y", last);
  const program = builder.build();
  const raw = inputs.map(({ values, format }) =>
    values.map((value) => BigInt(Math.round(value * 2 ** fractionOf(format ?? grid)))),
  );
  const { y } = evaluate(program, Object.fromEntries(raw.map((value, port) => [`x${port}`, value])));
  const { shape, type } = builder.tensor(last);
  return { shape, values: y!.map((value) => toReal(value, type)) };
}

const source = random(71, "sequences");
const numbers = (count: number): number[] => Array.from({ length: count }, () => source.integer(-6, 6) / 8);
const matrix = (rows: number, columns: number): Matrix => Array.from({ length: rows }, () => numbers(columns));
const tensor = (shape: readonly number[], values: readonly number[]): layers.ConstantTensor => ({
  shape,
  type: typeOf(grid),
  raw: values.map((value) => BigInt(value * 2 ** fractionOf(grid))),
});
const product = (weights: Matrix, bias: readonly number[] | null, result = wide): layers.DenseParameters => ({
  weights: tensor([weights.length, weights[0]!.length], weights.flat()),
  bias: bias === null ? null : tensor([bias.length], bias),
  accumulator: wide,
  order: ascending,
  result,
});
const times = (x: readonly number[], weights: Matrix): number[] =>
  weights[0]!.map((_unused, column) => x.reduce((sum, value, row) => sum + value * weights[row]![column]!, 0));
const plus = (...lists: readonly (readonly number[])[]): number[] =>
  lists[0]!.map((_unused, index) => lists.reduce((sum, list) => sum + list[index]!, 0));
const positive = (list: readonly number[]): number[] => list.map((value) => Math.max(value, 0));

describe("recurrent layers", () => {
  const [steps, inputs, units] = [3, 2, 2];
  const x = matrix(steps, inputs);
  const data = { shape: [steps, inputs], values: x.flat() };

  test.each([true, false])("SimpleRNN, return_sequences %s", (returnSequences) => {
    const [w, u, b] = [matrix(inputs, units), matrix(units, units), numbers(units)];
    let h = [0, 0];
    const states = x.map((row) => (h = positive(plus(times(row, w), b, times(h, u)))));
    const found = run([data], (builder, id) =>
      layers.simpleRnn(builder, id, {
        input: product(w, b),
        recurrent: product(u, null),
        hidden: wide,
        sum: wide,
        activation: relu,
        returnSequences,
      }),
    );
    expect(found).toEqual(
      returnSequences ? { shape: [steps, units], values: states.flat() } : { shape: [units], values: h },
    );
  });

  test("SimpleRNN, going backwards from an initial state, its state quantised when it is read", () => {
    const [w, u] = [matrix(inputs, units), matrix(units, units)];
    let h = [0.5, -0.25];
    const states = [...x].reverse().map(
      (row) =>
        (h = plus(
          times(row, w),
          times(
            h.map((value) => Math.floor(value * 4) / 4),
            u,
          ),
        )),
    );
    const found = run([data, { shape: [units], values: [0.5, -0.25] }], (builder, id, initialHidden) =>
      layers.simpleRnn(builder, id, {
        input: product(w, null),
        recurrent: product(u, null),
        hidden: wide,
        sum: wide,
        activation: linear,
        returnSequences: true,
        goBackwards: true,
        initialHidden,
        recurrentState: fixed(20, 18),
      }),
    );
    expect(found.values).toEqual(states.flat());
  });

  test("LSTM: gates in the order i, f, c, o, initial states", () => {
    const [w, u, b] = [matrix(inputs, 4 * units), matrix(units, 4 * units), numbers(4 * units)];
    let [h, c] = [
      [0.25, 0.5],
      [-0.5, 0.125],
    ];
    for (const row of x.slice(0, 2)) {
      const sums = plus(times(row, w), b, times(h, u));
      const gate = (index: number) => sums.slice(index * units, (index + 1) * units);
      const [i, f, o] = [positive(gate(0)), positive(gate(1)), positive(gate(3))];
      c = gate(2).map((candidate, unit) => candidate * i[unit]! + c[unit]! * f[unit]!);
      h = o.map((value, unit) => value * c[unit]!);
    }
    const found = run(
      [
        { shape: [2, inputs], values: x.slice(0, 2).flat() },
        { shape: [units], values: [0.25, 0.5] },
        { shape: [units], values: [-0.5, 0.125] },
      ],
      (builder, id, initialHidden, initialCell) =>
        layers.lstm(builder, id, {
          input: product(w, b),
          recurrent: product(u, null),
          hidden: wide,
          cell: wide,
          sum: wide,
          gate: wide,
          activation: linear,
          recurrentActivation: relu,
          returnSequences: false,
          initialHidden,
          initialCell,
        }),
    );
    expect(found.values).toEqual(h);
  });

  test.each([true, false])("GRU: gates in the order z, r, h, reset after %s", (resetAfter) => {
    const [w, u, b, ub] = [matrix(inputs, 3 * units), matrix(units, 3 * units), numbers(3 * units), numbers(3 * units)];
    let h = [0, 0];
    const columns = (weights: Matrix, gate: number): Matrix =>
      weights.map((row) => row.slice(gate * units, (gate + 1) * units));
    const part = (list: readonly number[], gate: number): number[] => list.slice(gate * units, (gate + 1) * units);
    for (const row of x.slice(0, 2)) {
      const gate = (index: number): number[] =>
        positive(plus(times(row, columns(w, index)), part(b, index), times(h, columns(u, index)), part(ub, index)));
      const [z, r] = [gate(0), gate(1)];
      const inner = resetAfter
        ? plus(times(h, columns(u, 2)), part(ub, 2)).map((value, unit) => value * r[unit]!)
        : plus(
            times(
              h.map((value, unit) => value * r[unit]!),
              columns(u, 2),
            ),
            part(ub, 2),
          );
      const candidate = plus(times(row, columns(w, 2)), part(b, 2), inner);
      h = candidate.map((value, unit) => value * (1 - z[unit]!) + h[unit]! * z[unit]!);
    }
    const found = run([{ shape: [2, inputs], values: x.slice(0, 2).flat() }], (builder, id) =>
      layers.gru(builder, id, {
        input: product(w, b),
        recurrent: product(u, ub),
        hidden: wide,
        sum: wide,
        gate: wide,
        resetProduct: wide,
        resetAfter,
        activation: linear,
        recurrentActivation: relu,
        returnSequences: false,
      }),
    );
    expect(found.values).toEqual(h);
  });

  test.each(["concat", "sum", "mul", "ave"] as const)("Bidirectional, %s", (merge) => {
    const [w, u] = [matrix(inputs, units), matrix(units, units)];
    const pass = (rows: Matrix): Matrix => {
      let h = [0, 0];
      return rows.map((row) => (h = plus(times(row, w), times(h, u))));
    };
    const forward = pass(x);
    const backward = pass([...x].reverse()).reverse();
    const join = {
      concat: null,
      sum: (a: number, b: number) => a + b,
      mul: (a: number, b: number) => a * b,
      ave: (a: number, b: number) => (a + b) / 2,
    }[merge];
    const expected = forward.map((row, step) => {
      const other = backward[step]!;
      return join === null ? [...row, ...other] : row.map((value, unit) => join(value, other[unit]!));
    });
    const half = (goBackwards: boolean) => (builder: ProgramBuilder, id: ValueId) =>
      layers.simpleRnn(builder, id, {
        input: product(w, null),
        recurrent: product(u, null),
        hidden: fixed(40, 20),
        sum: wide,
        activation: linear,
        returnSequences: true,
        goBackwards,
      });
    const found = run([data], (builder, id) =>
      layers.bidirectional(builder, id, {
        forward: (value) => half(false)(builder, value),
        backward: (value) => half(true)(builder, value),
        returnSequences: true,
        merge,
        result: fixed(80, 40),
      }),
    );
    expect(found).toEqual({ shape: [steps, merge === "concat" ? 2 * units : units], values: expected.flat() });
  });

  test("shapes that do not fit are refused", () => {
    const bad = product(matrix(3, 2), null);
    const parameters = {
      input: bad,
      recurrent: product(matrix(2, 2), null),
      hidden: wide,
      sum: wide,
      activation: relu,
      returnSequences: false,
    };
    expect(() => run([data], (builder, id) => layers.simpleRnn(builder, id, parameters))).toThrow(/TF-LAYERS-002/);
  });
});

test("TimeDistributed applies a layer to every step by itself", () => {
  const w = matrix(2, 3);
  const x = matrix(4, 2);
  const found = run([{ shape: [4, 2], values: x.flat() }], (builder, id) =>
    layers.timeDistributed(builder, id, (step) => layers.dense(builder, step, product(w, null))),
  );
  expect(found).toEqual({ shape: [4, 3], values: x.flatMap((row) => times(row, w)) });
});

test("embedding: rows of a table, zeros outside the vocabulary, signed or not, narrow or wide", () => {
  const table = matrix(5, 2);
  for (const format of [uint(3), uint(12), fixed(4, 4), fixed(9, 9)]) {
    const indices = [0, 4, 5, 6, 2, ...(format.signed ? [-1, -4, 7] : [7, 3, 1])];
    const found = run([{ shape: [8], values: indices, format }], (builder, id) =>
      layers.embedding(builder, id, { table: tensor([5, 2], table.flat()), result: grid }),
    );
    expect(found).toEqual({ shape: [8, 2], values: indices.flatMap((index) => table[index] ?? [0, 0]) });
  }
  const parameters = { table: tensor([5, 2], table.flat()), result: grid };
  expect(() => run([{ shape: [1], values: [0] }], (builder, id) => layers.embedding(builder, id, parameters))).toThrow(
    /TF-LAYERS-003/,
  );
});

/** An einsum by its definition: a sum over every letter. */
function einsum(
  equation: string,
  first: { shape: readonly number[]; values: readonly number[] },
  second: typeof first,
): number[] {
  const [operands, out] = equation.split("->") as [string, string];
  const [a, b] = operands.split(",") as [string, string];
  const extents = new Map([...a].map((letter, axis) => [letter, first.shape[axis]!]));
  for (const [axis, letter] of [...b].entries()) extents.set(letter, second.shape[axis]!);
  const letters = [...new Set([...out, ...a, ...b])];
  const sizes = letters.map((letter) => extents.get(letter)!);
  const result = new Map<string, number>();
  const total = sizes.reduce((all, size) => all * size, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const at = new Map<string, number>();
    for (let position = letters.length - 1; position >= 0; position--) {
      at.set(letters[position]!, rest % sizes[position]!);
      rest = Math.floor(rest / sizes[position]!);
    }
    const flat = (part: string, shape: readonly number[]): number =>
      [...part].reduce((offset, letter, axis) => offset * shape[axis]! + at.get(letter)!, 0);
    const key = [...out].map((letter) => at.get(letter)).join();
    const term = first.values[flat(a, first.shape)]! * second.values[flat(b, second.shape)]!;
    result.set(key, (result.get(key) ?? 0) + term);
  }
  return [...result.values()];
}

const equations: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ["ab,bc->ac", [2, 3], [3, 4]],
  ["abc,acd->abd", [2, 3, 4], [2, 4, 2]],
  ["aecd,abcd->acbe", [2, 3, 2, 2], [2, 4, 2, 2]],
  ["abc,cd->dba", [2, 3, 4], [4, 2]],
  ["ab,cd->adbc", [2, 3], [2, 2]],
  ["abc,bca->b", [2, 3, 2], [3, 2, 2]],
  ["a,a->", [5], [5]],
];

describe("einsum", () => {
  test.each(equations)("%s", (equation, shapeA, shapeB) => {
    const count = (shape: readonly number[]) => shape.reduce((all, extent) => all * extent, 1);
    const [a, b] = [
      { shape: shapeA, values: numbers(count(shapeA)) },
      { shape: shapeB, values: numbers(count(shapeB)) },
    ];
    const expected = einsum(equation, a, b);
    const ofData = run([a, b], (builder, x, y) =>
      layers.einsum(builder, x, y, { equation, accumulator: wide, result: wide }),
    );
    expect(ofData.values).toEqual(expected);
    const ofWeights = run([a], (builder, x) =>
      layers.einsumDense(builder, x, {
        equation,
        weights: tensor(shapeB, b.values),
        bias: null,
        accumulator: wide,
        order: ascending,
        result: wide,
      }),
    );
    expect(ofWeights).toEqual(ofData);
  });

  test.each([[[3]], [[1, 4, 1]], [[2, 1, 3]], [[2, 4, 3]]])("a bias of shape %j meets the result", (shape) => {
    const [a, w] = [{ shape: [2, 4, 2], values: numbers(16) }, numbers(12)];
    const bias = numbers(shape.reduce((all, extent) => all * extent, 1));
    const padded = [...new Array<number>(3 - shape.length).fill(1), ...shape];
    const sums = einsum("abc,acd->abd", a, { shape: [2, 2, 3], values: w });
    const expected = sums.map((value, index) => {
      const at = [Math.floor(index / 12), Math.floor(index / 3) % 4, index % 3];
      const flat = at.reduce(
        (offset, position, axis) => offset * padded[axis]! + (padded[axis] === 1 ? 0 : position),
        0,
      );
      return value + bias[flat]!;
    });
    const found = run([a], (builder, x) =>
      layers.einsumDense(builder, x, {
        equation: "abc,acd->abd",
        weights: tensor([2, 2, 3], w),
        bias: tensor(shape, bias),
        accumulator: wide,
        order: ascending,
        result: wide,
      }),
    );
    expect(found.values).toEqual(expected);
  });

  test("... stands for the axes that letters leave over", () => {
    const plan = layers.planEinsum("...x,xy->...y", [2, 3, 4], [4, 5]);
    expect(plan.resultShape).toEqual([2, 3, 5]);
    expect(layers.planEinsum("a...,b...->ab...", [2, 3], [4, 3]).resultShape).toEqual([2, 4, 3]);
    expect(layers.withoutBatchAxis("abc,cd->abd", false)).toBe("bc,cd->bd");
    expect(layers.withoutBatchAxis("aecd,abcd->acbe", true)).toBe("ecd,bcd->cbe");
    expect(layers.withoutBatchAxis("...x,xy->...y", false)).toBe("...x,xy->...y");
  });

  test.each([
    ["ab,bc", [2, 3], [3, 4]],
    ["aa,ab->b", [2, 2], [2, 3]],
    ["ab,bc->ad", [2, 3], [3, 4]],
    ["ab,bc->a", [2, 3], [3, 4]],
    ["ab,bc->ac", [2, 3], [4, 4]],
    ["ab,bc->ac", [2, 3, 1], [3, 4]],
    ["...a,ab->b", [2, 3], [3, 4]],
  ])("%s on [%j] and [%j] is refused", (equation, a, b) => {
    expect(() => layers.planEinsum(equation, a, b)).toThrow(/TF-LAYERS-002/);
  });

  test("matmul with batch axes", () => {
    const [a, b] = [
      { shape: [2, 3, 2], values: numbers(12) },
      { shape: [2, 2, 4], values: numbers(16) },
    ];
    const found = run([a, b], (builder, x, y) =>
      layers.matmul(builder, x, y, { accumulator: wide, order: ascending, result: wide }),
    );
    expect(found.values).toEqual(einsum("abc,acd->abd", a, b));
    expect(() =>
      run([a, a], (builder, x, y) =>
        layers.matmul(builder, x, y, { accumulator: wide, order: ascending, result: wide }),
      ),
    ).toThrow(/TF-LAYERS-002/);
  });
});

test("multi-head attention is its parts, and what lies between them is seen in order", () => {
  const [positions, features, heads, depth] = [3, 2, 2, 2];
  const project = numbers(features * heads * depth);
  const out = numbers(heads * depth * features);
  const x = { shape: [positions, features], values: numbers(positions * features) };
  const dense = (
    equation: string,
    shape: readonly number[],
    values: readonly number[],
  ): layers.EinsumDenseParameters => ({
    equation,
    weights: tensor(shape, values),
    bias: null,
    accumulator: fixed(40, 20),
    order: ascending,
    result: fixed(24, 12),
  });
  const seen: string[] = [];
  const found = run([x], (builder, id) =>
    layers.multiHeadAttention(
      builder,
      { query: id, key: id, value: id },
      {
        query: dense("bc,cde->bde", [features, heads, depth], project),
        key: dense("bc,cde->bde", [features, heads, depth], project),
        value: dense("bc,cde->bde", [features, heads, depth], project),
        scores: { equation: "ecd,bcd->cbe", accumulator: fixed(40, 20), result: fixed(20, 10) },
        softmax: { implementation: "argmax", result: fixed(4, 2) },
        combine: { equation: "cbe,ecd->bcd", accumulator: fixed(40, 20), result: fixed(24, 12) },
        output: dense("bcd,cde->be", [heads, depth, features], out),
        between: (stage, value) => {
          seen.push(stage);
          return value;
        },
      },
    ),
  );
  // The argmax picks one position for each head and query.
  const projected = einsum("bc,cde->bde", x, { shape: [features, heads, depth], values: project });
  const at = (position: number, head: number): number[] =>
    projected.slice((position * heads + head) * depth, (position * heads + head + 1) * depth);
  const floor = (value: number, bits: number): number => Math.floor(value * 2 ** bits) / 2 ** bits;
  const expected: number[] = [];
  for (let query = 0; query < positions; query++) {
    const chosen = Array.from({ length: heads }, (_unused, head) => {
      const scores = Array.from({ length: positions }, (_none, key) =>
        floor(
          at(key, head).reduce((sum, value, d) => sum + value * at(query, head)[d]!, 0),
          10,
        ),
      );
      return at(scores.indexOf(Math.max(...scores)), head);
    }).flat();
    for (let feature = 0; feature < features; feature++) {
      const sum = chosen.reduce((total, value, index) => total + value * out[index * features + feature]!, 0);
      expected.push(floor(sum, 12));
    }
  }
  expect(seen).toEqual(["query", "key", "value", "scores", "weights", "heads"]);
  expect(found.values).toEqual(expected);
});
