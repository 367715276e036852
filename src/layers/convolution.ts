import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { FoldOrder, ValueId } from "../ops/index.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";
import { gatherRows, layWindows, type WindowGeometry } from "./windows.js";

/** A convolution's constants, geometry and types. */
export interface ConvolutionParameters extends Omit<WindowGeometry, "size"> {
  /** Shape [...window, channels, filters]: [length, channels, filters] or [height, width, channels, filters]. */
  readonly weights: ConstantTensor;
  /** Shape [filters], or null for none. */
  readonly bias: ConstantTensor | null;
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  /** Over the window row-major, channels fastest. hls4ml: {@link denseOrder} of window · channels inputs. */
  readonly order: FoldOrder;
  readonly result: FixedFormat;
}

/**
 * A convolution over the spatial axes of x (correlation: the kernel is not mirrored), channels last, any number of spatial
 * axes: result = (bias + Σ x·w in the accumulator), assigned to the result format. A pointwise convolution has a window of
 * one element.
 *
 * @param x shape [...spatial, channels]
 * @returns shape [...spatial, filters]
 * @throws TrigforgeError TF-LAYERS-005 when the window does not fit, TF-LAYERS-002 when weights or bias do not
 * Source of the semantics: hls4ml nnet_conv1d_latency.h, nnet_conv2d_latency.h, nnet_conv1d_resource.h and
 * nnet_conv2d_resource.h (as a dense layer for each pixel), nnet_conv_stream.h.
 */
export function convolution(builder: ProgramBuilder, x: ValueId, parameters: ConvolutionParameters): ValueId {
  const { weights, accumulator, order, result, bias } = parameters;
  const { shape } = builder.tensor(x);
  const size = weights.shape.slice(0, -2);
  const [channels, filters] = weights.shape.slice(-2) as [number, number];
  if (size.length !== shape.length - 1 || channels !== shape[shape.length - 1]) {
    fail("TF-LAYERS-002", {
      where: "convolution",
      what: `weights of shape [${weights.shape}] meet a tensor of shape [${shape}]`,
      expected: "[...window, channels, filters] for [...spatial, channels]",
    });
  }
  const windows = layWindows(shape, { ...parameters, size }, "convolution");
  const inner = windows.positions[0]!.length * channels;
  const matrix = writeConstant(builder, { ...weights, shape: [inner, filters] });
  const start = bias === null ? null : writeConstant(builder, bias);
  const rows = gatherRows(builder, x, windows);
  return builder.cast(builder.contract(rows, matrix, { bias: start, accumulator, order }), result);
}
