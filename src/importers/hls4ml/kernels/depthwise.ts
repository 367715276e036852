import { type ConstantTensor, depthwiseSums, linear } from "../../../layers/index.js";
import { ascending, type ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import { checkStreamed } from "./convolution.js";
import {
  type ConvolutionPart,
  type ConvolutionShape,
  convolutionRows,
  convolutionShape,
  type WindowSource,
  wholeCall,
} from "./convolutionShape.js";
import type { CallContext, Kernel, Signature } from "./kernel.js";
import { asPlainProduct, productOf } from "./products.js";

const signatures: readonly Signature[] = [
  { templates: ["data", "result", "config"], operands: ["data", "result", "weights", "biases"] },
];

/** nnet's depthwise convolutions of arrays: the Latency kernel alone. */
export const depthwiseConvolutions = {
  depthwise_conv_1d_cl: {
    signatures,
    uses: ["depthwise_conv_1d_cl", "depthwise_conv_1d_latency_cl", "cast"],
    write: (call) => onArrays(call, 1),
  },
  depthwise_conv_2d_cl: {
    signatures,
    uses: ["depthwise_conv_2d_cl", "depthwise_conv_2d_latency_cl", "cast"],
    write: (call) => onArrays(call, 2),
  },
} as const satisfies Readonly<Record<string, Kernel>>;

/** nnet's depthwise convolutions of streams. */
export const streamDepthwiseConvolutions = {
  depthwise_conv_1d_cl: streamed(1),
  depthwise_conv_2d_cl: streamed(2),
} as const satisfies Readonly<Record<string, Kernel>>;

function onArrays(call: CallContext, rank: 1 | 2): ValueId {
  const { config } = call;
  const strategy = config.symbol("strategy", "latency");
  if (strategy !== "latency") return call.unknown(`the strategy ${strategy} of a depthwise convolution is not known`);
  const shape = convolutionShape(config, rank);
  call.expectResult(shape.pixels * shape.channels);
  return writeDepthwise(wholeCall(call), shape, "text", config, null);
}

function streamed(rank: 1 | 2): Kernel {
  return {
    signatures,
    uses: [...depthwiseStreamUses(rank), "cast"],
    write: (call) => streamedDepthwise(wholeCall(call), rank),
  };
}

/** Definitions that every depthwise convolution of streams uses. */
export function depthwiseStreamUses(rank: 1 | 2): string[] {
  const header = `nnet_sepconv${rank}d_stream.h`;
  const own = [
    `${header}:depthwise_conv_${rank}d_cl`,
    `${header}:depthwise_conv_${rank}d_buffer_cl`,
    "kernel_shift_1d",
  ];
  return rank === 1 ? own : [...own, "kernel_shift_2d", "shift_line_buffer"];
}

/** A depthwise convolution of streams: from hls4ml 1.1 on by the kernel of `mult_config`, before by one function. */
export function streamedDepthwise(part: ConvolutionPart, rank: 1 | 2): ValueId {
  const { call, config } = part;
  const header = `nnet_sepconv${rank}d_stream.h`;
  const shape = convolutionShape(config, rank);
  const source = checkStreamed(part, shape, rank, false, [
    `${header}:depthwise_conv_${rank}d_encoded_cl`,
    `nnet_conv${rank}d_stream.h:compute_scaled_indices_${rank}d`,
    "compute_depthwise_output_encoded",
  ]);
  const users = source === "instructions" ? ["depthwise_mult_buffer"] : bufferedUsers(rank);
  const labels = users.map((name) => call.variant(name));
  const mult = config.inner("mult_config");
  if (labels.every((label) => label === "current") && mult.has("kernel")) {
    return writeDepthwise(part, shape, source, mult, partsOf(call, mult, shape));
  }
  call.variant("depthwise_product");
  const strategy = config.symbol("strategy", "latency");
  if (strategy !== "latency") return call.unknown(`the strategy ${strategy} of a depthwise convolution is not known`);
  return writeDepthwise(part, shape, source, config, null);
}

function bufferedUsers(rank: 1 | 2): string[] {
  const first = "compute_depthwise_output_buffer_1d";
  return rank === 1 ? [first] : [first, "compute_depthwise_output_buffer_2d"];
}

/**
 * How many parts a depthwise kernel takes its products in: part p holds the products p, p + parts, p + 2·parts, … of all
 * channels and window elements together, channels fastest. Null for the plain ascending order.
 */
function partsOf(call: CallContext, mult: LayerConfig, { inner, channels }: ConvolutionShape): number | null {
  const kernel = mult.template("kernel", "");
  const uses = depthwiseKernels[kernel];
  if (uses === undefined) return call.unknown(`the depthwise kernel ${kernel} is not known`);
  for (const name of uses) call.variant(name);
  if (kernel === "nnet::DepthwiseDenseLatency") return null;
  const reuse = mult.count("reuse_factor", 1);
  const few = kernel === "nnet::DepthwiseDenseResource_rf_leq_nout";
  const even = kernel === "nnet::DepthwiseDenseResource_rf_gt_nout_rem0";
  const fits = few ? reuse <= channels : reuse > channels && (!even || reuse % channels === 0);
  if (!fits || inner % Math.min(reuse, inner) !== 0) {
    return call.inexact(
      `the reuse factor ${reuse} of ${inner} products for ${channels} channels, outside what ${kernel} takes`,
    );
  }
  return Math.min(reuse, inner);
}

const depthwiseKernels: Readonly<Record<string, readonly string[]>> = {
  "nnet::DepthwiseDenseLatency": ["DepthwiseDenseLatency", "depthwise_product_latency"],
  "nnet::DepthwiseDenseResource_rf_leq_nout": [
    "DepthwiseDenseResource_rf_leq_nout",
    "depthwise_product_resource_rf_leq_nout",
  ],
  "nnet::DepthwiseDenseResource_rf_gt_nout_rem0": [
    "DepthwiseDenseResource_rf_gt_nout_rem0",
    "depthwise_product_resource_rf_gt_nout_rem0",
  ],
  "nnet::DepthwiseDenseResource_rf_gt_nout": [
    "DepthwiseDenseResource_rf_gt_nout",
    "depthwise_product_resource_gt_nout",
  ],
};

function writeDepthwise(
  { call, config, data, weights, biases, result }: ConvolutionPart,
  shape: ConvolutionShape,
  source: WindowSource,
  accumulating: LayerConfig,
  parts: number | null,
): ValueId {
  const { builder } = call;
  const { inner, channels, filters, pixels } = shape;
  if (filters !== channels) call.inexact(`a depthwise convolution of ${channels} channels has ${filters} filters`);
  const { value, format } = data(shape.count);
  const elements = inner / channels;
  const rows = convolutionRows(call, config, shape, value, source);
  const product = productOf(call, config.inner("mult_config"));
  if (product === "both_binary") return call.unknown("a depthwise convolution of bits by bits is not known");
  const accumulator = accumulating.format("accum_t");
  if (product !== "mult" && accumulator.family === "int" && format.integer < 0) {
    call.inexact(`${product} of data without integer bits meets an integer accumulator`);
  }
  const plain = asPlainProduct(call, product, rows, call.weights(weights, [elements, channels]));
  const orders = Array.from({ length: channels }, (_unused, channel) =>
    elementOrder(elements, channels, channel, parts),
  );
  const indices = Array.from({ length: pixels }, (_unused, pixel) =>
    orders.map((order, channel) => order.map((element) => pixel * inner + element * channels + channel)),
  );
  const byChannel = builder.gather(plain.x, indices.flat(2), [pixels, channels, elements]);
  const sums = depthwiseSums(builder, byChannel, {
    weights: ordered(plain.weights, orders),
    bias: call.weights(biases, [channels]),
    accumulator,
    order: ascending,
  });
  return linear(builder, sums, { result });
}

/** The elements of a channel's window in the order in which a kernel of `parts` parts reaches them. */
function elementOrder(elements: number, channels: number, channel: number, parts: number | null): number[] {
  const order = Array.from({ length: elements }, (_unused, element) => element);
  if (parts === null) return order;
  const place = (element: number): number => element * channels + channel;
  return order.sort((a, b) => (place(a) % parts) - (place(b) % parts) || a - b);
}

/** Weights [elements, channels] with each channel's elements in its order. */
function ordered({ shape, type, raw }: ConstantTensor, orders: readonly (readonly number[])[]): ConstantTensor {
  const channels = orders.length;
  const moved = Array.from(
    raw,
    (_unused, index) => raw[orders[index % channels]![Math.floor(index / channels)]! * channels + (index % channels)]!,
  );
  return { shape, type, raw: moved };
}
