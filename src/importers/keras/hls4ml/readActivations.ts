import { fail } from "../../../errors/index.js";
import type { GraphNode } from "../../conversion/graph.js";
import type { KerasLayer } from "../architecture.js";
import { activationFromName, activationFromQuantizer } from "./activations.js";
import { add, append, expectField, type Frontend, shapeOf } from "./layer.js";
import { normalizationWeights } from "./normalization.js";

/** An Activation layer: its function and parameters. */
export function readActivation(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const name = layer.config.text("activation");
  return append(frontend, layer, inputs, activationFromName(name, layer.config, layer.where));
}

/** A QActivation layer. */
export function readQuantizedActivation(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  return append(frontend, layer, inputs, activationFromQuantizer(layer.config.get("activation"), layer.where));
}

/** hls4ml reads none of the parameters of a ReLU layer. */
export function readRelu(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { config, name, where } = layer;
  for (const key of ["max_value", "negative_slope", "threshold"]) {
    const value = config.get(key);
    if (value !== undefined && value !== 0) {
      frontend.graph.notes.push(`${name}: hls4ml ignores ${key} ${String(value)} of the layer and computes max(x, 0)`);
    }
  }
  const shape = shapeOf(frontend, inputs);
  return add(frontend, { name, className: "Activation", activation: "relu", inputs, shape, where });
}

/** An activation with one parameter. */
export function parametrized(
  frontend: Frontend,
  layer: KerasLayer,
  inputs: string[],
  activation: string,
  parameter: number,
): GraphNode {
  const className = "ParametrizedActivation";
  return append(frontend, layer, inputs, { className, activation, parameter, notes: [] });
}

/** A PReLU layer: one slope an element. */
export function readPrelu(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  if (layer.config.has("shared_axes")) {
    fail("TF-KERAS-009", { where: layer.where, what: "PReLU with shared_axes, which hls4ml refuses" });
  }
  const activation = { className: "PReLU", activation: "prelu", notes: [] } as const;
  const node = append(frontend, layer, inputs, activation);
  frontend.graph.addWeights(node, "param", frontend.weights.read(layer, "alpha", node.shape));
  return node;
}

/** A batch normalisation: scale and bias of each channel, its quantisers left out. */
export function readNormalization(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const shape = shapeOf(frontend, inputs);
  const { name, where } = layer;
  const last = shape.length;
  expectField(layer, "axis", [-1, [-1], last, [last]], "hls4ml takes the last axis");
  const channels = shape.length === 1 ? -1 : shape[shape.length - 1]!;
  const node = add(frontend, { name, className: "BatchNormalization", inputs, shape, channels, where });
  const { scale, bias } = normalizationWeights(layer, frontend.weights, shape);
  frontend.graph.addWeights(node, "scale", scale);
  frontend.graph.addWeights(node, "bias", bias);
  return node;
}
