import { elementCount } from "../../../ops/index.js";
import type { Graph, GraphNode } from "../graph.js";
import { geometryOf } from "../nodes.js";
import { type Precision, plainFixed } from "../precision.js";
import type { WeightQuantizer } from "../weightQuantizer.js";
import { alignedInteger, capped, commonFraction, formatsOf } from "./formats.js";

/**
 * The open types of a dense layer or convolution: weights from their quantiser, sums wide enough for any input.
 *
 * @param terms products in one sum
 */
export function inferProducts(graph: Graph, node: GraphNode, input: Precision, terms: number): void {
  openToQuantizer(graph, node, "weight", node.weightQuantizer);
  openToQuantizer(graph, node, "bias", node.biasQuantizer);
  const type = sumType(graph, input, node.types.get("weight"), node.types.get("bias"), Math.ceil(Math.log2(terms)));
  for (const name of ["accum", "result"]) {
    if (node.types.get(name)?.kind === "auto") node.types.set(name, type);
  }
}

/** The open types of a pooling: an average grows by the bits of its window, twice below the point. */
export function inferPooling(graph: Graph, node: GraphNode, input: Precision): void {
  const { types, details } = node;
  if (types.get("accum")?.kind === "auto") {
    types.set("accum", details?.kind === "windows" && details.operation === "max" ? input : averageType());
  }
  if (types.get("result")?.kind === "auto") types.set("result", input);

  function averageType(): Precision {
    const format = formatsOf(input)?.[0];
    if (format === undefined) return graph.configuration.defaultPrecision();
    const growth = Math.ceil(Math.log2(elementCount(geometryOf(node).size)));
    return plainFixed(format.width + growth * 2, format.integer + growth, format.signed);
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
