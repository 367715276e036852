import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/backends/reference/index.js";
import { TrigforgeError } from "../../src/errors/index.js";
import { type FixedFormat, fixed, formatOf, quantize, typeOf, ufixed } from "../../src/fixed/index.js";
import { ProgramBuilder } from "../../src/ir/index.js";
import * as layers from "../../src/layers/index.js";
import { ascending, balancedTree, type ValueId } from "../../src/ops/index.js";
import { type Random, random } from "../support/random.js";

const exact = fixed(40, 20);

/** Raw results of a layer on raw inputs. */
function run(
  format: FixedFormat,
  shape: readonly number[],
  raw: readonly bigint[],
  write: (builder: ProgramBuilder, x: ValueId) => ValueId,
): { raw: bigint[]; shape: readonly number[] } {
  const builder = new ProgramBuilder("layer", { source: "test", fidelity: "native", notes: [] });
  const x = builder.input("x", shape, format);
  const y = write(builder, x);
  const { shape: result } = builder.tensor(y);
  builder.output("y", y);
  return { raw: evaluate(builder.build(), { x: [...raw] }).y!, shape: result };
}

const counting = (count: number): bigint[] => Array.from({ length: count }, (_unused, index) => BigInt(index + 1));
const integers = fixed(16, 16);
const picked = (shape: readonly number[], write: (builder: ProgramBuilder, x: ValueId) => ValueId) => {
  const { raw, shape: result } = run(integers, shape, counting(shape.reduce((all, extent) => all * extent, 1)), write);
  return { shape: result, values: raw.map(Number) };
};

function code(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof TrigforgeError) return error.code;
    throw error;
  }
  return undefined;
}

describe("windows", () => {
  test.each([
    [5, 3, 1, 1, [1, 1]],
    [5, 3, 2, 1, [1, 1]],
    [6, 3, 2, 1, [0, 1]],
    [7, 2, 1, 1, [0, 1]],
    [4, 1, 2, 1, [0, 0]],
    [6, 3, 1, 2, [2, 2]],
    [3, 2, 4, 1, [0, 0]],
  ])("the zeros of padding same: %i elements, window %i, stride %i, dilation %i", (extent, size, stride, step, zeros) => {
    expect(layers.samePadding(extent, size, stride, step)).toEqual(zeros);
  });

  test("geometries that do not fit are refused", () => {
    const convolve = (shape: number[], geometry: object, window: number[] = [3]) =>
      code(() =>
        run(integers, shape, counting(shape.reduce((all, extent) => all * extent, 1)), (b, x) =>
          layers.maxPooling(b, x, { size: window, accumulator: null, result: integers, ...geometry }),
        ),
      );
    expect(convolve([2, 1], {})).toBe("TF-LAYERS-005");
    expect(convolve([4, 1], { strides: [0] })).toBe("TF-LAYERS-005");
    expect(convolve([4, 1], { padding: [[0.5, 0]] })).toBe("TF-LAYERS-005");
    expect(convolve([4, 4, 1], {})).toBe("TF-LAYERS-005");
    expect(convolve([4, 1], { padding: [[4, 0]] })).toBe("TF-LAYERS-005");
    expect(convolve([4, 1], { padding: [[3e6, 0]], padded: "topBit" })).toBe("TF-LAYERS-005");
  });
});

/** A convolution written out with real numbers that are exact. */
function plainConvolution(
  x: readonly bigint[],
  [height, width, channels]: readonly [number, number, number],
  weights: readonly bigint[],
  [rows, columns, filters]: readonly [number, number, number],
  geometry: { strides: number[]; dilation: number[]; padding: [number, number][] },
): bigint[] {
  const { strides, dilation, padding } = geometry;
  const out = [height, width].map((extent, axis) =>
    Math.floor(
      (extent + padding[axis]![0] + padding[axis]![1] - dilation[axis]! * ([rows, columns][axis]! - 1) - 1) /
        strides[axis]!,
    ),
  );
  const result: bigint[] = [];
  for (let i = 0; i <= out[0]!; i++)
    for (let j = 0; j <= out[1]!; j++)
      for (let filter = 0; filter < filters; filter++) {
        let sum = 0n;
        for (let r = 0; r < rows; r++)
          for (let c = 0; c < columns; c++)
            for (let channel = 0; channel < channels; channel++) {
              const [y, z] = [
                i * strides[0]! + r * dilation[0]! - padding[0]![0],
                j * strides[1]! + c * dilation[1]! - padding[1]![0],
              ];
              if (y < 0 || z < 0 || y >= height || z >= width) continue;
              sum +=
                x[(y * width + z) * channels + channel]! *
                weights[((r * columns + c) * channels + channel) * filters + filter]!;
            }
        result.push(sum);
      }
  return result;
}

const randomRaw = (source: Random, count: number, bound: number): bigint[] =>
  Array.from({ length: count }, () => BigInt(source.integer(-bound, bound)));

describe("convolutions", () => {
  test("any geometry equals loops over pixels, window and channels", () => {
    const source = random(5, "convolutions");
    for (let round = 0; round < 40; round++) {
      const shape = [source.integer(3, 6), source.integer(3, 6), source.integer(1, 3)] as [number, number, number];
      const size = [source.integer(1, 3), source.integer(1, 3), source.integer(1, 3)] as [number, number, number];
      const geometry = {
        strides: [source.integer(1, 3), source.integer(1, 3)],
        dilation: [source.integer(1, 2), source.integer(1, 2)],
        padding: [
          [source.integer(2, 3), source.integer(0, 2)],
          [source.integer(2, 3), source.integer(0, 2)],
        ] as [number, number][],
      };
      const x = randomRaw(source, shape[0] * shape[1] * shape[2], 100);
      const raw = randomRaw(source, size[0] * size[1] * shape[2] * size[2], 100);
      const weights = { shape: [size[0], size[1], shape[2], size[2]], type: typeOf(integers), raw };
      const wide = fixed(48, 48);
      const found = run(integers, shape, x, (b, v) =>
        layers.convolution(b, v, {
          weights,
          bias: null,
          accumulator: wide,
          order: ascending,
          result: wide,
          ...geometry,
        }),
      );
      expect(found.raw).toEqual(plainConvolution(x, shape, raw, size, geometry));
      expect(found.shape[2]).toBe(size[2]);
    }
  });

  test("a depthwise convolution is a convolution of each channel, with equal biases or with others", () => {
    const source = random(6, "depthwise");
    const accumulator = fixed(9, 5, "RND", "SAT");
    for (const biases of [null, [3n, 3n], [5n, -100n]]) {
      const x = randomRaw(source, 40, 60);
      const raw = randomRaw(source, 6, 60);
      const type = { signed: true, width: 8, integer: 4 };
      const bias = biases === null ? null : { shape: [2], type, raw: biases };
      const parameters = { accumulator, order: ascending, result: accumulator, strides: [2] };
      const whole = run(fixed(8, 4), [20, 2], x, (b, v) =>
        layers.depthwiseConvolution(b, v, { weights: { shape: [3, 2], type, raw }, bias, ...parameters }),
      );
      expect(whole.shape).toEqual([9, 2]);
      for (const channel of [0, 1]) {
        const own = (values: readonly bigint[]) => values.filter((_raw, index) => index % 2 === channel);
        const alone = run(fixed(8, 4), [20, 1], own(x), (b, v) =>
          layers.convolution(b, v, {
            weights: { shape: [3, 1, 1], type, raw: own(raw) },
            bias: bias === null ? null : { shape: [1], type, raw: [bias.raw[channel]!] },
            ...parameters,
          }),
        );
        expect(own(whole.raw)).toEqual(alone.raw);
      }
    }
  });

  test("weights and biases that do not fit are refused", () => {
    const parameters = { accumulator: exact, order: ascending, result: exact };
    const weights = (shape: number[]) => ({
      shape,
      type: typeOf(integers),
      raw: counting(shape.reduce((a, b) => a * b, 1)),
    });
    const attempt = (write: (builder: ProgramBuilder, x: ValueId) => ValueId) => code(() => picked([5, 2], write));
    expect(
      attempt((b, x) => layers.convolution(b, x, { weights: weights([3, 3, 1]), bias: null, ...parameters })),
    ).toBe("TF-LAYERS-002");
    expect(
      attempt((b, x) => layers.depthwiseConvolution(b, x, { weights: weights([3, 3]), bias: null, ...parameters })),
    ).toBe("TF-LAYERS-002");
    expect(
      attempt((b, x) =>
        layers.depthwiseConvolution(b, x, { weights: weights([3, 2]), bias: weights([3]), ...parameters }),
      ),
    ).toBe("TF-LAYERS-002");
  });
});

describe("poolings", () => {
  const none = { accumulator: null, result: integers };

  test("padding is no element of a maximum, or it is hls4ml's top bit", () => {
    const size = { size: [3], strides: [2], padding: [[1, 1] as const] };
    const negative = [-5n, -3n, -9n, -4n, -8n];
    expect(run(integers, [5, 1], negative, (b, x) => layers.maxPooling(b, x, { ...size, ...none })).raw).toEqual([
      -3n,
      -3n,
      -4n,
    ]);
    const unsigned = ufixed(4, 4);
    const top = { ...size, accumulator: null, result: unsigned, padded: "topBit" } as const;
    expect(run(unsigned, [5, 1], [5n, 3n, 9n, 4n, 2n], (b, x) => layers.maxPooling(b, x, top)).raw).toEqual([
      8n,
      9n,
      8n,
    ]);
    expect(
      run(fixed(4, 4), [5, 1], [-5n, -3n, -7n, -4n, -8n], (b, x) =>
        layers.maxPooling(b, x, { ...top, result: fixed(4, 4) }),
      ).raw,
    ).toEqual([-3n, -3n, -4n]);
  });

  test("averages divide by what lies inside, or by the window, toward zero", () => {
    const size = { size: [2, 2], strides: [2, 2], padding: [[0, 1] as const, [0, 1] as const] };
    const values = [-1n, -1n, -1n, -2n, 1n, 1n, 1n, 1n, 2n];
    const average = (countPadding: boolean) =>
      run(integers, [3, 3, 1], values, (b, x) =>
        layers.averagePooling(b, x, { ...size, countPadding, accumulator: integers, result: integers }),
      ).raw;
    expect(average(false)).toEqual([0n, 0n, 1n, 2n]);
    expect(average(true)).toEqual([0n, 0n, 0n, 0n]);
  });

  test("elements are added as they are, or assigned first", () => {
    const narrow = fixed(5, 5, "TRN", "SAT");
    const average = (order?: typeof ascending | typeof balancedTree) =>
      run(integers, [2, 1], [-5n, 30n], (b, x) =>
        layers.globalAveragePooling(b, x, {
          accumulator: narrow,
          result: integers,
          ...(order === undefined ? {} : { order }),
        }),
      ).raw;
    expect(average()).toEqual([7n]);
    expect(average(ascending)).toEqual([5n]);
    expect(average(balancedTree)).toEqual([5n]);
  });

  test("global maxima, an accumulator between", () => {
    const accumulator = fixed(4, 4);
    expect(
      run(integers, [3, 2], [1n, 2n, 9n, -4n, 3n, 0n], (b, x) =>
        layers.globalMaxPooling(b, x, { accumulator, result: integers }),
      ).raw,
    ).toEqual([-7n, 2n]);
  });

  test("windows in the padding alone are refused", () => {
    const alone = { size: [2], padding: [[2, 0] as const] };
    expect(code(() => picked([4, 1], (b, x) => layers.maxPooling(b, x, { ...alone, ...none })))).toBe("TF-LAYERS-005");
    expect(
      code(() =>
        picked([4, 1], (b, x) => layers.averagePooling(b, x, { ...alone, accumulator: integers, result: integers })),
      ),
    ).toBe("TF-LAYERS-005");
  });
});

describe("division", () => {
  test("equals exact division for every dividend, toward zero and half away from zero", () => {
    const all = Array.from({ length: 512 }, (_unused, index) => BigInt(index - 256));
    for (const divisor of [1, 3, 5, 6, 7, 9, 10, 12, 25, 100, 255]) {
      for (const fraction of [-2, 0, 1, 4]) {
        const quotients = {
          TRN_ZERO: fixed(24, 24 - fraction, "TRN_ZERO"),
          RND_INF: fixed(24, 24 - fraction, "RND_INF"),
        };
        for (const [rounding, format] of Object.entries(quotients)) {
          const found = run(fixed(9, 8), [512], all, (b, x) => layers.divide(b, x, divisor, format)).raw;
          const expected = all.map((raw) => {
            const [top, bottom] = [raw * 2n ** BigInt(fraction + 2), BigInt(divisor) * 8n];
            const size = top < 0n ? -top : top;
            const magnitude = rounding === "TRN_ZERO" ? size / bottom : (2n * size + bottom) / (2n * bottom);
            return top < 0n ? -magnitude : magnitude;
          });
          expect(found, `${divisor} ${fraction} ${rounding}`).toEqual(expected);
        }
      }
    }
  });

  test("by powers of two rounds in every way; by other numbers only where it is exact", () => {
    const all = Array.from({ length: 64 }, (_unused, index) => BigInt(index - 32));
    for (const rounding of ["TRN", "RND", "RND_CONV", "RND_ZERO", "RND_MIN_INF"] as const) {
      const to = fixed(6, 4, rounding);
      const found = run(fixed(6, 3), [64], all, (b, x) => layers.divide(b, x, 4, to)).raw;
      expect(found).toEqual(all.map((raw) => quantize(raw, { signed: true, width: 6, integer: 1 }, to)));
      expect(code(() => run(fixed(6, 3), [64], all, (b, x) => layers.divide(b, x, 3, to)))).toBe("TF-LAYERS-006");
    }
    expect(
      run(fixed(6, 6), [3], [7n, -7n, 9n], (b, x) => layers.divide(b, x, [2, 3, 4], fixed(6, 6, "TRN_ZERO"))).raw,
    ).toEqual([3n, -2n, 2n]);
    for (const divisor of [0, -1, 1.5]) {
      expect(
        code(() => run(fixed(6, 3), [64], all, (b, x) => layers.divide(b, x, divisor, formatOf(typeOf(exact))))),
      ).toBe("TF-LAYERS-003");
    }
  });
});

describe("shapes", () => {
  test("padding, cropping, up-sampling and resizing", () => {
    expect(
      picked([2, 2, 1], (b, x) =>
        layers.zeroPadding(b, x, {
          edges: [
            [1, 0],
            [0, 2],
          ],
        }),
      ),
    ).toEqual({
      shape: [3, 4, 1],
      values: [0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0],
    });
    expect(picked([3, 2], (b, x) => layers.cropping(b, x, { edges: [[1, 1]] }))).toEqual({
      shape: [1, 2],
      values: [3, 4],
    });
    expect(picked([2, 2, 1], (b, x) => layers.upSampling(b, x, [1, 2])).values).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(picked([2, 3, 1], (b, x) => layers.resizeNearest(b, x, [4, 2])).values).toEqual([1, 2, 1, 2, 4, 5, 4, 5]);
  });

  test("transposing, reshaping, flattening, repeating", () => {
    expect(picked([2, 3, 2], (b, x) => layers.transpose(b, x, [2, 0, 1]))).toEqual({
      shape: [2, 2, 3],
      values: [1, 3, 5, 7, 9, 11, 2, 4, 6, 8, 10, 12],
    });
    expect(picked([2, 6], (b, x) => layers.reshape(b, x, [3, -1])).shape).toEqual([3, 4]);
    expect(picked([2, 3], (b, x) => layers.flatten(b, x)).shape).toEqual([6]);
    expect(picked([2, 2], (b, x) => layers.repeatChannels(b, x, 2)).values).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
  });

  test("what does not fit is refused", () => {
    const refused = (write: (builder: ProgramBuilder, x: ValueId) => ValueId) => code(() => picked([2, 3, 2], write));
    expect(
      refused((b, x) =>
        layers.cropping(b, x, {
          edges: [
            [1, 1],
            [0, 0],
          ],
        }),
      ),
    ).toBe("TF-LAYERS-005");
    expect(refused((b, x) => layers.zeroPadding(b, x, { edges: [[1, 1]] }))).toBe("TF-LAYERS-005");
    expect(
      refused((b, x) =>
        layers.zeroPadding(b, x, {
          edges: [
            [1e9, 1],
            [0, 0],
          ],
        }),
      ),
    ).toBe("TF-LAYERS-005");
    expect(refused((b, x) => layers.upSampling(b, x, [2]))).toBe("TF-LAYERS-005");
    expect(refused((b, x) => layers.upSampling(b, x, [1e6, 1e6]))).toBe("TF-LAYERS-005");
    expect(refused((b, x) => layers.resizeNearest(b, x, [0, 3]))).toBe("TF-LAYERS-005");
    expect(refused((b, x) => layers.transpose(b, x, [0, 0, 1]))).toBe("TF-LAYERS-002");
    expect(refused((b, x) => layers.reshape(b, x, [5]))).toBe("TF-LAYERS-002");
    expect(refused((b, x) => layers.reshape(b, x, [-1, -1]))).toBe("TF-LAYERS-002");
  });
});
