import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { TrigforgeError } from "../../src/errors/index.js";
import { type FixedFormat, fixed, fractionOf, int, toReal, typeOf, ufixed, uint } from "../../src/fixed/index.js";
import { type Program, ProgramBuilder } from "../../src/ir/index.js";
import * as layers from "../../src/layers/index.js";
import { ascending, type ValueId } from "../../src/ops/index.js";

const usual = fixed(16, 6);
const stored = fixed(18, 8);

/** A program of one layer on inputs of the given formats and shapes. */
function layer(
  ports: readonly (readonly [FixedFormat, readonly number[]])[],
  write: (builder: ProgramBuilder, ...inputs: ValueId[]) => ValueId,
): Program {
  const builder = new ProgramBuilder("layer", { source: "test", fidelity: "native", notes: [] });
  const inputs = ports.map(([format, shape], port) => builder.input(`x${port}`, shape, format));
  builder.output("y", write(builder, ...inputs));
  return builder.build();
}

/** Results of a layer, as real values, for inputs given as real values on their grids. */
function run(program: Program, ...inputs: readonly (readonly number[])[]): number[] {
  const ports = program.values.filter(({ op }) => op.kind === "input");
  const raw = inputs.map((values, port) =>
    values.map((value) => BigInt(Math.round(value * 2 ** fractionOf(ports[port]!.type)))),
  );
  const { y } = evaluate(program, Object.fromEntries(raw.map((values, port) => [`x${port}`, values])));
  const { type } = program.values[program.outputs[0]!.value]!;
  return y!.map((value) => toReal(value, type));
}

const kinds = (program: Program): string[] => program.values.map(({ op }) => op.kind);

const constant = (format: FixedFormat, shape: readonly number[], values: readonly number[]): layers.ConstantTensor => ({
  shape,
  type: typeOf(format),
  raw: values.map((value) => BigInt(value * 2 ** fractionOf(format))),
});

const code = (action: () => unknown): string | undefined => {
  try {
    action();
  } catch (error) {
    if (error instanceof TrigforgeError) return error.code;
    throw error;
  }
  return undefined;
};

describe("dense", () => {
  const weights = constant(usual, [2, 1], [1, 1]);
  const bias = constant(usual, [1], [0.5]);

  test("sums products from the bias, along the last axis", () => {
    const program = layer([[usual, [2, 2]]], (b, x) =>
      layers.dense(b, x, { weights, bias, accumulator: usual, order: ascending, result: usual }),
    );
    expect(run(program, [1, 2, 3, -4])).toEqual([3.5, -0.5]);
  });

  test("order shows where the accumulator saturates", () => {
    const result = (order: ReturnType<typeof layers.denseOrder>) => {
      const narrow = fixed(4, 4, "TRN", "SAT");
      const ones = constant(usual, [4, 1], [1, 1, 1, 1]);
      const program = layer([[usual, [4]]], (b, x) =>
        layers.dense(b, x, { weights: ones, bias: null, accumulator: narrow, order, result: usual }),
      );
      return run(program, [6, -6, 6, -6]);
    };
    expect(result(layers.denseOrder("latency", 4, 1, 1))).toEqual([0]);
    expect(result(layers.denseOrder("resource", 4, 1, 2))).toEqual([-5]);
  });

  test("orders of hls4ml's strategies", () => {
    expect(layers.denseOrder("latency", 16, 5, 7)).toEqual(ascending);
    expect(layers.denseOrder("resource", 16, 5, 4)).toEqual({ order: "sequential", stride: 4 });
    expect(layers.denseOrder("resource", 16, 5, 16)).toEqual(ascending);
    expect(layers.denseOrder("resource", 16, 5, 48)).toEqual(ascending);
    expect(layers.denseOrder("resource", 16, 5, 20, usual)).toEqual(ascending);
    expect(code(() => layers.denseOrder("resource", 16, 5, 20))).toBe("TF-LAYERS-001");
    expect(code(() => layers.denseOrder("resource", 16, 5, 20, fixed(16, 6, "TRN", "SAT")))).toBe("TF-LAYERS-001");
    expect(code(() => layers.denseOrder("resource", 16, 5, 3, usual))).toBe("TF-LAYERS-001");
    expect(code(() => layers.denseOrder("resource", 16, 5, 0))).toBe("TF-LAYERS-001");
  });
});

describe("cheap products", () => {
  test("bits by bits counts agreements", () => {
    const weights = { shape: [3, 1], type: typeOf(uint(1)), raw: [1n, 0n, 1n] };
    const program = layer([[uint(1), [3]]], (b, x) =>
      layers.xnorDense(b, x, { weights, bias: null, accumulator: int(4), order: ascending, result: int(4) }),
    );
    expect(run(program, [1, 0, 1])).toEqual([3]);
    expect(run(program, [0, 1, 0])).toEqual([-3]);
    expect(run(program, [1, 1, 1])).toEqual([1]);
  });

  test("refuse what they cannot hold", () => {
    const weights = { shape: [9, 1], type: typeOf(uint(1)), raw: new Array(9).fill(1n) };
    const saturating = (width: number) => () =>
      layer([[uint(1), [9]]], (b, x) =>
        layers.xnorDense(b, x, {
          weights,
          bias: null,
          accumulator: fixed(width, width, "TRN", "SAT"),
          order: ascending,
          result: usual,
        }),
      );
    expect(code(saturating(4))).toBe("TF-LAYERS-004");
    expect(code(saturating(5))).toBeUndefined();
    const exponents = { shape: [1, 1], signs: [1], exponents: [40], exponentWidth: 7 };
    expect(code(() => layers.exponentWeights(exponents, usual))).toBe("TF-LAYERS-004");
  });

  test("re-encode weights", () => {
    const bits = { shape: [2], type: typeOf(uint(1)), raw: [0n, 1n] };
    expect(layers.binaryWeights(bits).raw).toEqual([-1n, 1n]);
    const ternary = { shape: [4], type: typeOf(int(2)), raw: [0n, 1n, -1n, -2n] };
    expect(layers.ternaryWeights(ternary).raw).toEqual([0n, 1n, -1n, 1n]);
    const powers = layers.exponentWeights(
      { shape: [3], signs: [1, 0, 1], exponents: [-2, 0, 1], exponentWidth: 3 },
      usual,
    );
    expect(powers.raw.map((raw) => toReal(raw, powers.type))).toEqual([0.25, -1, 2]);
  });
});

describe("piecewise activations", () => {
  const inputs = [-2, -0.25, 0, 0.75, 7];
  const values = (write: (builder: ProgramBuilder, x: ValueId) => ValueId) => run(layer([[usual, [5]]], write), inputs);

  test("rectifiers", () => {
    expect(values((b, x) => layers.relu(b, x, { result: usual }))).toEqual([0, 0, 0, 0.75, 7]);
    expect(values((b, x) => layers.reluMax(b, x, { maximum: 6, result: usual }))).toEqual([0, 0, 0, 0.75, 6]);
    const alpha = constant(usual, [1], [0.5]);
    expect(values((b, x) => layers.leakyRelu(b, x, { alpha, result: usual }))).toEqual([-1, -0.125, 0, 0.75, 7]);
    const slopes = constant(usual, [5], [1, 2, 3, 4, 5]);
    expect(values((b, x) => layers.prelu(b, x, { alpha: slopes, result: usual }))).toEqual([-2, -0.5, 0, 0.75, 7]);
    const theta = constant(usual, [1], [1]);
    expect(values((b, x) => layers.thresholdedRelu(b, x, { theta, result: usual }))).toEqual([0, 0, 0, 0, 7]);
    expect(values((b, x) => layers.linear(b, x, { result: int(3) }))).toEqual([-2, 0, 0, 0, -1]);
  });

  test("hard sigmoid and hard tanh", () => {
    const [slope, shift] = [constant(ufixed(2, 0), [1], [0.5]), constant(ufixed(2, 0), [1], [0.5])];
    expect(values((b, x) => layers.hardSigmoid(b, x, { slope, shift, result: usual }))).toEqual([
      0, 0.375, 0.5, 0.875, 1,
    ]);
    expect(values((b, x) => layers.hardTanh(b, x, { slope, shift, result: usual }))).toEqual([-1, -0.25, 0, 0.75, 1]);
  });

  test("binary and ternary tanh, whose doubling may wrap", () => {
    expect(values((b, x) => layers.binaryTanh(b, x, { result: int(2) }))).toEqual([-1, -1, 1, 1, 1]);
    expect(values((b, x) => layers.binaryTanh(b, x, { result: uint(1) }))).toEqual([0, 0, 1, 1, 1]);
    expect(values((b, x) => layers.ternaryTanh(b, x, { result: int(2) }))).toEqual([-1, 0, 0, 1, 1]);
    const narrow = fixed(6, 2);
    const wraps = layer([[narrow, [2]]], (b, x) => layers.ternaryTanh(b, x, { operand: narrow, result: int(2) }));
    expect(run(wraps, [0.75, 1.5])).toEqual([1, -1]);
  });

  test("normalisation by element and by channel", () => {
    const [scale, bias] = [constant(usual, [2], [2, 4]), constant(usual, [2], [0.5, -1])];
    const program = layer([[usual, [2, 2]]], (b, x) => layers.batchNormalization(b, x, { scale, bias, result: usual }));
    expect(run(program, [1, 1, 2, 2])).toEqual([2.5, 3, 4.5, 7]);
    const misfit = () =>
      layer([[usual, [2, 3]]], (b, x) => layers.applyAlpha(b, x, { scale, bias: null, result: usual }));
    expect(code(misfit)).toBe("TF-LAYERS-002");
  });
});

describe("tables", () => {
  const table = { tableSize: 1024, table: stored, result: usual };

  test("bins around zero are twice as wide: indices truncate toward zero", () => {
    const program = layer([[usual, [4]]], (b, x) => layers.tanh(b, x, table));
    const [below, zero, above, next] = run(program, [-7 / 1024, 0, 7 / 1024, 8 / 1024]) as number[];
    expect([below, zero, above]).toEqual([0, 0, 0]);
    expect(next).toBe(7 / 1024);
  });

  test("narrow operands read one table by their own bits, wide ones compute an address", () => {
    const narrow = layer([[fixed(10, 4), [3]]], (b, x) => layers.sigmoid(b, x, table));
    expect(kinds(narrow)).toEqual(["input", "constant", "lookup"]);
    const wide = layer([[usual, [3]]], (b, x) => layers.sigmoid(b, x, table));
    expect(kinds(wide)).toEqual(["input", "scale", "scale", "cast", "constant", "lookup"]);
    expect(run(wide, [-9, 0, 9])).toEqual([0, 0.5, 1023 / 1024]);
  });

  test("an operand near 2^31 table steps wraps the C++ int", () => {
    const wide = layer([[fixed(40, 30), [3]]], (b, x) => layers.softsign(b, x, table));
    const limit = 2 ** 25;
    expect(run(wide, [limit - 16, limit - 1 / 64, limit])).toEqual([910 / 1024, -911 / 1024, -911 / 1024]);
  });

  test("elu and selu", () => {
    const half = constant(ufixed(8, 0), [1], [0.5]);
    const program = layer([[usual, [3]]], (b, x) => layers.elu(b, x, { ...table, alpha: half }));
    expect(run(program, [-20, 0, 3])).toEqual([-0.5, 0, 3]);
    const scaled = layer([[usual, [2]]], (b, x) => layers.selu(b, x, table));
    expect(run(scaled, [-20, 2])).toEqual([-1800 / 1024, Math.floor(((2 * 34429) / 2 ** 15) * 1024) / 1024]);
  });

  test("tables that cannot be are refused", () => {
    const size = (tableSize: number) => () =>
      layer([[usual, [1]]], (b, x) => layers.sigmoid(b, x, { ...table, tableSize }));
    expect(code(size(0))).toBe("TF-LAYERS-003");
    expect(code(size(2 ** 20 + 1))).toBe("TF-LAYERS-003");
    const tiny = () => layer([[fixed(12, -40), [1]]], (b, x) => layers.sigmoid(b, x, table));
    expect(code(tiny)).toBe("TF-LAYERS-003");
  });
});

describe("softmax", () => {
  const formats = fixed(18, 8, "RND", "SAT");
  const tables = { expTable: formats, inverseTable: formats, accumulator: formats, inverseInput: formats };
  const stable = (input: FixedFormat, tableSize: number): layers.SoftmaxParameters => ({
    implementation: "stable",
    ...tables,
    expTableSize: layers.stableExpTableSize(input, tableSize),
    inverseTableSize: tableSize,
    inputNormalised: layers.normalisedFormat(input),
    result: usual,
  });

  test("hls4ml's stable softmax wraps differences that need the sign's bit", () => {
    const program = layer([[usual, [3]]], (b, x) => layers.softmax(b, x, stable(usual, 1024)));
    expect(run(program, [31.8994140625, -0.2001953125, -31])).toEqual([0.5712890625, 0.51953125, 0]);
  });

  test("argmax takes the first of equal maxima", () => {
    const program = layer([[usual, [4]]], (b, x) => layers.softmax(b, x, { implementation: "argmax", result: int(2) }));
    expect(run(program, [1, 3, 3, 2])).toEqual([0, 1, 0, 0]);
    expect(run(program, [-1, -1, -1, -1])).toEqual([1, 0, 0, 0]);
  });

  test("equal inputs share, along any axis", () => {
    const program = layer([[usual, [2, 3]]], (b, x) => layers.softmax(b, x, { ...stable(usual, 1024), axis: 0 }));
    expect(run(program, [1, 2, 3, 1, 2, 3])).toEqual([0.5, 0.5, 0.5, 0.5, 0.5, 0.5]);
  });

  test("tables that the operand cannot address are refused", () => {
    const narrow = fixed(9, 4);
    const write = (parameters: layers.SoftmaxParameters) => () =>
      layer([[narrow, [3]]], (b, x) => layers.softmax(b, x, parameters));
    expect(code(write(stable(narrow, 1024)))).toBeUndefined();
    expect(code(write({ ...stable(narrow, 1024), expTableSize: 512 } as layers.SoftmaxParameters))).toBe(
      "TF-LAYERS-003",
    );
    expect(code(write({ ...stable(narrow, 1024), inverseTableSize: 1000 } as layers.SoftmaxParameters))).toBe(
      "TF-LAYERS-003",
    );
    expect(code(write({ ...stable(narrow, 1024), axis: 1 }))).toBe("TF-LAYERS-002");
  });
});

describe("merges", () => {
  const two = (write: (builder: ProgramBuilder, a: ValueId, b: ValueId) => ValueId, shapes = [[2], [2]]) =>
    layer(
      shapes.map((shape) => [usual, shape] as const),
      write as (builder: ProgramBuilder, ...inputs: ValueId[]) => ValueId,
    );

  test("of two values", () => {
    const result = { result: usual };
    const pair = [
      [1, -2],
      [0.5, 3],
    ] as const;
    const merged = (merge: typeof layers.add) =>
      run(
        two((b, x, y) => merge(b, x, y, result)),
        ...pair,
      );
    expect(merged(layers.add)).toEqual([1.5, 1]);
    expect(merged(layers.subtract)).toEqual([0.5, -5]);
    expect(merged(layers.multiply)).toEqual([0.5, -6]);
    expect(merged(layers.average)).toEqual([0.75, 0.5]);
    expect(merged(layers.maximum)).toEqual([1, 3]);
    expect(merged(layers.minimum)).toEqual([0.5, -2]);
  });

  test("the smaller operand is repeated over leading axes, and nothing else", () => {
    const added = two((b, x, y) => layers.add(b, x, y, { result: usual }), [[2, 2], [2]]);
    expect(run(added, [1, 2, 3, 4], [10, 20])).toEqual([11, 22, 13, 24]);
    const misfit = () =>
      two(
        (b, x, y) => layers.add(b, x, y, { result: usual }),
        [
          [2, 1],
          [2, 2],
        ],
      );
    expect(code(misfit)).toBe("TF-LAYERS-002");
  });

  test("concatenation and dot product", () => {
    const joined = two(
      (b, x, y) => layers.concatenate(b, [x, y], { axis: -1, result: usual }),
      [
        [2, 1],
        [2, 2],
      ],
    );
    expect(run(joined, [1, 2], [3, 4, 5, 6])).toEqual([1, 3, 4, 2, 5, 6]);
    expect(code(() => two((b, x, y) => layers.concatenate(b, [x, y], { axis: 1, result: usual })))).toBe(
      "TF-LAYERS-002",
    );
    const product = two((b, x, y) => layers.dot(b, x, y, { accumulator: usual, result: usual }));
    expect(run(product, [1, 2], [3, 4])).toEqual([11]);
    expect(code(() => two((b, x, y) => layers.dot(b, x, y, { accumulator: usual, result: usual }), [[2], [3]]))).toBe(
      "TF-LAYERS-002",
    );
  });
});
