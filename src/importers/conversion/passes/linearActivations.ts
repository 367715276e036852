import { isActivation, isNormalization } from "../graph.js";
import { isConvolution } from "../nodes.js";
import { samePrecision } from "../precision.js";
import type { GraphPass } from "./pass.js";

/**
 * Removes a linear activation that does not change the type.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/linear.py, EliminateLinearActivation.
 */
export const eliminateLinear: GraphPass = {
  name: "eliminate_linear_activation",
  match: (graph, node) =>
    isActivation(node) &&
    node.activation === "linear" &&
    samePrecision(graph.resultOf(node.inputs[0]!), node.types.get("result")!),
  transform(graph, node) {
    graph.remove(node);
    return true;
  },
};

/**
 * Removes a linear activation after a node whose result type is open. hls4ml means to give its type to that node, but
 * only does so for QONNX: a type that the configuration gives a linear activation here is lost, and with it the rounding
 * and saturation of a QActivation(quantized_bits).
 *
 * Source of the semantics: hls4ml model/optimizer/passes/linear.py, MergeLinearActivation.
 */
export const mergeLinear: GraphPass = {
  name: "merge_linear_activation",
  match(graph, node) {
    if (!isActivation(node) || node.activation !== "linear") return false;
    const source = graph.source(node)!;
    const safe =
      source.className === "Dense" || isConvolution(source) || isNormalization(source) || isActivation(source);
    return safe && source.types.get("result")?.kind === "auto";
  },
  transform(graph, node) {
    const lost = node.types.get("result")!;
    if (lost.kind !== "auto") {
      graph.notes.push(`hls4ml drops the linear activation ${node.name} and the precision given to it`);
    }
    graph.remove(node);
    return true;
  },
};
