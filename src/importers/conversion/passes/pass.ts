import { fail } from "../../../errors/index.js";
import type { Graph, GraphNode } from "../graph.js";

/** A change of hls4ml's graph: `transform` says whether it changed the graph so that all passes run again. */
export interface GraphPass {
  readonly name: string;
  match(graph: Graph, node: GraphNode): boolean;
  transform(graph: Graph, node: GraphNode): boolean;
}

/**
 * Runs passes as hls4ml's optimize_model does: each over all nodes in order; after a change, from the first pass again;
 * until nothing changes.
 */
export function runGraphPasses(graph: Graph, passes: readonly GraphPass[]): void {
  let rounds = 0;
  while (passes.some((pass) => graph.nodes.some((node) => pass.match(graph, node) && pass.transform(graph, node)))) {
    rounds += 1;
    if (rounds > 100_000) fail("TF-KERAS-009", { where: graph.configuration.where, what: "hls4ml's passes never end" });
  }
}
