import { fail } from "../../../errors/index.js";
import type { NodeClass } from "../graph.js";
import type { GraphPass } from "./pass.js";

/**
 * Replaces a dense layer over several axes by a convolution with a window of one element. The new node begins again with
 * the weights of the front end: quantisers, and a normalisation or scale that was merged before, are lost.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/multi_dense.py.
 */
export const denseToConvolution: GraphPass = {
  name: "replace_multidimensional_dense_with_conv",
  match: (graph, node) => node.className === "Dense" && graph.node(node.inputs[0]!).shape.length > 1,
  transform(graph, node) {
    const rank = node.shape.length - 1;
    if (rank > 2) {
      fail("TF-KERAS-009", { where: node.where, what: `a dense layer over ${rank + 1} axes, on which hls4ml fails` });
    }
    const ones = new Array<number>(rank).fill(1);
    const units = node.shape[rank]!;
    const replacement = graph.make({
      name: node.name,
      className: `Conv${rank}D` as NodeClass,
      inputs: [...node.inputs],
      shape: node.shape,
      channels: units,
      details: {
        kind: "windows",
        geometry: { size: ones, strides: ones, padding: ones.map(() => [0, 0] as const) },
      },
      where: node.where,
    });
    const kernel = node.sources.get("weight")!;
    const source = { ...kernel, shape: [...ones, ...kernel.shape] };
    if (node.weightQuantizer !== null || node.weights.get("weight")!.unquantized !== kernel.values) {
      graph.notes.push(
        `${node.name}: hls4ml makes a convolution of the dense layer and takes its weights as they are in the file: ` +
          "their quantisers, and a normalisation merged into them, are lost",
      );
    }
    replacement.sources.set("weight", source);
    graph.addWeights(replacement, "weight", source);
    const bias = node.sources.get("bias");
    if (bias === undefined) {
      graph.addZeroBias(replacement, units);
    } else {
      replacement.sources.set("bias", bias);
      graph.addWeights(replacement, "bias", bias);
    }
    graph.replace(node, replacement);
    return true;
  },
};
