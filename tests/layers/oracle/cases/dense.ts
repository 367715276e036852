import { type FixedFormat, fixed, int, printFormat, ufixed, uint } from "../../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../../src/ir/index.js";
import {
  binaryData,
  binaryWeights,
  type ConstantTensor,
  dense,
  denseOrder,
  ternaryWeights,
  xnorDense,
} from "../../../../src/layers/index.js";
import type { ValueId } from "../../../../src/ops/index.js";
import { type KernelCase, randomConstant } from "../kernelCase.js";

// Dense layers: both strategies, every kind of reuse factor, accumulators in which order shows, and cheap products.

const events = 40;
const usual = fixed(16, 6);

interface Dense {
  readonly data: FixedFormat;
  readonly weight: FixedFormat;
  readonly bias: FixedFormat;
  readonly accumulator: FixedFormat;
  readonly result: FixedFormat;
  readonly inputs: number;
  readonly outputs: number;
  /** 0 is the Latency strategy. */
  readonly reuse?: number;
  readonly product?: "mult" | "weight_binary" | "weight_ternary" | "data_binary" | "both_binary";
}

function denseCase(layer: Dense): KernelCase {
  const { data, result, accumulator, inputs, outputs, reuse = 0, product = "mult" } = layer;
  const weights = randomConstant(21, layer.weight, [inputs, outputs]);
  const bias = randomConstant(22, layer.bias, [outputs]);
  const kernel =
    reuse === 0 ? "DenseLatency" : reuse <= inputs ? "DenseResource_rf_leq_nin" : "DenseResource_rf_gt_nin_rem0";
  const direct = reuse > inputs && reuse % inputs !== 0;
  const formats = [data, layer.weight, layer.bias, accumulator, result].map(printFormat).join(" ");
  return {
    name: `dense ${inputs}-${outputs} ${formats} ${product} reuse ${reuse}`,
    inputs: [{ format: data, shape: [inputs] }],
    output: { format: result, shape: [outputs] },
    events,
    constants: [
      { name: "w", format: layer.weight, raw: reuse === 0 ? weights.raw : transposed(weights) },
      { name: "b", format: layer.bias, raw: bias.raw },
      { name: "acc", format: accumulator, raw: [0n] },
    ],
    declarations: `struct config : nnet::dense_config { static const unsigned n_in = ${inputs};
      static const unsigned n_out = ${outputs}; static const unsigned reuse_factor = ${Math.max(reuse, 1)};
      typedef acc_T accum_t; typedef b_T bias_t; typedef w_T weight_t;
      template <class d, class r, class c> using kernel = nnet::${kernel}<d, r, c>;
      template <class a, class c> using product = nnet::product::${product}<a, c>; };`,
    call: `nnet::dense${direct ? "_resource_rf_gt_nin" : ""}<data_T, res_T, config>(x, y, w, b);`,
    write: (builder, [x]) => write(builder, x!, layer, weights, bias),
  };
}

function write(
  builder: ProgramBuilder,
  x: ValueId,
  layer: Dense,
  weights: ConstantTensor,
  bias: ConstantTensor,
): ValueId {
  const { inputs, outputs, reuse = 0, product = "mult", accumulator, result } = layer;
  const order = denseOrder(reuse === 0 ? "latency" : "resource", inputs, outputs, reuse, accumulator);
  const rest = { bias, accumulator, order, result };
  switch (product) {
    case "mult":
      return dense(builder, x, { weights, ...rest });
    case "weight_binary":
      return dense(builder, x, { weights: binaryWeights(weights), ...rest });
    case "weight_ternary":
      return dense(builder, x, { weights: ternaryWeights(weights), ...rest });
    case "data_binary":
      return dense(builder, binaryData(builder, x), { weights, ...rest });
    case "both_binary":
      return xnorDense(builder, x, { weights, ...rest });
  }
}

/** Weights as the Resource kernels want them: [outputs, inputs]. */
function transposed({ shape, raw }: ConstantTensor): bigint[] {
  const [inputs, outputs] = shape as readonly [number, number];
  return raw.map((_weight, index) => raw[(index % inputs) * outputs + Math.floor(index / inputs)]!);
}

const plain = { data: usual, weight: usual, bias: usual, accumulator: usual, result: usual };
const saturating = { ...plain, accumulator: fixed(16, 6, "TRN", "SAT") };
const bits = { data: uint(1), weight: uint(1), bias: int(3), inputs: 13, outputs: 5 };

/** Every case of this file. */
export const denseCases: readonly KernelCase[] = [
  denseCase({ ...plain, inputs: 16, outputs: 5 }),
  denseCase({ ...plain, inputs: 16, outputs: 5, reuse: 4 }),
  denseCase({ ...saturating, inputs: 16, outputs: 5 }),
  ...[1, 2, 4, 8, 16, 32, 80].map((reuse) => denseCase({ ...saturating, inputs: 16, outputs: 5, reuse })),
  denseCase({ ...saturating, inputs: 6, outputs: 4, reuse: 3 }),
  denseCase({ ...saturating, inputs: 6, outputs: 4, reuse: 12 }),
  denseCase({ ...saturating, inputs: 6, outputs: 4, reuse: 18 }),
  denseCase({ ...plain, inputs: 6, outputs: 4, reuse: 8 }),
  denseCase({ ...plain, inputs: 5, outputs: 3, reuse: 7 }),
  denseCase({ ...plain, accumulator: fixed(14, 7, "RND_CONV", "SAT_SYM"), inputs: 10, outputs: 6, reuse: 5 }),
  denseCase({ ...plain, accumulator: fixed(14, 7, "RND_INF", "WRAP", 1), inputs: 10, outputs: 6, reuse: 2 }),
  denseCase({ ...plain, accumulator: fixed(12, 4, "RND", "SAT_ZERO"), inputs: 9, outputs: 4 }),
  denseCase({
    data: ufixed(8, 3),
    weight: fixed(6, 1),
    bias: fixed(9, 2),
    accumulator: fixed(24, 10),
    result: ufixed(8, 4, "RND_CONV", "SAT"),
    inputs: 12,
    outputs: 7,
  }),
  denseCase({
    data: int(7),
    weight: int(4),
    bias: int(9),
    accumulator: int(12),
    result: fixed(10, 10, "TRN", "SAT"),
    inputs: 12,
    outputs: 3,
    reuse: 6,
  }),
  denseCase({ ...plain, accumulator: int(10), inputs: 7, outputs: 3 }),
  denseCase({ ...saturating, weight: uint(1), inputs: 8, outputs: 6, product: "weight_binary" }),
  denseCase({ ...saturating, weight: int(2), inputs: 8, outputs: 6, product: "weight_ternary", reuse: 4 }),
  denseCase({ ...saturating, data: uint(1), inputs: 8, outputs: 6, product: "data_binary", reuse: 2 }),
  denseCase({ ...bits, accumulator: int(6), result: int(6), product: "both_binary" }),
  denseCase({ ...bits, accumulator: int(4), result: int(6), product: "both_binary" }),
  denseCase({ ...bits, accumulator: fixed(12, 8, "RND", "SAT"), result: fixed(8, 6), product: "both_binary" }),
  denseCase({ ...bits, accumulator: int(6), result: fixed(9, 7), product: "both_binary", reuse: 13 }),
];
