import { fail } from "../../../errors/index.js";
import type { Graph, GraphNode, NodeDescription } from "../../conversion/graph.js";
import type { KerasLayer } from "../architecture.js";
import { checkSize } from "../shapes.js";
import type { KerasWeights } from "../weights.js";
import type { ActivationDescription } from "./activations.js";

/** What the functions that turn one Keras layer into nodes need. */
export interface Frontend {
  readonly graph: Graph;
  readonly weights: KerasWeights;
  /** The node that a reader of a Keras layer reads: an activation split off, or the source of a skipped layer. */
  readonly values: Map<string, string>;
  /** Keras' shapes, by node, where hls4ml's node has another: global pooling that keeps its axes. */
  readonly shapes: Map<string, readonly number[]>;
  /** Puts a finished node into the graph. */
  readonly place: (node: GraphNode) => void;
  /** Whether an activation inside a layer's configuration becomes a node: not so inside TimeDistributed. */
  readonly splits: boolean;
}

/** Turns one Keras layer into nodes and returns the last of them. */
export type LayerReader = (frontend: Frontend, layer: KerasLayer, inputs: string[]) => GraphNode;

/** The shape of an input of a layer, as Keras has it. */
export function shapeOf({ graph, shapes }: Frontend, inputs: readonly string[], which = 0): readonly number[] {
  return shapes.get(inputs[which]!) ?? graph.node(inputs[which]!).shape;
}

/** Makes a node and puts it into the graph. @throws TrigforgeError TF-KERAS-009, TF-KERAS-001 for an impossible size */
export function add(frontend: Frontend, description: NodeDescription): GraphNode {
  const { graph } = frontend;
  const { name, where, shape } = description;
  if (graph.nodes.some((node) => node.name === name)) {
    fail("TF-KERAS-009", { where, what: `hls4ml makes two nodes named ${name}` });
  }
  checkSize(shape, where);
  const node = graph.make(description);
  frontend.place(node);
  return node;
}

/** Adds an activation after a node. */
export function append(
  frontend: Frontend,
  layer: Pick<KerasLayer, "name" | "where">,
  inputs: string[],
  activation: ActivationDescription,
): GraphNode {
  const { notes, ...rest } = activation;
  frontend.graph.notes.push(...notes.map((note) => `${layer.name}: ${note}`));
  if (activation.activation === "softmax" && shapeOf(frontend, inputs).length > 1) {
    frontend.graph.notes.push(
      `${layer.name}: hls4ml normalises all elements together, where Keras takes the last axis`,
    );
  }
  return add(frontend, { name: layer.name, inputs, shape: shapeOf(frontend, inputs), where: layer.where, ...rest });
}

/** Takes the keys of a layer's configuration that hls4ml does not read for granted. @throws TrigforgeError TF-KERAS-009 */
export function expectField(layer: KerasLayer, key: string, expected: readonly unknown[], why: string): void {
  const value = layer.config.get(key);
  if (value === undefined || expected.some((allowed) => JSON.stringify(allowed) === JSON.stringify(value))) return;
  fail("TF-KERAS-009", {
    where: layer.where,
    what: `${key} ${JSON.stringify(value)}: ${why}`,
    expected: expected.map((allowed) => JSON.stringify(allowed)).join(" or "),
  });
}

/** hls4ml's io_parallel kernels are for channels last. */
export function expectChannelsLast(layer: KerasLayer): void {
  expectField(layer, "data_format", ["channels_last"], "hls4ml has no io_parallel kernel for it");
}
