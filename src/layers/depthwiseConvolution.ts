import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { FoldOrder, ValueId } from "../ops/index.js";
import { transpose } from "./shapes.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";
import { gatherByChannel, layWindows, type WindowGeometry } from "./windows.js";

/** Sums of products within each channel. */
export interface DepthwiseSums {
  /** Shape [...window, channels]: every channel has one filter of its own. */
  readonly weights: ConstantTensor;
  /** Shape [channels], or null for none. */
  readonly bias: ConstantTensor | null;
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  /** Over the window, row-major. */
  readonly order: FoldOrder;
}

/** A depthwise convolution's constants, geometry and types. */
export interface DepthwiseParameters extends DepthwiseSums, Omit<WindowGeometry, "size"> {
  readonly result: FixedFormat;
}

/**
 * A convolution of each channel with its own filter: result[…, c] = (bias[c] + Σ over the window x[…, c]·w[…, c] in the
 * accumulator), assigned to the result format. A separable convolution is this and a pointwise `convolution`. For a
 * depth multiplier, repeat the channels of x first: see {@link repeatChannels}.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial, channels]
 * @throws TrigforgeError TF-LAYERS-005 when the window does not fit, TF-LAYERS-002 when weights or bias do not
 * Source of the semantics: hls4ml nnet_sepconv1d_latency.h, nnet_sepconv2d_latency.h and nnet_depthwise_product.h.
 */
export function depthwiseConvolution(builder: ProgramBuilder, x: ValueId, parameters: DepthwiseParameters): ValueId {
  const { weights, result } = parameters;
  const { shape } = builder.tensor(x);
  const size = weights.shape.slice(0, -1);
  const channels = weights.shape[weights.shape.length - 1]!;
  if (size.length !== shape.length - 1 || channels !== shape[shape.length - 1]) {
    fail("TF-LAYERS-002", {
      where: "depthwise convolution",
      what: `weights of shape [${weights.shape}] meet a tensor of shape [${shape}]`,
      expected: "[...window, channels] for [...spatial, channels]",
    });
  }
  const windows = layWindows(shape, { ...parameters, size }, "depthwise convolution");
  const { spatial, positions } = windows;
  const rows = builder.reshape(gatherByChannel(builder, x, windows), [
    positions.length,
    channels,
    positions[0]!.length,
  ]);
  const sums = depthwiseSums(builder, rows, parameters);
  return builder.cast(builder.reshape(sums, [...spatial, channels]), result);
}

/**
 * For each channel, the bias and the products of its elements with its own weights, in the accumulator.
 *
 * @param rows shape [pixels, channels, elements]
 * @returns shape [pixels, channels], of the accumulator's type
 * @throws TrigforgeError TF-LAYERS-002 when there is not one bias a channel
 */
export function depthwiseSums(builder: ProgramBuilder, rows: ValueId, parameters: DepthwiseSums): ValueId {
  const { weights, bias, accumulator, order } = parameters;
  const [pixels, channels, elements] = builder.tensor(rows).shape as [number, number, number];
  if (bias !== null && bias.raw.length !== channels) {
    const what = `${bias.raw.length} biases`;
    fail("TF-LAYERS-002", { where: "depthwise convolution", what, expected: `${channels}, one a channel` });
  }
  const filters = Array.from({ length: channels }, (_unused, channel) =>
    weights.raw.filter((_raw, index) => index % channels === channel),
  );
  const start = (channel: number): ValueId | null =>
    bias === null ? null : builder.constant([1], bias.type, [bias.raw[channel]!]);
  const turned = transpose(builder, rows, [1, 0, 2]);
  if (bias === null || bias.raw.every((raw) => raw === bias.raw[0])) {
    // One contraction with the channels as batch axis.
    const matrix = writeConstant(builder, { ...weights, shape: [channels, elements, 1], raw: filters.flat() });
    const sums = builder.contract(turned, matrix, { bias: start(0), batchAxes: 1, accumulator, order });
    return builder.reshape(transpose(builder, sums, [1, 0, 2]), [pixels, channels]);
  }
  // The biases of a contraction belong to its columns, which channels are not: one contraction a channel.
  const slice = pixels * elements;
  const sums = filters.map((raw, channel) => {
    const indices = Array.from({ length: slice }, (_unused, index) => channel * slice + index);
    const own = builder.gather(turned, indices, [pixels, elements]);
    const matrix = writeConstant(builder, { ...weights, shape: [elements, 1], raw });
    return builder.contract(own, matrix, { bias: start(channel), accumulator, order });
  });
  return builder.concat(sums, 1);
}

/** Every channel of x [..., channels] `times` over, beside one another: the input of a depthwise layer with a multiplier. */
export function repeatChannels(builder: ProgramBuilder, x: ValueId, times: number): ValueId {
  const { shape } = builder.tensor(x);
  if (times === 1) return x;
  const count = shape.reduce((product, extent) => product * extent, 1);
  const indices = Array.from({ length: count * times }, (_unused, index) => Math.floor(index / times));
  return builder.gather(x, indices, [...shape.slice(0, -1), shape[shape.length - 1]! * times]);
}
