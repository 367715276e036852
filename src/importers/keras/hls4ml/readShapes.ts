import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { GraphNode, NodeClass } from "../../conversion/graph.js";
import type { KerasLayer } from "../architecture.js";
import { edgesOf, permutationOf, reshaped } from "../shapes.js";
import { channelsOf, extents } from "../windows.js";
import { add, expectChannelsLast, expectField, type Frontend, shapeOf } from "./layer.js";

function reshape(frontend: Frontend, layer: KerasLayer, inputs: string[], shape: number[]): GraphNode {
  return add(frontend, { name: layer.name, className: "Reshape", inputs, shape, where: layer.where });
}

/** Flatten: all elements in one axis. */
export function readFlatten(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  return reshape(frontend, layer, inputs, [elementCount(shapeOf(frontend, inputs))]);
}

/** Reshape. */
export function readReshape(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const target = layer.config.list("target_shape");
  return reshape(frontend, layer, inputs, reshaped(shapeOf(frontend, inputs), target, layer.where));
}

/** Permute. Its result has the type of its input when the graph is made, whatever the configuration says. */
export function readPermute(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const from = shapeOf(frontend, inputs);
  const permutation = permutationOf(layer.config, from.length);
  return add(frontend, {
    name: layer.name,
    className: "Transpose",
    inputs,
    shape: permutation.map((axis) => from[axis]!),
    details: { kind: "permutation", permutation },
    result: frontend.graph.resultOf(inputs[0]!),
    where: layer.where,
  });
}

/** Zero padding and cropping. */
export function readEdges(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { className, config, name, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  const isPadding = className.startsWith("ZeroPadding");
  expectChannelsLast(layer);
  const shape = shapeOf(frontend, inputs);
  channelsOf(shape, rank, where);
  const edges = edgesOf(config, isPadding ? "padding" : "cropping", rank);
  const moved = shape.map((extent, axis) => {
    const [before, after] = edges[axis] ?? [0, 0];
    return isPadding ? extent + before + after : extent - before - after;
  });
  if (moved.some((extent) => extent < 1)) {
    fail("TF-KERAS-001", { where, what: `the edges leave nothing of shape [${shape}]` });
  }
  return add(frontend, {
    name,
    className: `${isPadding ? "ZeroPadding" : "Cropping"}${rank}D` as NodeClass,
    inputs,
    shape: moved,
    details: { kind: "edges", edges },
    result: frontend.graph.resultOf(inputs[0]!),
    where,
  });
}

/** Up-sampling, nearest neighbour. */
export function readUpSampling(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { className, config, name, where } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  expectChannelsLast(layer);
  expectField(layer, "interpolation", ["nearest"], "hls4ml's C++ has no such function");
  const shape = shapeOf(frontend, inputs);
  channelsOf(shape, rank, where);
  const factors = extents(config, "size", rank, 1);
  return add(frontend, {
    name,
    className: "Resize",
    inputs,
    shape: shape.map((extent, axis) => extent * (factors[axis] ?? 1)),
    result: frontend.graph.resultOf(inputs[0]!),
    where,
  });
}
