import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { FoldOrder, ValueId } from "../ops/index.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";
import { gatherByChannel, layWindows, type WindowGeometry } from "./windows.js";

/** A depthwise convolution's constants, geometry and types. */
export interface DepthwiseParameters extends Omit<WindowGeometry, "size"> {
  /** Shape [...window, channels]: every channel has one filter of its own. */
  readonly weights: ConstantTensor;
  /** Shape [channels], or null for none. */
  readonly bias: ConstantTensor | null;
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  /** Over the window, row-major. */
  readonly order: FoldOrder;
  readonly result: FixedFormat;
}

/**
 * A convolution of each channel with its own filter: result[…, c] = (bias[c] + Σ over the window x[…, c]·w[…, c] in the
 * accumulator), assigned to the result format. A separable convolution is this and a pointwise {@link convolution}. For a
 * depth multiplier, repeat the channels of x first: see {@link repeatChannels}.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial, channels]
 * @throws TrigforgeError TF-LAYERS-005 when the window does not fit, TF-LAYERS-002 when weights or bias do not
 * Source of the semantics: hls4ml nnet_sepconv1d_latency.h, nnet_sepconv2d_latency.h and nnet_depthwise_product.h.
 */
export function depthwiseConvolution(builder: ProgramBuilder, x: ValueId, parameters: DepthwiseParameters): ValueId {
  const { weights, bias, accumulator, order, result } = parameters;
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
  if (bias !== null && bias.raw.length !== channels) {
    fail("TF-LAYERS-002", {
      where: "depthwise convolution",
      what: `${bias.raw.length} biases`,
      expected: `${channels}, one a channel`,
    });
  }
  const windows = layWindows(shape, { ...parameters, size }, "depthwise convolution");
  const { spatial } = windows;
  const elements = windows.positions[0]!.length;
  const pixels = windows.positions.length;
  const rows = builder.reshape(gatherByChannel(builder, x, windows), [pixels, channels, elements]);
  const ofChannel = (values: readonly bigint[], channel: number): bigint[] =>
    values.filter((_raw, index) => index % channels === channel);
  const shared = bias === null || bias.raw.every((raw) => raw === bias.raw[0]);
  const start = (channel: number): ValueId | null =>
    bias === null ? null : builder.constant([1], bias.type, [bias.raw[channel]!]);
  if (shared) {
    // One contraction with the channels as batch axis.
    const turned = transposePairs(builder, rows, pixels, channels, elements);
    const filters = Array.from({ length: channels }, (_unused, channel) => ofChannel(weights.raw, channel));
    const matrix = writeConstant(builder, { ...weights, shape: [channels, elements, 1], raw: filters.flat() });
    const sums = builder.contract(turned, matrix, { bias: start(0), batchAxes: 1, accumulator, order });
    const back = transposePairs(builder, builder.reshape(sums, [channels, pixels, 1]), channels, pixels, 1);
    return builder.cast(builder.reshape(back, [...spatial, channels]), result);
  }
  // The biases of a contraction belong to its columns, which channels are not: one contraction a channel.
  const sums = Array.from({ length: channels }, (_unused, channel) => {
    const own = builder.gather(
      rows,
      Array.from({ length: pixels * elements }, (_other, index) => {
        const [pixel, element] = [Math.floor(index / elements), index % elements];
        return (pixel * channels + channel) * elements + element;
      }),
      [pixels, elements],
    );
    const raw = ofChannel(weights.raw, channel);
    const matrix = writeConstant(builder, { ...weights, shape: [elements, 1], raw });
    return builder.contract(own, matrix, { bias: start(channel), accumulator, order });
  });
  const joined = sums.length === 1 ? sums[0]! : builder.concat(sums, 1);
  return builder.cast(builder.reshape(joined, [...spatial, channels]), result);
}

/** Every channel of x [..., channels] `times` over, beside one another: the input of a depthwise layer with a multiplier. */
export function repeatChannels(builder: ProgramBuilder, x: ValueId, times: number): ValueId {
  const { shape } = builder.tensor(x);
  if (times === 1) return x;
  const count = shape.reduce((product, extent) => product * extent, 1);
  const indices = Array.from({ length: count * times }, (_unused, index) => Math.floor(index / times));
  return builder.gather(x, indices, [...shape.slice(0, -1), shape[shape.length - 1]! * times]);
}

/** [a, b, inner] as [b, a, inner]. */
function transposePairs(builder: ProgramBuilder, x: ValueId, a: number, b: number, inner: number): ValueId {
  const indices = Array.from({ length: a * b * inner }, (_unused, index) => {
    const [first, rest] = [Math.floor(index / (a * inner)), index % (a * inner)];
    return (Math.floor(rest / inner) * b + first) * inner + (rest % inner);
  });
  return builder.gather(x, indices, [b, a, inner]);
}
