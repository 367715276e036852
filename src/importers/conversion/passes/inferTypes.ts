import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { Graph, GraphNode } from "../graph.js";
import { precisionOfConstant } from "../inference/constant.js";
import { inferNormalization, inferPooling, inferProducts } from "../inference/layers.js";
import { inferConcatenate, inferDot, inferMerge } from "../inference/merges.js";
import { geometryOf } from "../nodes.js";
import type { Precision } from "../precision.js";
import type { GraphPass } from "./pass.js";

/**
 * Gives every type that is still "auto" a precision, node by node; what no rule covers gets the model's default.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/infer_precision.py.
 */
export const inferTypes: GraphPass = {
  name: "infer_precision_types",
  match: (_graph, node) => open(node).length > 0,
  transform(graph, node) {
    const names = open(node);
    infer(graph, node);
    for (const name of open(node)) node.types.set(name, graph.configuration.defaultPrecision());
    return names.includes("result");
  },
};

function open(node: GraphNode): string[] {
  return [...node.types].filter(([, type]) => type.kind === "auto").map(([name]) => name);
}

function infer(graph: Graph, node: GraphNode): void {
  const input = (index: number): Precision => graph.resultOf(node.inputs[index]!);
  const { types } = node;
  const isOpen = (name: string): boolean => types.get(name)?.kind === "auto";
  switch (node.className) {
    case "Dense":
      inferProducts(graph, node, input(0), node.weights.get("weight")!.shape[0]!);
      return;
    case "Conv1D":
    case "Conv2D":
    case "Conv2DBatchnorm":
      inferProducts(graph, node, input(0), elementCount(node.weights.get("weight")!.shape.slice(0, -1)));
      return;
    case "DepthwiseConv1D":
    case "DepthwiseConv2D":
      inferProducts(graph, node, input(0), elementCount(geometryOf(node).size));
      return;
    case "Pooling1D":
    case "Pooling2D":
      inferPooling(graph, node, input(0));
      return;
    case "BatchNormalization":
    case "ApplyAlpha":
    case "LayerNormalization":
      inferNormalization(graph, node, input(0));
      return;
    case "Reshape":
    case "Resize":
    case "Transpose":
    case "ZeroPadding1D":
    case "ZeroPadding2D":
      types.set("result", input(0));
      return;
    case "Merge":
      types.set("result", inferMerge(graph.configuration, node.activation, input(0), input(1)));
      return;
    case "Concatenate":
      types.set("result", inferConcatenate(graph.configuration, input(0), input(1)));
      return;
    case "Dot":
      if (isOpen("accum")) {
        fail("TF-KERAS-009", {
          where: node.where,
          what: "hls4ml stops at an assertion when the accumulator of a dot product is to be inferred",
          help: `give ${node.name} a Precision with accum`,
        });
      }
      types.set("result", inferDot(graph.configuration, graph.node(node.inputs[0]!).shape[0]!, input(0), input(1)));
      return;
    case "ParametrizedActivation":
      if (isOpen("param")) {
        types.set("param", node.activation === "thresholded_relu" ? input(0) : precisionOfConstant(node.parameter));
      }
      return;
    case "PReLU":
      if (isOpen("param")) types.set("param", input(0));
      return;
    default:
  }
}
