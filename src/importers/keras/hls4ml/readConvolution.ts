import { fail } from "../../../errors/index.js";
import { multiplyArrays } from "../../conversion/floatWeights.js";
import type { GraphNode, NodeClass } from "../../conversion/graph.js";
import type { Geometry } from "../../conversion/nodes.js";
import type { Fields } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import { channelsOf, windowGeometry, windowOutput } from "../windows.js";
import { add, expectChannelsLast, expectField, type Frontend, shapeOf } from "./layer.js";
import { foldedFactors } from "./normalization.js";
import { addBias, addWeight, splitActivation } from "./readDense.js";
import { readWeightQuantizer } from "./weightQuantizer.js";

/**
 * Conv1D, Conv2D, and their depthwise, separable and quantised kinds.
 *
 * Source of the semantics: hls4ml converters/keras/convolution.py and qkeras.py. It does not read dilation and groups.
 */
export function readConvolution(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, className, name, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  expectChannelsLast(layer);
  expectField(layer, "dilation_rate", [new Array(rank).fill(1), 1], "hls4ml ignores it and computes something else");
  expectField(layer, "groups", [1], "hls4ml ignores it and computes something else");
  const shape = shapeOf(frontend, inputs);
  const channels = channelsOf(shape, rank, where);
  const geometry = windowGeometry(config, shape, "kernel_size", rank);
  const spatial = windowOutput(shape, geometry, where);
  const kind = className.replace(/^Q/, "").replace(/Conv[12]D$/, "") as "" | "Depthwise" | "Separable";
  const common = { name, inputs, where, details: { kind: "windows" as const, geometry } };
  if (kind === "Separable") return readSeparable(frontend, layer, common, { rank, spatial, channels, geometry });
  const quantized = className.startsWith("Q");
  const isDepthwise = kind === "Depthwise";
  const multiplier = isDepthwise ? multiplierOf(config) : 1;
  const filters = isDepthwise ? channels * multiplier : config.whole("filters", 1, 2 ** 20);
  const variable = isDepthwise ? "depthwise" : "kernel";
  const weightQuantizer = quantized ? readWeightQuantizer(layer, variable) : null;
  const biasQuantizer = quantized ? readWeightQuantizer(layer, "bias") : null;
  const node = add(frontend, {
    ...common,
    className: `${kind}Conv${rank}D` as NodeClass,
    shape: [...spatial, filters],
    channels: filters,
    weightQuantizer,
    biasQuantizer,
  });
  const last = isDepthwise ? multiplier : filters;
  const weightName = isDepthwise ? "depthwise_kernel" : "kernel";
  const kernel = frontend.weights.read(layer, weightName, [...geometry.size, channels, last]);
  addWeight(frontend, node, kernel, weightQuantizer);
  addBias(frontend, node, layer, filters, biasQuantizer);
  return splitActivation(frontend, layer, node);
}

/**
 * QConv2DBatchnorm: a convolution whose stored weights are the folded ones, quantised. A bias without a quantiser stays as
 * it was, unfolded.
 *
 * Source of the semantics: hls4ml model/layers.py, Conv2DBatchnorm.
 */
export function readFoldedConvolution(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  expectChannelsLast(layer);
  expectField(layer, "dilation_rate", [[1, 1], 1], "hls4ml ignores it and computes something else");
  expectField(layer, "use_bias", [true], "hls4ml puts the folded bias into one bit");
  const { weights, graph } = frontend;
  const shape = shapeOf(frontend, inputs);
  const channels = channelsOf(shape, 2, where);
  const geometry = windowGeometry(config, shape, "kernel_size", 2);
  const filters = config.whole("filters", 1, 2 ** 20);
  const weightQuantizer = readWeightQuantizer(layer, "kernel");
  const biasQuantizer = readWeightQuantizer(layer, "bias");
  if (weightQuantizer === null) {
    return fail("TF-KERAS-009", { where, what: "a QConv2DBatchnorm without kernel_quantizer, on which hls4ml fails" });
  }
  const node = add(frontend, {
    name,
    className: "Conv2DBatchnorm",
    inputs,
    shape: [...windowOutput(shape, geometry, where), filters],
    channels: filters,
    weightQuantizer,
    biasQuantizer,
    details: { kind: "windows", geometry },
    where,
  });
  const kernel = weights.read(layer, "kernel", [...geometry.size, channels, filters]);
  const bias = weights.read(layer, "bias", [filters]);
  const { inverse, offset } = foldedFactors(layer, weights, bias);
  graph.addWeights(node, "weight", { ...multiplyArrays(inverse, kernel), shape: kernel.shape }, weightQuantizer);
  if (biasQuantizer === null) {
    graph.notes.push(`${name}: hls4ml leaves the bias as it was before folding, for it has no bias_quantizer`);
    graph.addWeights(node, "bias", bias);
  } else {
    graph.addWeights(node, "bias", offset, biasQuantizer);
  }
  return splitActivation(frontend, layer, node);
}

interface Extents {
  readonly rank: number;
  readonly spatial: readonly number[];
  readonly channels: number;
  readonly geometry: Geometry;
}

/** One node that hls4ml's first pass replaces by a depthwise and a pointwise convolution. */
function readSeparable(
  frontend: Frontend,
  layer: KerasLayer,
  common: Pick<GraphNode, "name" | "inputs" | "where" | "details">,
  { rank, spatial, channels, geometry }: Extents,
): GraphNode {
  const { config, className } = layer;
  const quantized = className.startsWith("Q");
  const multiplier = multiplierOf(config);
  const filters = config.whole("filters", 1, 2 ** 20);
  const node = add(frontend, {
    ...common,
    className: `SeparableConv${rank}D` as NodeClass,
    shape: [...spatial, filters],
    channels,
    // hls4ml keeps each quantiser under a name of its own; the pass gives them to the two halves.
    weightQuantizer: quantized ? readWeightQuantizer(layer, "pointwise") : null,
    scaleQuantizer: quantized ? readWeightQuantizer(layer, "depthwise") : null,
    biasQuantizer: quantized ? readWeightQuantizer(layer, "bias") : null,
  });
  const { weights } = frontend;
  const ones = geometry.size.map(() => 1);
  const depthwise = weights.read(layer, "depthwise_kernel", [...geometry.size, channels, multiplier]);
  const pointwise = weights.read(layer, "pointwise_kernel", [...ones, channels * multiplier, filters]);
  node.sources.set("depthwise", depthwise);
  node.sources.set("pointwise", pointwise);
  if (config.truth("use_bias", true)) node.sources.set("bias", weights.read(layer, "bias", [filters]));
  node.parameter = multiplier;
  return splitActivation(frontend, layer, node);
}

function multiplierOf(config: Fields): number {
  return config.whole("depth_multiplier", 1, 2 ** 16, 1);
}
