import { fail } from "../../../errors/index.js";
import { nearestHelp } from "../../../formats/index.js";
import { type Program, ProgramBuilder, toName } from "../../../ir/index.js";
import { simplify } from "../../../passes/index.js";
import type { KerasModel } from "../architecture.js";
import type { KerasWeights } from "../weights.js";
import { Configuration } from "./configuration.js";
import { emitGraph } from "./emit.js";
import { writeFrontend } from "./frontend.js";
import { Graph } from "./graph.js";
import { runFlows } from "./passes/index.js";

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
  checkSizes(graph);
  runFlows(graph);
  checkNames(graph, model);
  const notes = [...new Set([...graph.notes, ...graph.configuration.ignoredKeys()])];
  const builder = new ProgramBuilder(toName(name), { source: "keras", fidelity: "as hls4ml", notes });
  emitGraph(graph, builder);
  return simplify(builder.build());
}

/** hls4ml ignores an entry for a layer that does not exist. */
function checkNames(graph: Graph, model: KerasModel): void {
  const { configuration, made: known } = graph;
  const lower = new Set([...known].map((name) => name.toLowerCase()));
  const skipped = new Set(model.layers.map((layer) => layer.name.toLowerCase()));
  const classes = new Set(model.layers.map((layer) => layer.className.toLowerCase()));
  const candidates = [...known];
  for (const name of configuration.layerNames()) {
    if (lower.has(name.toLowerCase())) continue;
    if (skipped.has(name.toLowerCase())) {
      graph.notes.push(`the configuration's entry for ${name} has no effect: hls4ml skips that layer`);
      continue;
    }
    fail("TF-KERAS-008", {
      where: `${configuration.where}.LayerName`,
      what: `there is no layer "${name.slice(0, 80)}"`,
      ...nearestHelp(name, candidates),
    });
  }
  for (const name of configuration.layerTypes()) {
    if (lower.has(name.toLowerCase())) continue;
    if (classes.has(name.toLowerCase())) {
      graph.notes.push(`hls4ml ignores LayerType ${name}: its own name of that class is another one`);
      continue;
    }
    fail("TF-KERAS-008", {
      where: `${configuration.where}.LayerType`,
      what: `no layer is of the type "${name.slice(0, 80)}"`,
      ...nearestHelp(name, candidates),
    });
  }
}

/** Weights above BramFactor become ports of the top function. */
function checkSizes(graph: Graph): void {
  const limit = graph.configuration.modelValue("BramFactor");
  if (typeof limit !== "number") return;
  for (const node of graph.nodes) {
    for (const [name, weight] of node.weights) {
      if (weight.data.length <= limit) continue;
      fail("TF-KERAS-009", {
        where: node.where,
        what: `BramFactor ${limit} makes the weights "${name}" an input port`,
      });
    }
  }
}
