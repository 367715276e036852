import type { GraphNode } from "../graph.js";
import type { GraphPass } from "./pass.js";

const expanded = new WeakSet<GraphNode>();

/**
 * Puts the layer that TimeDistributed wraps, and a node that ends the steps, behind its node.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/expand_time_distributed.py.
 */
export const expandTimeDistributed: GraphPass = {
  name: "expand_time_distributed",
  match: (_graph, node) => node.details?.kind === "steps" && node.details.begins && !expanded.has(node),
  transform(_graph, node) {
    expanded.add(node);
    if (node.details?.kind === "steps") node.details.expand?.(node);
    return true;
  },
};

/**
 * Puts the nodes of a nested model in the place of its node.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/expand_layer_group.py.
 */
export const expandLayerGroup: GraphPass = {
  name: "expand_layer_group",
  match: (_graph, node) => node.details?.kind === "group",
  transform(_graph, node) {
    if (node.details?.kind === "group") node.details.expand(node);
    return true;
  },
};
