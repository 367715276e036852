import { fail } from "../../errors/index.js";
import * as layers from "../../layers/index.js";
import type { ValueId } from "../../ops/index.js";
import { type Emitter, inputPrecision, resultOf, typeIn } from "./emitter.js";
import type { GraphNode } from "./graph.js";
import type { Details } from "./nodes.js";

/** A node's numbers of a kind. */
export function detailsOf<K extends Details["kind"]>(node: GraphNode, kind: K): Extract<Details, { kind: K }> {
  if (node.details?.kind !== kind) throw new Error(`${node.name} has no ${kind}`);
  return node.details as Extract<Details, { kind: K }>;
}

/** Max and average pooling; the padding of a max pooling is the number whose only bit is the top one. */
export function emitPooling({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { geometry, operation } = detailsOf(node, "windows");
  const types = { accumulator: typeIn(node, "accum"), result: resultOf(node) };
  if (operation === "max") {
    return layers.maxPooling(builder, x!, { ...geometry, ...types, padded: "topBit" });
  }
  checkNumbers(graph, node);
  return layers.averagePooling(builder, x!, { ...geometry, ...types, countPadding: node.parameter === 1 });
}

/** Global pooling: a window of everything. */
export function emitGlobalPooling({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const types = { accumulator: typeIn(node, "accum"), result: resultOf(node) };
  if (node.activation === "max") return layers.globalMaxPooling(builder, x!, types);
  checkNumbers(graph, node);
  return layers.globalAveragePooling(builder, x!, types);
}

function checkNumbers(graph: Emitter["graph"], node: GraphNode): void {
  if (inputPrecision(graph, node).kind === "bit") {
    fail("TF-KERAS-009", { where: node.where, what: "an average of binary data" });
  }
}

export function emitPadding({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { edges } = detailsOf(node, "edges");
  return builder.cast(layers.zeroPadding(builder, x!, { edges }), resultOf(node));
}

export function emitCropping({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { edges } = detailsOf(node, "edges");
  return builder.cast(layers.cropping(builder, x!, { edges }), resultOf(node));
}

/** Nearest neighbour, with hls4ml's 16-bit ratios. */
export function emitResize({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  return layers.resizeNearest(builder, x!, node.shape.slice(0, -1));
}

export function emitTranspose({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { permutation } = detailsOf(node, "permutation");
  return builder.cast(layers.transpose(builder, x!, permutation), resultOf(node));
}
