import { wholeAttribute } from "../graph.js";
import type { GraphPass } from "./pass.js";

/** Removes a softmax that the configuration skips. Source: hls4ml backends/fpga/passes/remove_softmax.py. */
export const skipSoftmax: GraphPass = {
  name: "skip_softmax",
  match: (_graph, node) => node.className === "Softmax" && Boolean(node.attributes.get("skip")),
  transform(graph, node) {
    graph.remove(node);
    return true;
  },
};

/**
 * The size of a softmax's tables: at most one entry for each value of the input and of the type of the table of 1/x.
 *
 * Source of the semantics: hls4ml backends/fpga/passes/fix_softmax_table_size.py.
 */
export const fixSoftmaxTableSize: GraphPass = {
  name: "fix_softmax_table_size",
  match: (_graph, node) => node.className === "Softmax" && !node.attributes.has("inv_table_size"),
  transform(graph, node) {
    const input = graph.resultOf(node.inputs[0]!);
    const table = node.types.get("inv_table")!;
    const widths = [input, table].map((type) => (type.kind === "format" ? type.format.width : 1));
    const limit = 2 ** Math.min(...widths);
    const size = wholeAttribute(node, "table_size", 1024);
    if (limit < size) node.attributes.set("table_size", limit);
    return false;
  },
};
