import { fail } from "../../errors/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import * as layers from "../../layers/index.js";
import { gatherRows, layWindows } from "../../layers/windows.js";
import { elementCount, type ValueId } from "../../ops/index.js";
import { storedBias, storedConstant, storedExponents, storedFactors } from "./constants.js";
import { type Emitter, inputPrecision, resultOf, typeIn } from "./emitter.js";
import { losesBits } from "./exponentDense.js";
import type { GraphNode } from "./graph.js";
import { type Geometry, geometryOf } from "./nodes.js";
import { convolutionOrder } from "./strategy.js";

/**
 * A convolution as hls4ml's io_parallel kernels compute it: a dense layer for each pixel, zeros in the padding.
 *
 * @throws TrigforgeError TF-KERAS-009 for strategies whose kernels stop at an assertion
 */
export function emitConvolution({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const accumulator = typeIn(node, "accum");
  const result = resultOf(node);
  const order = convolutionOrder(graph.configuration, node, accumulator);
  const geometry = geometryOf(node);
  const bias = storedBias(node);
  checkRank(builder, x!, geometry, node);
  const isBit = inputPrecision(graph, node).kind === "bit";
  const weight = node.weights.get("weight")!;
  if (isBit && node.types.get("weight")!.kind === "bit") {
    const rows = gatherRows(builder, x!, layWindows(builder.tensor(x!).shape, geometry, node.name));
    const filters = weight.shape[weight.shape.length - 1]!;
    const weights = storedConstant(node, "weight", [elementCount(weight.shape) / filters, filters]);
    return layers.xnorDense(builder, rows, { weights, bias, accumulator, order, result });
  }
  if (weight.exponents) {
    const { type } = builder.tensor(x!);
    if (isBit || losesBits(storedExponents(node, "weight"), type)) {
      fail("TF-KERAS-009", { where: node.where, what: "power-of-two weights whose products lose bits" });
    }
  }
  const { data, placed } = isBit ? bitData(builder, x!, geometry) : { data: x!, placed: geometry };
  const weights = isBit ? storedConstant(node, "weight") : storedFactors(node, "weight", builder.tensor(data).type);
  return layers.convolution(builder, data, { ...placed, weights, bias, accumulator, order, result });
}

/** A depthwise convolution; hls4ml's kernel knows neither a depth multiplier nor the Resource strategy. */
export function emitDepthwise({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const accumulator = typeIn(node, "accum");
  const order = convolutionOrder(graph.configuration, node, accumulator);
  const geometry = geometryOf(node);
  checkRank(builder, x!, geometry, node);
  const channels = builder.tensor(x!).shape[geometry.size.length]!;
  const isBit = inputPrecision(graph, node).kind === "bit";
  const weight = node.weights.get("weight")!;
  const filters = node.shape[node.shape.length - 1]!;
  if (filters !== channels) {
    fail("TF-KERAS-009", {
      where: node.where,
      what: `a depth multiplier of ${filters / channels}, at which hls4ml's kernel stops`,
      expected: "1",
    });
  }
  if (weight.exponents || (isBit && node.types.get("weight")!.kind === "bit")) {
    fail("TF-KERAS-009", { where: node.where, what: "a depthwise convolution of powers of two, or of bits by bits" });
  }
  const { data, placed } = isBit ? bitData(builder, x!, geometry) : { data: x!, placed: geometry };
  const factors = isBit ? storedConstant(node, "weight") : storedFactors(node, "weight", builder.tensor(data).type);
  // The kernel reads the first elements of the array, which a merged normalisation may have made too long.
  const shape = [...geometry.size, channels];
  const weights = { ...factors, shape, raw: factors.raw.slice(0, elementCount(shape)) };
  const bias = storedBias(node);
  const types = { accumulator, order, result: resultOf(node) };
  return layers.depthwiseConvolution(builder, data, { ...placed, weights, bias, ...types });
}

/** Bits as −1 and 1. Padding is the bit 0, which stands for −1: it comes first. */
function bitData(builder: ProgramBuilder, x: ValueId, geometry: Geometry): { data: ValueId; placed: Geometry } {
  const padded = layers.zeroPadding(builder, x, { edges: geometry.padding });
  const placed = { ...geometry, padding: geometry.padding.map(() => [0, 0] as const) };
  return { data: layers.binaryData(builder, padded), placed };
}

function checkRank(builder: ProgramBuilder, x: ValueId, { size }: Geometry, node: GraphNode): void {
  const { shape } = builder.tensor(x);
  if (shape.length === size.length + 1) return;
  fail("TF-KERAS-009", {
    where: node.where,
    what: `hls4ml has the shape [${shape}] for its input and fails on it`,
    expected: `${size.length + 1} axes`,
  });
}
