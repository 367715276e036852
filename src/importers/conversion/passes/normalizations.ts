import { addArrays, type FloatArray, multiplyArrays } from "../floatWeights.js";
import { type Graph, type GraphNode, isNormalization, type Weight } from "../graph.js";
import { isConvolution } from "../nodes.js";
import type { GraphPass } from "./pass.js";

const isOne = (weight: Weight): boolean => weight.unquantized.every((value) => value === 1);
const isZero = (weight: Weight): boolean => weight.unquantized.every((value) => value === 0);
const stored = (weight: Weight): FloatArray => ({ shape: weight.shape, values: weight.data, double: weight.double });
const original = (weight: Weight): FloatArray => ({
  shape: weight.shape,
  values: weight.unquantized,
  double: weight.unquantizedDouble,
});

/** Whether the type of the value that a node reads is still to be inferred. */
function readsAutomatic(graph: Graph, node: GraphNode): boolean {
  const source = graph.source(node);
  return source?.types.get("result")?.kind === "auto";
}

/**
 * Merges two normalisations in a row, when the first one's result type is open.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/batchnorm_opt.py, FuseConsecutiveBatchNormalization.
 */
export const fuseConsecutiveNormalizations: GraphPass = {
  name: "fuse_consecutive_batch_normalization",
  match(graph, node) {
    const previous = graph.source(node);
    if (!isNormalization(node) || previous === undefined || !isNormalization(previous)) return false;
    if (!readsAutomatic(graph, node)) return false;
    const [s0, b0, s1, b1] = scaleAndBias(previous, node);
    const scales = previous.scaleQuantizer === null || node.scaleQuantizer === null || isOne(s0) || isOne(s1);
    const biases = previous.biasQuantizer === null || node.biasQuantizer === null || isZero(b0) || isZero(b1);
    return scales && biases;
  },
  transform(graph, node) {
    const previous = graph.source(node)!;
    if (graph.consumers(previous).length > 1) return false;
    const [s0, b0, s1, b1] = scaleAndBias(previous, node);
    const scaleQuantizer = isOne(s0) ? node.scaleQuantizer : isOne(s1) ? previous.scaleQuantizer : null;
    // hls4ml compares the biases with 1 here, not with 0.
    const biasQuantizer = isOne(b0) ? node.biasQuantizer : isOne(b1) ? previous.biasQuantizer : null;
    const scale = multiplyArrays(original(s0), original(s1));
    const bias = addArrays(multiplyArrays(original(s1), original(b0)), original(b1));
    node.scaleQuantizer = scaleQuantizer;
    node.biasQuantizer = biasQuantizer;
    graph.addWeights(node, "scale", scale, scaleQuantizer);
    graph.addWeights(node, "bias", bias, biasQuantizer);
    graph.remove(previous);
    return true;
  },
};

/**
 * Merges a normalisation into the dense or convolution layer before it, when that layer's result type is open.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/bn_fuse.py, FuseBatchNormalization.
 */
export const fuseNormalization: GraphPass = {
  name: "fuse_batch_normalization",
  match(graph, node) {
    const dense = graph.source(node);
    if (!isNormalization(node) || dense === undefined || !readsAutomatic(graph, node)) return false;
    if (dense.className !== "Dense" && !isConvolution(dense)) return false;
    if (dense.types.get("weight")?.kind === "bit") return false;
    const [w, b0] = [dense.weights.get("weight")!, dense.weights.get("bias")!];
    const [s1, b1] = [node.weights.get("scale")!, node.weights.get("bias")!];
    const scales =
      (dense.weightQuantizer === null && node.scaleQuantizer === null) ||
      (isOne(w) && dense.weightQuantizer === null) ||
      (isOne(s1) && node.scaleQuantizer === null);
    const biases =
      (dense.biasQuantizer === null && node.biasQuantizer === null) ||
      (isZero(b0) && dense.biasQuantizer === null) ||
      (isZero(b1) && node.biasQuantizer === null);
    return scales && biases;
  },
  transform(graph, node) {
    const dense = graph.source(node)!;
    const variables = [
      dense.types.get("weight"),
      dense.types.get("bias"),
      node.types.get("scale"),
      node.types.get("bias"),
    ];
    const numbers = variables.every((type) => type?.kind === "format" || type?.kind === "auto");
    if (graph.consumers(dense).length > 1 || !numbers) return false;
    const [w, b0] = [dense.weights.get("weight")!, dense.weights.get("bias")!];
    const [s1, b1] = [node.weights.get("scale")!, node.weights.get("bias")!];
    const weight = dense.className.startsWith("Depthwise")
      ? broadcastProduct(stored(s1), stored(w))
      : multiplyArrays(stored(s1), stored(w));
    const bias = addArrays(multiplyArrays(stored(s1), stored(b0)), stored(b1));
    const shape = dense.className.startsWith("Depthwise") ? weight.shape : w.shape;
    graph.addWeights(dense, "weight", { ...weight, shape }, node.scaleQuantizer ?? dense.weightQuantizer);
    graph.addWeights(dense, "bias", { ...bias, shape: b0.shape }, node.biasQuantizer ?? dense.biasQuantizer);
    graph.remove(node);
    return true;
  },
};

/**
 * Scales [channels] times depthwise weights [...window, channels, 1] as numpy broadcasts them: [...window, channels,
 * channels], of which the kernel then reads the first elements. hls4ml means one scale a channel.
 */
function broadcastProduct(scale: FloatArray, weights: FloatArray): FloatArray {
  const channels = scale.values.length;
  const shape = [...weights.shape.slice(0, -1), channels];
  if (weights.shape[weights.shape.length - 1] !== 1) return multiplyArrays(scale, weights);
  const values = weights.values.flatMap((weight) => new Array<number>(channels).fill(weight));
  return { ...multiplyArrays(scale, { ...weights, shape, values }), shape };
}

/**
 * Removes a normalisation that multiplies by 1 and adds 0, with the cast to its result type.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/batchnorm_opt.py, RemoveNopBatchNormalization.
 */
export const removeIdleNormalization: GraphPass = {
  name: "remove_nop_batch_normalization",
  match: (_graph, node) =>
    isNormalization(node) && isOne(node.weights.get("scale")!) && isZero(node.weights.get("bias")!),
  transform(graph, node) {
    graph.remove(node);
    return true;
  },
};

function scaleAndBias(first: GraphNode, second: GraphNode): [Weight, Weight, Weight, Weight] {
  return [
    first.weights.get("scale")!,
    first.weights.get("bias")!,
    second.weights.get("scale")!,
    second.weights.get("bias")!,
  ];
}
