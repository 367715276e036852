import type { GraphNode, NodeClass } from "../../conversion/graph.js";
import type { KerasLayer } from "../architecture.js";
import { channelsOf, windowGeometry, windowOutput } from "../windows.js";
import { add, expectChannelsLast, type Frontend, shapeOf } from "./layer.js";

/** Max and average pooling. Source of the semantics: hls4ml converters/keras/pooling.py. */
export function readPooling(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { name, where, className, config } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  expectChannelsLast(layer);
  const shape = shapeOf(frontend, inputs);
  const channels = channelsOf(shape, rank, where);
  const geometry = windowGeometry(config, shape, "pool_size", rank);
  return add(frontend, {
    name,
    className: `Pooling${rank}D` as NodeClass,
    inputs,
    shape: [...windowOutput(shape, geometry, where), channels],
    details: { kind: "windows", geometry, operation: className.startsWith("Max") ? "max" : "average" },
    where,
  });
}

/** Global pooling. hls4ml's node has one axis, whatever keepdims says; the layers after it see Keras' shape. */
export function readGlobalPooling(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const { name, where, className, config } = layer;
  const rank = className.endsWith("1D") ? 1 : 2;
  expectChannelsLast(layer);
  const channels = channelsOf(shapeOf(frontend, inputs), rank, where);
  const activation = className.startsWith("GlobalMax") ? "max" : "average";
  const shape = [channels];
  const node = add(frontend, {
    name,
    className: `GlobalPooling${rank}D` as NodeClass,
    inputs,
    shape,
    activation,
    where,
  });
  if (config.truth("keepdims", false)) {
    frontend.shapes.set(name, [...new Array<number>(rank).fill(1), channels]);
  }
  return node;
}
