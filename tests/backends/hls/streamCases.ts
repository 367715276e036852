import { type FixedFormat, fixed, ufixed } from "../../../src/fixed/index.js";
import {
  add,
  averagePooling,
  batchNormalization,
  concatenate,
  cropping,
  globalAveragePooling,
  globalMaxPooling,
  layWindows,
  maxPooling,
  multiply,
  softmax,
  transpose,
  upSampling,
  zeroPadding,
} from "../../../src/layers/index.js";
import { ascending, type FoldOrder, type Reduction } from "../../../src/ops/index.js";
import type { BatchCase } from "./batch.js";
import { networkCase } from "./networks.js";

// Networks for both io types: every pattern that is streamed, and what is collected instead.

const result = fixed(9, 4, "RND", "SAT");
const accumulator = fixed(12, 6, "TRN", "SAT");

export const streamCases: readonly BatchCase[] = [
  networkCase("1d, same, strides", 1, (n) => {
    const x = n.input("x", [9, 3]);
    const y = n.relu(n.convolution(x, 4, { size: [3], strides: [2], same: true }));
    return { y: n.convolution(y, 2, { size: [2], dilation: [2] }) };
  }),
  networkCase("2d, valid, then dense on each pixel", 2, (n) => {
    const x = n.input("x", [6, 5, 2]);
    return { y: n.dense(n.convolution(x, 3, { size: [3, 2] }), 2) };
  }),
  networkCase("2d, same, strides that leave rows unused", 3, (n) => {
    const x = n.input("x", [7, 8, 1]);
    return {
      y: n.convolution(x, 2, { size: [2, 3], strides: [3, 2], same: true }),
      z: n.convolution(x, 1, { size: [2, 2], strides: [3, 3] }),
    };
  }),
  networkCase("2d, dilation", 4, (n) => {
    const x = n.input("x", [7, 6, 2]);
    return {
      y: n.convolution(x, 2, { size: [3, 2], dilation: [2, 3] }),
      z: n.convolution(x, 2, { size: [3, 3], dilation: [2, 1], same: true }),
    };
  }),
  networkCase("windows larger than the image", 5, (n) => {
    const x = n.input("x", [2, 3, 2]);
    return { y: n.convolution(x, 2, { size: [5, 5], same: true }) };
  }),
  networkCase("depthwise and pointwise", 6, (n) => {
    const x = n.input("x", [5, 4, 3]);
    const deep = n.depthwise(x, { size: [3, 3], same: true }, false);
    const biased = n.depthwise(deep, { size: [2, 2] }, true);
    return { y: n.convolution(biased, 4, { size: [1, 1] }) };
  }),
  networkCase("poolings", 7, (n) => {
    const x = n.input("x", [6, 8, 2]);
    const largest = n.layer("max", (b) =>
      maxPooling(b, x, { size: [2, 2], strides: [2, 2], accumulator: null, result }),
    );
    const mean = n.layer("mean", (b) =>
      averagePooling(b, largest, { size: [3, 2], strides: [1, 2], accumulator, result }),
    );
    return {
      y: mean,
      z: n.layer("global", (b) => globalAveragePooling(b, mean, { accumulator: fixed(14, 7), result })),
    };
  }),
  networkCase("average pooling that divides by what lies in the image", 8, (n) => {
    const x = n.input("x", [5, 6, 2]);
    const padding = [
      [1, 1],
      [0, 1],
    ] as const;
    return {
      y: n.layer("mean", (b) => averagePooling(b, x, { size: [3, 2], strides: [2, 2], padding, accumulator, result })),
    };
  }),
  networkCase("max pooling with padding", 9, (n) => {
    const x = n.input("x", [5, 2]);
    return {
      y: n.layer("max", (b) =>
        maxPooling(b, x, { size: [3], strides: [2], padding: [[1, 1]], accumulator: null, result }),
      ),
      z: n.layer("global", (b) => globalMaxPooling(b, x, { accumulator: null, result })),
    };
  }),
  networkCase("padding, cropping, up-sampling, transposes", 10, (n) => {
    const x = n.input("x", [4, 5, 2]);
    const padded = n.layer("pad", (b) =>
      zeroPadding(b, x, {
        edges: [
          [1, 2],
          [0, 3],
        ],
      }),
    );
    const cropped = n.layer("crop", (b) =>
      cropping(b, padded, {
        edges: [
          [2, 1],
          [1, 0],
        ],
      }),
    );
    const larger = n.layer("larger", (b) => upSampling(b, cropped, [2, 1]));
    return {
      y: n.convolution(larger, 2, { size: [2, 2] }),
      z: n.layer("turn", (b) => transpose(b, cropped, [1, 0, 2])),
      p: padded,
    };
  }),
  networkCase("skip connections", 11, (n) => {
    const x = n.input("x", [5, 5, 2]);
    const first = n.relu(n.convolution(x, 2, { size: [3, 3], same: true }));
    const second = n.convolution(first, 2, { size: [3, 3], same: true });
    const sum = n.layer("add", (b) => add(b, second, x, { result }));
    const joined = n.layer("join", (b) => concatenate(b, [sum, first, x], { axis: -1, result: fixed(10, 5) }));
    return { y: n.convolution(joined, 2, { size: [2, 2], strides: [2, 2] }), first };
  }),
  networkCase("a gate that the whole image sets", 12, (n) => {
    const x = n.input("x", [4, 4, 3]);
    const features = n.convolution(x, 3, { size: [3, 3], same: true });
    const mean = n.layer("squeeze", (b) => globalAveragePooling(b, features, { accumulator: fixed(14, 7), result }));
    const gate = n.dense(mean, 3);
    const scaled = n.layer("scale", (b) => {
      const spread = b.gather(
        gate,
        Array.from({ length: 48 }, (_unused, index) => index % 3),
        [4, 4, 3],
      );
      return multiply(b, features, spread, { result });
    });
    return { y: scaled };
  }),
  networkCase("joined along the image", 13, (n) => {
    const x = n.input("x", [3, 2]);
    const z = n.input("z", [2, 2], ufixed(6, 3));
    const y = n.layer("join", (b) => concatenate(b, [x, z], { axis: 0, result: fixed(9, 5) }));
    return { y: n.dense(n.flatten(n.dense(y, 3)), 4), same: x, z };
  }),
  networkCase("sums over all pixels", 15, (n) => {
    const x = n.input("x", [4, 5, 3]);
    const turned = Array.from({ length: 60 }, (_unused, index) => (index % 20) * 3 + Math.floor(index / 20));
    const reduced = (name: string, reduction: Reduction) =>
      n.layer(name, (b) => b.reduce(b.gather(x, turned, [3, 20]), reduction));
    const saturating = fixed(9, 4, "RND_CONV", "SAT");
    const sums = (order: FoldOrder): Reduction => ({ by: "sum", accumulator: saturating, order });
    const dense = (name: string, format: FixedFormat, order: FoldOrder) =>
      n.layer(name, (b) => {
        const { shape, type, raw } = n.constant([60, 4], fixed(5, 1));
        const weights = b.constant(shape, type, raw);
        return b.contract(b.reshape(x, [60]), weights, { accumulator: format, order });
      });
    return {
      ascending: reduced("ascending", sums(ascending)),
      largest: reduced("largest", { by: "max" }),
      smallest: reduced("smallest", { by: "min" }),
      ordered: dense("ordered", fixed(10, 5, "RND", "SAT_SYM"), ascending),
      free: dense("free", fixed(10, 5, "RND", "WRAP"), { order: "sequential", stride: 7 }),
      strided: reduced("strided", sums({ order: "sequential", stride: 3 })),
      tree: reduced("tree", sums({ order: "tree" })),
      leap: dense("leap", fixed(10, 5, "RND", "SAT"), { order: "sequential", stride: 2 }),
    };
  }),
  networkCase("one channel", 16, (n) => {
    const x = n.input("x", [3, 4, 1]);
    const y = n.convolution(x, 1, { size: [3, 3], same: true });
    return { y: n.layer("global", (b) => globalAveragePooling(b, y, { accumulator: fixed(14, 7), result })) };
  }),
  networkCase("normalisation and softmax on each pixel", 14, (n) => {
    const x = n.input("x", [3, 4, 3]);
    const scaled = n.layer("norm", (b) =>
      batchNormalization(b, x, { scale: n.constant([3], fixed(6, 2)), bias: n.constant([3], fixed(6, 2)), result }),
    );
    const table = fixed(12, 4, "RND", "SAT");
    const tables = { expTable: table, inverseTable: table, accumulator: table, inverseInput: table };
    return {
      y: n.layer("softmax", (b) =>
        softmax(b, scaled, {
          implementation: "stable",
          expTableSize: 64,
          inverseTableSize: 64,
          inputNormalised: ufixed(8, 3),
          ...tables,
          result,
        }),
      ),
    };
  }),
];

/** The same shapes as one flat port, as an emulator hands them over. */
export const flatPort = networkCase("a flat port that becomes an image", 22, (n) => {
  const x = n.input("x", [30]);
  const image = n.layer("reshape", (b) => b.reshape(x, [6, 5, 1]));
  return { y: n.convolution(image, 2, { size: [2, 2] }) };
});

/** Windows that a project takes from a flat port straight away, with a border of zeros. */
export const flatWindows = networkCase("windows over a flat port", 23, (n) => {
  const x = n.input("x", [48]);
  const rows = n.layer("windows", (b) => {
    const image = layWindows(
      [6, 4, 2],
      {
        size: [3, 3],
        padding: [
          [1, 1],
          [0, 1],
        ],
      },
      "test",
    );
    const indices = image.positions.flatMap((window) =>
      window.flatMap((position) => [0, 1].map((channel) => (position < 0 ? -1 : 2 * position + channel))),
    );
    return b.gather(x, indices, [image.positions.length, 18]);
  });
  return {
    y: n.dense(rows, 3),
    z: n.dense(
      n.layer("points", (b) => b.reshape(x, [24, 2])),
      2,
    ),
  };
});

/** CICADA: energies of 18 x 14 trigger regions, a convolution of 2 x 2, a dense layer, a score. */
export const cicada = networkCase(
  "18 x 14 calorimeter regions",
  20,
  (n) => {
    const x = n.input("x", [18, 14, 1], ufixed(10, 10));
    const features = n.relu(
      n.convolution(
        x,
        4,
        { size: [2, 2], strides: [2, 2] },
        { accumulator: fixed(16, 12, "RND", "SAT"), result: fixed(12, 9, "RND", "SAT") },
      ),
    );
    const hidden = n.relu(n.dense(n.flatten(features), 16, { accumulator: fixed(18, 10), result }));
    return { score: n.relu(n.dense(hidden, 1)) };
  },
  40,
);

/** A deep set: the same dense layers for each of 10 particles with 14 features, their sum, and dense layers on it. */
export const deepSet = networkCase(
  "10 x 14 deep set",
  21,
  (n) => {
    const x = n.input("x", [10, 14]);
    const features = n.relu(n.dense(n.relu(n.dense(x, 16)), 8));
    const mean = n.layer("mean", (b) => globalAveragePooling(b, features, { accumulator: fixed(14, 7), result }));
    return { y: n.dense(n.relu(n.dense(mean, 12)), 5) };
  },
  40,
);
