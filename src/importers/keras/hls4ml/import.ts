import type { Program } from "../../../ir/index.js";
import { Configuration } from "../../conversion/configuration.js";
import { Graph } from "../../conversion/graph.js";
import { convertGraph } from "../../conversion/index.js";
import type { KerasModel } from "../architecture.js";
import type { KerasWeights } from "../weights.js";
import { writeFrontend } from "./frontend.js";

/**
 * A Keras model as hls4ml converts it with a configuration, bit for bit as its C simulation computes it.
 *
 * @param configuration an hls4ml YAML file as a mapping, or its HLSConfig part
 * @throws TrigforgeError TF-KERAS-008 and TF-KERAS-009 for the configuration, TF-KERAS-002 and TF-KERAS-003 for the model
 */
export function importAsHls4ml(
  model: KerasModel,
  weights: KerasWeights,
  configuration: unknown,
  { name, where }: { name: string; where: string },
): Program {
  const graph = new Graph(new Configuration(configuration, `${where}: configuration`));
  writeFrontend(graph, model, weights);
  return convertGraph(graph, name, "keras", {
    layers: model.layers.map((layer) => layer.name),
    classes: model.layers.map((layer) => layer.className),
  });
}
