import { elementCount } from "../../../ops/index.js";
import type { GraphPass } from "./pass.js";

/**
 * Puts a scale of 0.5 / threshold before a ternary activation whose threshold is not 0.5.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/qkeras.py, ExtractTernaryThreshold.
 */
export const extractTernaryThreshold: GraphPass = {
  name: "extract_ternary_threshold",
  match: (_graph, node) => node.className === "TernaryTanh" && node.parameter !== 0.5,
  transform(graph, node) {
    const { name, shape, where } = node;
    const factor = 0.5 / node.parameter;
    node.parameter = 0.5;
    const scale = graph.make({
      name: `${name}_scale`,
      className: "ApplyAlpha",
      inputs: [...node.inputs],
      shape,
      where,
    });
    const full = (value: number) => new Array<number>(elementCount(shape)).fill(value);
    graph.addWeights(scale, "scale", { shape, values: full(factor), double: true });
    graph.addWeights(scale, "bias", { shape, values: full(0), double: true });
    graph.insert(scale, node);
    return true;
  },
};
