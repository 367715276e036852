import { fail } from "../../../errors/index.js";
import { type ConstantTensor, transpose } from "../../../layers/index.js";
import { gatherByChannel, gatherRows, layWindows } from "../../../layers/windows.js";
import { elementCount, type ValueId } from "../../../ops/index.js";
import type { Geometry } from "../../conversion/nodes.js";
import type { KerasLayer } from "../architecture.js";
import { channelsOf, windowGeometry, windowOutput } from "../windows.js";
import { writeActivation } from "./activations.js";
import type { LayerValue, TrainedNetwork } from "./network.js";
import { quantizedBias, quantizedKernel } from "./weights.js";

/**
 * QConv1D, QConv2D and their depthwise and separable kinds: quantised weights, exact products and sums.
 *
 * Source of the semantics: QKeras 0.9.0, qconvolutional.py; tf.keras.backend.conv1d, conv2d, depthwise_conv2d, separable_conv2d.
 */
export function writeConvolution(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { config, className, name, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  refuseChannelsFirst(layer);
  if (config.number("groups", 1) !== 1) fail("TF-KERAS-006", { where, what: "a convolution in groups", expected: "1" });
  const shape = writer.shape(x!);
  const channels = channelsOf(shape, rank, where);
  const geometry = windowGeometry(config, shape, "kernel_size", rank);
  windowOutput(shape, geometry, where);
  const kind = className.replace(/^Q/, "").replace(/Conv[12]D$/, "");
  if (kind === "") {
    const filters = config.whole("filters", 1, 2 ** 20);
    const kernel = quantizedKernel(network, layer, "kernel", "kernel", [...geometry.size, channels, filters]);
    const sums = convolve(network, x!, geometry, kernel, quantizedBias(network, layer, [filters]), name);
    return writeActivation(network, layer, sums, config.get("activation"));
  }
  const multiplier = config.whole("depth_multiplier", 1, 2 ** 16, 1);
  const shapeOfDepthwise = [...geometry.size, channels, multiplier];
  const depthwise = quantizedKernel(network, layer, "depthwise_kernel", "depthwise", shapeOfDepthwise);
  const each = convolveEach(network, x!, geometry, depthwise, name);
  if (kind === "Depthwise") {
    const bias = quantizedBias(network, layer, [channels * multiplier]);
    return writeActivation(network, layer, addBias(network, each, bias, name), config.get("activation"));
  }
  const filters = config.whole("filters", 1, 2 ** 20);
  const ones = geometry.size.map(() => 1);
  const shapeOfPointwise = [...ones, channels * multiplier, filters];
  const pointwise = quantizedKernel(network, layer, "pointwise_kernel", "pointwise", shapeOfPointwise);
  const matrix = { ...pointwise, shape: [channels * multiplier, filters] };
  const sums = writer.contract(each, matrix, quantizedBias(network, layer, [filters]), name);
  return writeActivation(network, layer, sums, config.get("activation"));
}

/** Layers over images are read with the channels last. @throws TrigforgeError TF-KERAS-006 */
export function refuseChannelsFirst({ config, where }: KerasLayer): void {
  if (config.text("data_format", "channels_last") === "channels_last") return;
  fail("TF-KERAS-006", { where, what: "channels first", expected: 'data_format "channels_last"' });
}

/** Windows of x times a kernel [...window, channels, filters]. */
export function convolve(
  { writer }: TrainedNetwork,
  x: ValueId,
  geometry: Geometry,
  kernel: ConstantTensor,
  bias: ConstantTensor | null,
  name: string,
): ValueId {
  const windows = layWindows(writer.shape(x), geometry, name);
  const filters = kernel.shape[kernel.shape.length - 1]!;
  const matrix = { ...kernel, shape: [elementCount(kernel.shape) / filters, filters] };
  return writer.contract(gatherRows(writer.builder, x, windows), matrix, bias, name);
}

/** Each channel with filters of its own: shape [...spatial, channels · multiplier], the filters of a channel together. */
function convolveEach(
  { writer }: TrainedNetwork,
  x: ValueId,
  geometry: Geometry,
  kernel: ConstantTensor,
  name: string,
): ValueId {
  const { builder } = writer;
  const windows = layWindows(writer.shape(x), geometry, name);
  const { channels, spatial } = windows;
  const multiplier = kernel.shape[kernel.shape.length - 1]!;
  const [elements, pixels] = [elementCount(geometry.size), elementCount(spatial)];
  const byPixel = builder.reshape(gatherByChannel(builder, x, windows), [pixels, channels, elements]);
  const rows = transpose(builder, byPixel, [1, 0, 2]);
  const raw = Array.from({ length: channels }, (_unused, channel) =>
    Array.from({ length: elements }, (_none, element) => {
      const start = (element * channels + channel) * multiplier;
      return kernel.raw.slice(start, start + multiplier);
    }).flat(),
  ).flat();
  const sums = writer.contractEach(rows, { ...kernel, shape: [channels, elements, multiplier], raw }, name);
  return builder.reshape(transpose(builder, sums, [1, 0, 2]), [...spatial, channels * multiplier]);
}

function addBias({ writer }: TrainedNetwork, x: ValueId, bias: ConstantTensor | null, name: string): ValueId {
  if (bias === null) return x;
  const shape = writer.shape(x);
  const raw = Array.from({ length: elementCount(shape) }, (_unused, index) => bias.raw[index % bias.raw.length]!);
  return writer.exact(writer.builder.add(x, writer.builder.constant(shape, bias.type, raw)), name);
}
