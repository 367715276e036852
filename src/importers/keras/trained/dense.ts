import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { writeActivation } from "./activations.js";
import type { LayerValue, TrainedNetwork } from "./network.js";
import { quantizedBias, quantizedKernel } from "./weights.js";

/** QDense: quantised weights, computed in float32 as QKeras does, then exact products and sums. */
export function writeDense(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { config, name } = layer;
  const shape = writer.shape(x!);
  const units = config.whole("units", 1, 2 ** 20);
  const factors = quantizedKernel(network, layer, "kernel", "kernel", [shape[shape.length - 1]!, units]);
  const sums = writer.contract(x!, factors, quantizedBias(network, layer, [units]), name);
  return writeActivation(network, layer, sums, config.get("activation"));
}
