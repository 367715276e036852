import type { Graph, GraphNode } from "../graph.js";
import type { Precision } from "../precision.js";
import type { WeightQuantizer } from "../weightQuantizer.js";
import { alignedInteger, capped, commonFraction, formatsOf } from "./formats.js";

/** The open types of a dense layer: weights from their quantiser, sums wide enough for any input. */
export function inferDense(graph: Graph, node: GraphNode, input: Precision): void {
  openToQuantizer(graph, node, "weight", node.weightQuantizer);
  openToQuantizer(graph, node, "bias", node.biasQuantizer);
  const terms = node.weights.get("weight")!.shape[0]!;
  const type = sumType(graph, input, node.types.get("weight"), node.types.get("bias"), Math.ceil(Math.log2(terms)));
  for (const name of ["accum", "result"]) {
    if (node.types.get(name)?.kind === "auto") node.types.set(name, type);
  }
}

/** The open types of a normalisation: constants get the default, the result holds every x · scale + bias. */
export function inferNormalization(graph: Graph, node: GraphNode, input: Precision): void {
  openToQuantizer(graph, node, "scale", null);
  openToQuantizer(graph, node, "bias", null);
  if (node.types.get("result")?.kind !== "auto") return;
  node.types.set("result", sumType(graph, input, node.types.get("scale"), node.types.get("bias"), 0));
}

/** The type of a sum of 2^growth products and a bias. */
function sumType(
  graph: Graph,
  input: Precision,
  weight: Precision | undefined,
  bias: Precision | undefined,
  growth: number,
): Precision {
  const formats = formatsOf(input, weight, bias);
  if (formats === undefined) return graph.configuration.defaultPrecision();
  const [x, w, b] = formats as [(typeof formats)[0], (typeof formats)[0], (typeof formats)[0]];
  const product = {
    ...x,
    signed: x.signed || w.signed,
    width: x.width + w.width + growth,
    integer: x.integer + w.integer + growth,
  };
  const integer = alignedInteger(product, b) + 1;
  const width = integer + commonFraction(product, b);
  return capped(graph.configuration, width, integer, product.signed || b.signed);
}

function openToQuantizer(graph: Graph, node: GraphNode, name: string, quantizer: WeightQuantizer | null): void {
  if (node.types.get(name)?.kind !== "auto") return;
  node.types.set(name, quantizer?.type ?? graph.configuration.defaultPrecision());
}
