import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { float } from "../../keras/quantizers/float32.js";
import type { FloatArray } from "../floatWeights.js";
import type { Graph, GraphNode, Weight } from "../graph.js";
import { applyQuantizer, encodeWeights, powerQuantizer, type WeightQuantizer } from "../weightQuantizer.js";
import type { GraphPass } from "./pass.js";

/**
 * Takes the scale (alpha) out of the quantised weights of a dense or convolution layer: the weights are divided by it, and a node that
 * multiplies by it and adds the bias follows.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/qkeras.py, QKerasFactorizeAlpha.
 */
export const factorizeAlpha: GraphPass = {
  name: "qkeras_factorize_alpha",
  match: (_graph, node) =>
    ["Dense", "Conv1D", "Conv2D", "Conv2DBatchnorm"].includes(node.className) &&
    !node.scaleTakenOut &&
    [node.weightQuantizer, node.biasQuantizer].some((quantizer) => hasScale(quantizer)),
  transform(graph, node) {
    const { weightQuantizer: quantizer, where } = node;
    if (quantizer === null || quantizer.alpha === undefined) {
      return fail("TF-KERAS-009", {
        where,
        what: "the bias has a scale (alpha) and the kernel has none, on which hls4ml fails",
      });
    }
    const weight = node.weights.get("weight")!;
    const bias = node.weights.get("bias")!;
    const { scale, unscaled } = takeOut(quantizer, weight, where);
    weight.data = encodeWeights({ ...quantizer, computes: 1 }, { shape: weight.shape, values: unscaled }, where);
    insertScale(graph, node, scale, bias);
    bias.data = bias.data.map(() => 0);
    node.scaleTakenOut = true;
    return true;
  },
};

function hasScale(quantizer: WeightQuantizer | null): boolean {
  return quantizer !== null && quantizer.alpha !== undefined && quantizer.alpha !== null && quantizer.alpha !== 1;
}

/** The scale of each output, and the quantised weights divided by it in float32. */
function takeOut(quantizer: WeightQuantizer, weight: Weight, where: string): { scale: FloatArray; unscaled: number[] } {
  const outputs = weight.shape[weight.shape.length - 1]!;
  const original = { shape: weight.shape, values: weight.unquantized };
  const { values, scale } = applyQuantizer(quantizer, original, where);
  const { computes } = quantizer;
  // A number stays a Python number, so its array is float64; computed scales are float32.
  const double = typeof scale === "number";
  const scales = Array.from({ length: outputs }, (_unused, output) =>
    typeof scale === "number" ? (typeof computes === "number" ? computes : 1) : scale[output]!,
  );
  const inverse = scales.map((value) => float(1 / value));
  const unscaled = values.map((value, index) => float(inverse[index % outputs]! * value));
  return { scale: { shape: [outputs], values: scales, double }, unscaled };
}

function insertScale(graph: Graph, node: GraphNode, scale: FloatArray, bias: Weight): void {
  const name = `${node.name}_alpha`;
  const isPower = node.weightQuantizer!.computes === "auto_po2";
  graph.configuration.setName(name, { ...graph.configuration.nameEntry(name), Precision: automatic(graph, name) });
  const alpha = graph.make({
    name,
    className: "ApplyAlpha",
    inputs: [node.name],
    shape: node.shape,
    channels: node.channels,
    where: node.where,
    scaleQuantizer: isPower ? powerQuantizer(scaleBits(scale.values)) : null,
    biasQuantizer: bias.quantizer,
  });
  graph.addWeights(alpha, "scale", scale, alpha.scaleQuantizer);
  const values = { shape: [elementCount(bias.shape)], values: bias.data, double: bias.double };
  graph.addWeights(alpha, "bias", values, alpha.biasQuantizer);
  graph.insert(alpha);
}

/** hls4ml makes the new node's default precision "auto"; precisions that the user gave by variable stay. */
function automatic(graph: Graph, name: string): Record<string, unknown> {
  const given = graph.configuration.nameEntry(name).Precision;
  const variables = typeof given === "object" && given !== null ? (given as Record<string, unknown>) : {};
  return { ...variables, default: "auto" };
}

/** Bits of hls4ml's quantiser for power-of-two scales. For exponents ±1 they are too few, and the scale is clipped. */
function scaleBits(scale: readonly number[]): number {
  const largest = Math.max(...scale.map((value) => Math.abs(Math.log2(value))));
  return Math.max(Math.trunc(largest) + 1, 2);
}
