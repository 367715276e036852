import { fail } from "../../../errors/index.js";
import { fractionOf, int } from "../../../fixed/index.js";
import { combine, type FloatArray } from "../floatWeights.js";
import { type GraphNode, isNormalization, type Weight } from "../graph.js";
import { bit, precisionOf } from "../precision.js";
import type { GraphPass } from "./pass.js";

const tanhs: readonly string[] = ["binary_tanh", "ternary_tanh"];

/**
 * Merges a normalisation and the binary or ternary activation after it into comparisons with thresholds.
 *
 * Source of the semantics: hls4ml backends/vivado/passes/bn_quant.py and backends/fpga/fpga_layers.py, set_thresholds.
 */
export const mergeQuantizedTanh: GraphPass = {
  name: "merge_batch_norm_quantized_tanh",
  match(graph, node) {
    const source = graph.source(node);
    const isTanh =
      (node.className === "Activation" || node.className === "TernaryTanh") && tanhs.includes(node.activation);
    return isTanh && source !== undefined && isNormalization(source);
  },
  transform(graph, node) {
    const source = graph.source(node)!;
    if (graph.consumers(source).length > 1) {
      fail("TF-KERAS-009", {
        where: node.where,
        what: `${source.name} also feeds another layer, which hls4ml would connect past the normalisation`,
      });
    }
    const ternary = node.activation === "ternary_tanh";
    const merged = graph.make({
      name: `bnbt_${source.name}`,
      className: "BatchNormalizationQuantizedTanh",
      activation: node.activation,
      inputs: [...source.inputs],
      shape: node.shape,
      channels: source.channels,
      where: node.where,
    });
    merged.types.set("result", ternary ? precisionOf(int(2)) : bit);
    addThresholds(merged, source, graph.resultOf(source.inputs[0]!), ternary ? node.parameter : undefined);
    graph.remove(source);
    graph.replace(node, merged);
    return true;
  },
};

/** −bias / scale, and that ± threshold / scale for a ternary activation, floored to the input's fraction bits. */
function addThresholds(
  merged: GraphNode,
  source: GraphNode,
  input: ReturnType<GraphNode["types"]["get"]>,
  ternary: number | undefined,
): void {
  if (input?.kind !== "format") {
    fail("TF-KERAS-009", { where: merged.where, what: `thresholds on an input of type ${input?.kind}` });
  }
  const scale = arrayOf(source.weights.get("scale")!);
  const middle = combine([arrayOf(source.weights.get("bias")!), scale], ([b, s]) => -b! / s!);
  if (scale.values.some((value) => value === 0)) {
    fail("TF-KERAS-009", { where: merged.where, what: "a scale of 0 before a threshold" });
  }
  const unit = 2 ** fractionOf(input.format);
  const add = (name: string, sign: number): void => {
    const shifted =
      ternary === undefined
        ? middle
        : combine([combine([scale], ([s]) => (sign * ternary) / s!), middle], ([a, b]) => a! + b!);
    const floored = combine([shifted], ([x]) => Math.floor(x! * unit) / unit);
    merged.types.set(name, input);
    merged.weights.set(name, {
      shape: floored.shape,
      data: [...floored.values],
      unquantized: floored.values,
      double: floored.double,
      unquantizedDouble: floored.double,
      quantizer: null,
      exponents: false,
    });
  };
  if (ternary === undefined) add("threshold", 0);
  else {
    add("threshold_hi", 1);
    add("threshold_lo", -1);
  }
}

function arrayOf(weight: Weight): FloatArray {
  return { shape: weight.shape, values: weight.data, double: weight.double };
}
