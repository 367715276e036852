import { fail } from "../../../errors/index.js";
import type { GraphNode } from "../../conversion/graph.js";
import type { WeightQuantizer } from "../../conversion/weightQuantizer.js";
import { isMapping } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import { namesQuantizer } from "../quantizers/read.js";
import type { WeightTensor } from "../weights.js";
import { activationFromName, activationFromQuantizer } from "./activations.js";
import { add, append, type Frontend, shapeOf } from "./layer.js";
import { readWeightQuantizer } from "./weightQuantizer.js";

/** A dense layer, and a second node for the activation in its configuration, even for "linear". */
export function readDense(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  const shape = shapeOf(frontend, inputs);
  const units = config.whole("units", 1, 2 ** 20);
  const kernel = frontend.weights.read(layer, "kernel", [shape[shape.length - 1]!, units]);
  const quantized = layer.className.startsWith("Q");
  const weightQuantizer = quantized ? readWeightQuantizer(layer, "kernel") : null;
  const biasQuantizer = quantized ? readWeightQuantizer(layer, "bias") : null;
  const node = add(frontend, {
    name,
    className: "Dense",
    inputs,
    shape: [...shape.slice(0, -1), units],
    where,
    weightQuantizer,
    biasQuantizer,
  });
  addWeight(frontend, node, kernel, weightQuantizer);
  addBias(frontend, node, layer, units, biasQuantizer);
  return splitActivation(frontend, layer, node);
}

/** Gives a node its kernel, which passes may go back to. */
export function addWeight(
  { graph }: Frontend,
  node: GraphNode,
  kernel: WeightTensor,
  quantizer: WeightQuantizer | null,
): void {
  node.sources.set("weight", kernel);
  graph.addWeights(node, "weight", kernel, quantizer);
}

/** Gives a node its bias: that of the layer, or zeros of one bit. */
export function addBias(
  { graph, weights }: Frontend,
  node: GraphNode,
  layer: KerasLayer,
  count: number,
  quantizer: WeightQuantizer | null,
): void {
  if (!layer.config.truth("use_bias", true)) {
    graph.addZeroBias(node, count);
    return;
  }
  const bias = weights.read(layer, "bias", [count]);
  node.sources.set("bias", bias);
  graph.addWeights(node, "bias", bias, quantizer);
}

/** The node for the activation in a layer's configuration. */
export function splitActivation(frontend: Frontend, layer: KerasLayer, node: GraphNode): GraphNode {
  if (!frontend.splits) return node;
  const value = layer.config.get("activation");
  const where = `${layer.where}: activation`;
  if (isMapping(value)) {
    const quantizer = typeof value.class_name === "string" ? value.class_name : "";
    const activation = activationFromQuantizer(value, where);
    return append(frontend, { name: `${node.name}_${quantizer}`, where }, [node.name], activation);
  }
  if (typeof value !== "string") {
    return fail("TF-KERAS-009", {
      where,
      what: "no activation is written, on which hls4ml fails",
      expected: '"linear"',
    });
  }
  if (namesQuantizer(value) && value.includes("(")) {
    return fail("TF-KERAS-009", { where, what: `the text ${value}, which hls4ml takes for the name of a function` });
  }
  const activation = activationFromName(value, layer.config, where, true);
  return append(frontend, { name: `${node.name}_${value}`, where }, [node.name], activation);
}
