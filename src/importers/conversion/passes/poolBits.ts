import { bit } from "../precision.js";
import type { GraphPass } from "./pass.js";

/**
 * The maximum of bits is a bit, whatever type the configuration gives it.
 *
 * Source of the semantics: hls4ml backends/fpga/passes/xnor_pooling.py.
 */
export const poolBits: GraphPass = {
  name: "xnor_pooling",
  match(graph, node) {
    const isMax =
      (node.details?.kind === "windows" && node.details.operation === "max") ||
      (node.className.startsWith("GlobalPooling") && node.activation === "max");
    return isMax && graph.resultOf(node.inputs[0]!).kind === "bit" && node.types.get("result")?.kind !== "bit";
  },
  transform(_graph, node) {
    node.types.set("result", bit);
    return true;
  },
};
