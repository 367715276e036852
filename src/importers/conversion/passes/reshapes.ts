import type { GraphPass } from "./pass.js";

/** Removes a reshape at the end. Source: hls4ml backends/fpga/passes/final_reshape.py. */
export const removeFinalReshape: GraphPass = {
  name: "remove_final_reshape",
  match: (graph, node) => node.className === "Reshape" && graph.consumers(node).length === 0,
  transform(graph, node) {
    graph.remove(node);
    return true;
  },
};

/**
 * Makes a reshape's value another name of its source: the result type of the reshape itself, given or inferred before, is
 * dropped. Source: hls4ml backends/fpga/passes/inplace_parallel_reshape.py.
 */
export const reshapeInPlace: GraphPass = {
  name: "inplace_parallel_reshape",
  match: (_graph, node) => node.className === "Reshape",
  transform(graph, node) {
    node.types.set("result", graph.resultOf(node.inputs[0]!));
    return false;
  },
};
