import { fail } from "../../errors/index.js";
import { int, ufixed } from "../../fixed/index.js";
import { type ProgramBuilder, toName } from "../../ir/index.js";
import * as layers from "../../layers/index.js";
import { elementCount, type ValueId } from "../../ops/index.js";
import { isTernary, literal, storedBias, storedConstant, storedExponents, storedFactors } from "./constants.js";
import { emitConvolution, emitDepthwise } from "./emitConvolution.js";
import { emitBidirectional, emitEmbedding, emitLayerNormalization, emitRecurrent } from "./emitRecurrent.js";
import { emitCropping, emitGlobalPooling, emitPadding, emitPooling, emitResize, emitTranspose } from "./emitSpatial.js";
import { type Emitter, inputFormat, inputPrecision, type NodeEmitter, resultOf, shaped, typeIn } from "./emitter.js";
import { exponentDense, losesBits } from "./exponentDense.js";
import type { Graph, GraphNode, NodeClass } from "./graph.js";
import { wholeAttribute } from "./graph.js";
import { samePrecision } from "./precision.js";
import { emitSoftmax } from "./softmax.js";
import { configuredOrder } from "./strategy.js";

/** Classes whose ops are written another way, or that passes replace before. */
type Unwritten = "Input" | "SeparableConv1D" | "SeparableConv2D" | "LayerGroup" | "TimeDistributed";

const emitters: { readonly [C in Exclude<NodeClass, Unwritten>]: NodeEmitter } = {
  Dense: emitDense,
  Conv1D: emitConvolution,
  Conv2D: emitConvolution,
  Conv2DBatchnorm: emitConvolution,
  DepthwiseConv1D: emitDepthwise,
  DepthwiseConv2D: emitDepthwise,
  Pooling1D: emitPooling,
  Pooling2D: emitPooling,
  GlobalPooling1D: emitGlobalPooling,
  GlobalPooling2D: emitGlobalPooling,
  ZeroPadding1D: emitPadding,
  ZeroPadding2D: emitPadding,
  Cropping1D: emitCropping,
  Cropping2D: emitCropping,
  Resize: emitResize,
  Transpose: emitTranspose,
  LSTM: emitRecurrent,
  GRU: emitRecurrent,
  Bidirectional: emitBidirectional,
  Embedding: emitEmbedding,
  LayerNormalization: emitLayerNormalization,
  Activation: emitActivation,
  HardActivation: emitHardActivation,
  ParametrizedActivation: emitParametrized,
  PReLU: ({ builder }, node, [x]) =>
    layers.prelu(builder, x!, {
      alpha: storedConstant(node, "param", builder.tensor(x!).shape),
      result: resultOf(node),
    }),
  Softmax: ({ graph, builder }, node, [x]) => {
    // The kernel sees one flat array, whatever the axes.
    const flat = layers.flatten(builder, x!);
    const result = emitSoftmax(builder, node, flat, inputFormat(graph, node), resultOf(node));
    return builder.reshape(result, node.shape);
  },
  TernaryTanh: (_emitter, node) =>
    fail("TF-KERAS-009", {
      where: node.where,
      what: "hls4ml writes no code for a ternary activation that no normalisation precedes in its graph",
      help: "its output would be uninitialised memory; give the layer before it an explicit result type, or another threshold",
    }),
  BatchNormalization: emitNormalization,
  ApplyAlpha: emitNormalization,
  BatchNormalizationQuantizedTanh: emitThresholds,
  Merge: emitMerge,
  Concatenate: ({ builder }, node, inputs) =>
    layers.concatenate(builder, inputs, { axis: node.parameter, result: resultOf(node) }),
  Dot: emitDot,
  Reshape: ({ builder }, node, [x]) => shaped(builder, x!, node.shape, node),
};

/** Writes the ops of a finished graph: inputs named as hls4ml names their variables, outputs as layer<N>_out. */
export function emitGraph(graph: Graph, builder: ProgramBuilder): void {
  const emitter: Emitter = { graph, builder, values: new Map() };
  emitNodes(emitter, graph.nodes);
  const twice = graph.outputs.find((name, index) => graph.outputs.indexOf(name) !== index);
  if (twice !== undefined) {
    fail("TF-KERAS-009", { where: graph.node(twice).where, what: "two outputs are the same value in hls4ml's graph" });
  }
  for (const name of graph.outputs) {
    const node = graph.node(name);
    const port = node.className === "Input" ? toName(name) : `layer${node.index}_out`;
    builder.output(port, emitter.values.get(name)!);
  }
}

function emitNodes(emitter: Emitter, nodes: readonly GraphNode[]): void {
  for (let index = 0; index < nodes.length; index++) {
    const node = nodes[index]!;
    if (node.details?.kind !== "steps") {
      emitter.values.set(node.name, emitNode(emitter, node));
      continue;
    }
    const end = nodes.findIndex((candidate) => candidate.name === `${node.name}_end`);
    emitter.values.set(nodes[end]!.name, emitSteps(emitter, nodes.slice(index, end + 1)));
    index = end;
  }
}

function emitNode(emitter: Emitter, node: GraphNode): ValueId {
  const { builder, values } = emitter;
  const inputs = node.inputs.map((name) => values.get(name)!);
  return builder.within(toName(node.name), () =>
    node.className === "Input"
      ? builder.input(toName(node.name), node.shape, resultOf(node))
      : emitters[node.className as Exclude<NodeClass, Unwritten>](emitter, node, inputs),
  );
}

/**
 * The nodes between two marks, for each step. The marks copy elements in functions that have one type for both sides.
 *
 * Source of the semantics: hls4ml nnet_time_distributed.h.
 */
function emitSteps(emitter: Emitter, nodes: readonly GraphNode[]): ValueId {
  const { graph, builder, values } = emitter;
  const [begin, end, body] = [nodes[0]!, nodes[nodes.length - 1]!, nodes.slice(1, -1)];
  for (const mark of [begin, end]) {
    if (samePrecision(inputPrecision(graph, mark), mark.types.get("result")!)) continue;
    fail("TF-KERAS-009", {
      where: mark.where,
      what: `the value before ${mark.name} has another type than its result, with which hls4ml's C++ does not compile`,
      expected: `equal precisions for ${mark.name} and what it reads`,
    });
  }
  return layers.timeDistributed(builder, values.get(begin.inputs[0]!)!, (step) => {
    const inner: Emitter = { graph, builder, values: new Map([[begin.name, step]]) };
    emitNodes(inner, body);
    return inner.values.get(end.inputs[0]!)!;
  });
}

function emitDense({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const accumulator = typeIn(node, "accum");
  const result = resultOf(node);
  const order = configuredOrder(graph.configuration, node, accumulator);
  const bias = storedBias(node);
  const isBit = inputPrecision(graph, node).kind === "bit";
  if (isBit && node.types.get("weight")!.kind === "bit") {
    return layers.xnorDense(builder, x!, { weights: storedConstant(node, "weight"), bias, accumulator, order, result });
  }
  if (isBit && node.weights.get("weight")!.exponents) {
    return fail("TF-KERAS-009", { where: node.where, what: "power-of-two weights on binary data" });
  }
  if (node.weights.get("weight")!.exponents) {
    const weights = storedExponents(node, "weight");
    if (losesBits(weights, builder.tensor(x!).type)) {
      return exponentDense(builder, x!, { weights, bias, accumulator, order, result, where: node.where });
    }
  }
  const data = isBit ? layers.binaryData(builder, x!) : x!;
  const weights = isBit ? storedConstant(node, "weight") : storedFactors(node, "weight", builder.tensor(data).type);
  return layers.dense(builder, data, { weights, bias, accumulator, order, result });
}

function emitActivation({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const result = resultOf(node);
  const table = (): layers.TableParameters => ({
    tableSize: wholeAttribute(node, "table_size", 1024),
    table: typeIn(node, "table"),
    result,
  });
  switch (node.activation) {
    case "linear":
      return layers.linear(builder, x!, { result });
    case "relu":
      return layers.relu(builder, x!, { result });
    case "relu6":
      return layers.reluMax(builder, x!, { maximum: 6, result });
    case "sigmoid":
      return layers.sigmoid(builder, x!, table());
    case "tanh":
      return layers.tanh(builder, x!, table());
    case "softplus":
      return layers.softplus(builder, x!, table());
    case "softsign":
      return layers.softsign(builder, x!, table());
    case "selu":
      return layers.selu(builder, x!, table());
    case "binary_tanh":
      return layers.binaryTanh(builder, x!, { result });
    default:
      return fail("TF-KERAS-009", { where: node.where, what: `the activation ${node.activation}` });
  }
}

/** Slope and shift in hls4ml's fixed types: those of Keras' hard_sigmoid, or of QKeras' with both 0.5. */
function emitHardActivation({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const slope = literal(node.parameter, node.parameter === 0.5 ? ufixed(2, 0) : ufixed(16, 0));
  const parameters = { slope, shift: literal(0.5, ufixed(2, 0)), result: resultOf(node) };
  const write = node.activation === "hard_tanh" ? layers.hardTanh : layers.hardSigmoid;
  return write(builder, x!, parameters);
}

function emitParametrized({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const result = resultOf(node);
  const parameter = literal(node.parameter, typeIn(node, "param"));
  switch (node.activation) {
    case "leaky_relu":
      return layers.leakyRelu(builder, x!, { alpha: parameter, result });
    case "thresholded_relu":
      return layers.thresholdedRelu(builder, x!, { theta: parameter, result });
    default: {
      const tableSize = wholeAttribute(node, "table_size", 1024);
      return layers.elu(builder, x!, { alpha: parameter, tableSize, table: typeIn(node, "table"), result });
    }
  }
}

function emitNormalization({ graph, builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { type } = builder.tensor(x!);
  if (inputPrecision(graph, node).kind === "bit") {
    fail("TF-KERAS-009", { where: node.where, what: "a normalisation of binary data" });
  }
  const scale = storedFactors(node, "scale", type);
  return layers.batchNormalization(builder, x!, { scale, bias: storedBias(node), result: resultOf(node) });
}

/** Comparisons with thresholds: 1 and 0 for a binary activation, 1, 0 and −1 for a ternary one. */
function emitThresholds({ builder }: Emitter, node: GraphNode, [x]: readonly ValueId[]): ValueId {
  const { shape } = builder.tensor(x!);
  const limit = (name: string): ValueId => {
    const { raw, type } = storedConstant(node, name);
    const count = shape.reduce((product, extent) => product * extent, 1);
    const repeated = Array.from({ length: count }, (_unused, index) => raw[index % raw.length]!);
    return builder.constant(shape, type, repeated);
  };
  if (node.activation === "binary_tanh") return builder.compare(">=", x!, limit("threshold"));
  const level = (raw: bigint): ValueId =>
    builder.constant(
      shape.map(() => 1),
      int(2),
      [raw],
    );
  const low = builder.select(builder.compare("<=", x!, limit("threshold_lo")), level(-1n), level(0n));
  return builder.cast(builder.select(builder.compare(">", x!, limit("threshold_hi")), level(1n), low), int(2));
}

const merges = {
  add: layers.add,
  subtract: layers.subtract,
  multiply: layers.multiply,
  average: layers.average,
  maximum: layers.maximum,
  minimum: layers.minimum,
} as const;

function emitMerge({ graph, builder }: Emitter, node: GraphNode, [a, b]: readonly ValueId[]): ValueId {
  checkBroadcast(node, graph.node(node.inputs[0]!).shape, graph.node(node.inputs[1]!).shape);
  return merges[node.activation as keyof typeof merges](builder, a!, b!, { result: resultOf(node) });
}

/** hls4ml takes the larger of two sizes that it has as texts, such as "4*3" and "16", as texts. */
function checkBroadcast(node: GraphNode, a: readonly number[], b: readonly number[]): void {
  const [sizeA, sizeB] = [elementCount(a), elementCount(b)];
  const [textA, textB] = [a.join("*"), b.join("*")];
  const chosen = textA < textB ? sizeB : sizeA;
  if (chosen === Math.max(sizeA, sizeB)) return;
  fail("TF-KERAS-009", {
    where: node.where,
    what: `operands of shapes [${a}] and [${b}], of which hls4ml computes ${chosen} elements and leaves the rest undefined`,
    expected: "equal shapes",
  });
}

function emitDot({ graph, builder }: Emitter, node: GraphNode, [a, b]: readonly ValueId[]): ValueId {
  const [left, right] = [inputPrecision(graph, node), inputPrecision(graph, node, 1)];
  if (left.kind !== "format" || right.kind !== "format" || isTernary(right.format)) {
    fail("TF-KERAS-009", { where: node.where, what: "a dot product of binary or ternary data" });
  }
  return layers.dot(builder, a!, b!, { accumulator: typeIn(node, "accum"), result: resultOf(node) });
}
