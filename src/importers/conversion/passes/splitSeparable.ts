import { isMapping } from "../../fields.js";
import type { Graph, GraphNode, NodeClass } from "../graph.js";
import type { GraphPass } from "./pass.js";

/**
 * Replaces a separable convolution by a depthwise and a pointwise one, each with the configuration of the whole, in which
 * `depthwise` and `pointwise` are its weights' precision.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/seperable_to_dw_conv.py.
 */
export const splitSeparable: GraphPass = {
  name: "separable_to_depthwise_and_conv",
  match: (_graph, node) => node.className.startsWith("Separable"),
  transform(graph, node) {
    const dimensions = node.className.slice(-2);
    const spatial = node.shape.slice(0, -1);
    const filters = node.shape[node.shape.length - 1]!;
    const { where, details } = node;
    const names = [`${node.name}_depthwise`, `${node.name}_pointwise`] as const;
    configure(graph, node, names[0], "depthwise", "pointwise");
    const depthwise = graph.make({
      name: names[0],
      className: `DepthwiseConv${dimensions}` as NodeClass,
      inputs: [...node.inputs],
      shape: [...spatial, node.channels * node.parameter],
      channels: node.channels * node.parameter,
      weightQuantizer: node.scaleQuantizer,
      details,
      where,
    });
    const kernel = node.sources.get("depthwise")!;
    depthwise.sources.set("weight", kernel);
    graph.addWeights(depthwise, "weight", kernel, node.scaleQuantizer);
    graph.addZeroBias(depthwise, node.channels * node.parameter);
    configure(graph, node, names[1], "pointwise", "depthwise");
    const ones = spatial.map(() => 1);
    const pointwise = graph.make({
      name: names[1],
      className: `Conv${dimensions}` as NodeClass,
      inputs: [names[0]],
      shape: node.shape,
      channels: filters,
      weightQuantizer: node.weightQuantizer,
      biasQuantizer: node.biasQuantizer,
      details: {
        kind: "windows",
        geometry: { size: ones, strides: ones, padding: ones.map(() => [0, 0] as const) },
      },
      where,
    });
    const mixing = node.sources.get("pointwise")!;
    pointwise.sources.set("weight", mixing);
    graph.addWeights(pointwise, "weight", mixing, node.weightQuantizer);
    const bias = node.sources.get("bias");
    if (bias === undefined) graph.addZeroBias(pointwise, filters);
    else graph.addWeights(pointwise, "bias", bias, node.biasQuantizer);
    graph.split(node, depthwise, pointwise);
    return true;
  },
};

/** One half's entry: that of the whole, its own precisions under plain names, without the other's. */
function configure(graph: Graph, node: GraphNode, name: string, own: string, other: string): void {
  const entry = graph.configuration.mergedEntry(node);
  if (Object.keys(entry).length === 0) return;
  const { Precision: given } = entry;
  if (given !== undefined && !isMapping(given)) {
    graph.configuration.setName(name, entry);
    return;
  }
  const precision: Record<string, unknown> = { ...given };
  for (const [from, to] of [
    [own, "weight"],
    [`${own}_accum`, "accum"],
    [`${own}_result`, "result"],
  ] as const) {
    if (!Object.hasOwn(precision, from)) continue;
    precision[to] = precision[from];
    delete precision[from];
  }
  delete precision[other];
  delete precision[`${other}_accum`];
  graph.configuration.setName(name, { ...entry, Precision: precision });
}
