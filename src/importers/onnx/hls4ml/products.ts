import { fail } from "../../../errors/index.js";
import { int, uint } from "../../../fixed/index.js";
import { elementCount } from "../../../ops/index.js";
import type { NodeClass } from "../../conversion/graph.js";
import type { SourceWeight } from "../../conversion/nodes.js";
import { type Precision, precisionOf } from "../../conversion/precision.js";
import type { OnnxTensor } from "../file/tensor.js";
import { type GraphNode, hasInput } from "../graph/graph.js";
import { arranged, counting, transposed } from "../graph/indices.js";
import { windowsOf } from "../graph/windows.js";
import {
  channelsLast,
  type Frontend,
  float32,
  float64,
  inputOf,
  type NodeReader,
  nextName,
  ordered,
  place,
  sameSequence,
  spreadOver,
  unsupported,
  type Value,
  weightOf,
} from "./frontend.js";

/** MatMul with constant weights: hls4ml's Dense, which computes along the last axis and has no bias. */
export const readMatMul: NodeReader = (frontend, node) =>
  dense(frontend, node, inputOf(frontend, node), weightOf(frontend, node, 1, "the matrix"));

function dense(frontend: Frontend, node: GraphNode, x: Value, weights: OnnxTensor): Value {
  if (weights.shape.length !== 2) unsupported(node, `weights of shape [${weights.shape}]`, "two axes");
  const rank = x.shape.length;
  const source = ordered(frontend, x, [...x.order.filter((axis) => axis !== rank - 1), rank - 1], node.where);
  const columns = weights.shape[1]!;
  const shape = [...x.shape.slice(0, -1), columns];
  const { node: made, value } = place(
    frontend,
    { name: nextName(frontend, "MatMul"), className: "Dense", inputs: [source.node], where: node.where },
    shape,
    source.order,
  );
  const kernel = float32(weights.shape, weights.values);
  made.sources.set("weight", kernel);
  frontend.graph.addWeights(made, "weight", kernel);
  frontend.graph.addZeroBias(made, columns);
  return value;
}

/** Gemm as qonnx' GemmToMatMul splits it: a product, times alpha where that is not 1, plus beta · C. */
export const readGemm: NodeReader = (frontend, node) => {
  const { attributes } = node;
  const [alpha, beta] = [attributes.float("alpha", 1), attributes.float("beta", 1)];
  attributes.ignore("broadcast");
  if (attributes.integer("transA", 0) !== 0)
    fail("TF-ONNX-004", { where: node.where, what: "transA, which mixes events" });
  const b = weightOf(frontend, node, 1, "the matrix B");
  const arrangement = transposed(b.shape, [1, 0]);
  const isTurned = attributes.integer("transB", 0) !== 0;
  const weights = isTurned ? { ...b, shape: arrangement.shape, values: arranged(b.values, arrangement, 0) } : b;
  let value = dense(frontend, node, inputOf(frontend, node), weights);
  const scalar = { shape: [], type: "float", values: [alpha] };
  if (alpha !== 1) value = withConstant(frontend, node, "Mul", value, scalar, false);
  if (!hasInput(node, 2)) return value;
  const c = weightOf(frontend, node, 2, "the bias C");
  const scaled = beta === 1 ? c : { ...c, values: c.values.map((number) => Math.fround(number * beta)) };
  return withConstant(frontend, node, "Add", value, scaled, false);
};

/** Add, Sub, Mul, Div, Max and Min: hls4ml's merges, or a scale and an offset where one operand is a constant. */
export const readArithmetic: NodeReader = (frontend, node) => {
  const operation = node.operator === "Sum" ? "Add" : node.operator;
  node.attributes.ignore("broadcast", "axis", "consumed_inputs");
  if (node.inputs.length !== 2) unsupported(node, `${node.inputs.length} operands`, "2");
  const [first, second] = node.inputs.map((name) => frontend.network.constants.get(name));
  if (second !== undefined) return withConstant(frontend, node, operation, inputOf(frontend, node), second, false);
  if (first !== undefined) return withConstant(frontend, node, operation, inputOf(frontend, node, 1), first, true);
  const merges: Readonly<Record<string, string>> = {
    Add: "add",
    Sub: "subtract",
    Mul: "multiply",
    Max: "maximum",
    Min: "minimum",
  };
  const activation = merges[operation] ?? unsupported(node, "a quotient of computed values");
  const [a, b] = [inputOf(frontend, node), inputOf(frontend, node, 1)];
  if (`${a.shape}` !== `${b.shape}`)
    unsupported(node, `operands of shapes [${a.shape}] and [${b.shape}]`, "equal shapes");
  const sameNode = sameSequence(b, a.order) && `${a.laid}` === `${b.laid}`;
  const left = sameNode ? a : ordered(frontend, a, a.order, node.where);
  const other = sameNode ? b : ordered(frontend, b, a.order, node.where);
  const name = nextName(frontend, node.operator);
  const description = {
    name,
    className: "Merge" as const,
    activation,
    inputs: [left.node, other.node],
    where: node.where,
  };
  return place(frontend, description, left.shape, left.order, left.laid).value;
};

/** Source of the semantics: hls4ml model/optimizer/passes/merge_const.py. */
function withConstant(
  frontend: Frontend,
  node: GraphNode,
  operation: string,
  x: Value,
  constant: OnnxTensor,
  isFirst: boolean,
): Value {
  const count = elementCount(x.shape);
  if (elementCount(constant.shape) > count)
    unsupported(node, `a constant of shape [${constant.shape}]`, "at most the operand's");
  if (!constant.values.every(Number.isFinite))
    fail("TF-ONNX-002", { where: node.where, what: "the constant is not finite" });
  const numbers = perChannel(spreadOver(constant, x), x.laid);
  const { shape } = numbers;
  const all = (value: number): SourceWeight => float64(shape, new Array<number>(elementCount(shape)).fill(value));
  const bit = precisionOf(uint(1));
  let scale: [SourceWeight, Precision?];
  let bias: [SourceWeight, Precision?];
  if (operation === "Add") [scale, bias] = [[all(1), bit], [numbers]];
  else if (operation === "Sub") {
    const negated = { ...numbers, values: numbers.values.map((number) => -number) };
    [scale, bias] = isFirst ? [[all(-1), precisionOf(int(2))], [numbers]] : [[all(1), bit], [negated]];
  } else if (operation === "Mul") [scale, bias] = [[numbers], [all(0), bit]];
  else if (operation === "Div" && !isFirst) {
    if (numbers.values.includes(0)) fail("TF-ONNX-004", { where: node.where, what: "a division by 0" });
    const inverse = { ...numbers, values: numbers.values.map((number) => Math.fround(1 / number)) };
    [scale, bias] = [[inverse], [all(0), bit]];
  } else return unsupported(node, `${operation} with a constant`);
  const name = nextName(frontend, operation);
  const { node: made, value } = place(
    frontend,
    { name, className: "ApplyAlpha", inputs: [x.node], where: node.where },
    x.shape,
    x.order,
    x.laid,
  );
  frontend.graph.addWeights(made, "scale", scale[0], null, scale[1]);
  frontend.graph.addWeights(made, "bias", bias[0], null, bias[1]);
  return value;
}

/** Numbers of a tensor of several axes as one for each channel, the last axis, where they differ from nothing else. */
function perChannel(values: readonly number[], laid: readonly number[]): SourceWeight {
  const channels = laid[laid.length - 1]!;
  const isPlain = laid.length > 1 && values.every((value, index) => value === values[index % channels]);
  return isPlain ? float32([channels], values.slice(0, channels)) : float32(laid, values);
}

/** Conv: Conv1D, Conv2D, or their depthwise kinds. */
export const readConvolution: NodeReader = (frontend, node) => {
  const { graph } = frontend;
  const weights = weightOf(frontend, node, 1, "the kernel");
  const given = inputOf(frontend, node);
  const rank = given.shape.length - 2;
  const windows = windowsOf(node, given.shape.slice(2), weights.shape.slice(2));
  if (windows.dilations.some((step) => step !== 1))
    unsupported(node, "dilations, for which hls4ml takes a wrong shape");
  const channels = given.shape[1]!;
  const [filters, depth] = weights.shape as [number, number];
  const groups = node.attributes.integer("group", 1);
  const isDepthwise = groups !== 1;
  if (isDepthwise && (groups !== channels || depth !== 1))
    unsupported(node, `${groups} groups of ${depth} channels`, "1, or one for each channel");
  const x = ordered(frontend, given, channelsLast(given.shape.length), node.where);
  const shape = [1, filters, ...windows.output];
  const geometry = {
    size: windows.kernel,
    strides: windows.strides,
    padding: windows.before.map((before, axis) => [before, windows.after[axis]!] as const),
  };
  const { node: made, value } = place(
    frontend,
    {
      name: nextName(frontend, "Conv"),
      className: `${isDepthwise ? "Depthwise" : ""}Conv${rank}D` as NodeClass,
      inputs: [x.node],
      channels: filters,
      details: { kind: "windows", geometry },
      where: node.where,
    },
    shape,
    channelsLast(shape.length),
  );
  // ONNX: [filters, channels, …window]; hls4ml: […window, channels, filters], or […window, channels, multiplier].
  const spatial = counting(rank).map((axis) => axis + 2);
  const arrangement = transposed(weights.shape, isDepthwise ? [...spatial, 0, 1] : [...spatial, 1, 0]);
  const kernel = float32(arrangement.shape, arranged(weights.values, arrangement, 0));
  made.sources.set("weight", kernel);
  graph.addWeights(made, "weight", kernel);
  if (!hasInput(node, 2)) {
    graph.addZeroBias(made, filters);
    return value;
  }
  const bias = weightOf(frontend, node, 2, "the bias");
  if (bias.values.length !== filters)
    fail("TF-ONNX-005", { where: node.where, what: `${bias.values.length} biases for ${filters} filters` });
  const numbers = float32([filters], bias.values);
  made.sources.set("bias", numbers);
  graph.addWeights(made, "bias", numbers);
  return value;
};

/** BatchNormalization: gamma / √(variance + ε) and beta − scale · mean, in numpy's float32. */
export const readNormalization: NodeReader = (frontend, node) => {
  const { attributes, where } = node;
  if (attributes.integer("training_mode", 0) !== 0) fail("TF-ONNX-004", { where, what: "training_mode" });
  if (node.opset < 7 && attributes.integer("is_test", 0) === 0) fail("TF-ONNX-004", { where, what: "is_test is 0" });
  if (attributes.integer("spatial", 1) === 0) fail("TF-ONNX-004", { where, what: "spatial 0" });
  attributes.ignore("momentum", "consumed_inputs");
  const given = inputOf(frontend, node);
  const order = channelsLast(given.shape.length);
  const channels = given.shape[1] ?? 0;
  // Axes of one element need not be there.
  const isLaid = sameSequence(given, order) && given.laid[given.laid.length - 1] === channels;
  const x = isLaid ? { ...given, order } : ordered(frontend, given, order, where);
  const [gamma, beta, mean, variance] = ["gamma", "beta", "the mean", "the variance"].map((what, index) => {
    const { values } = weightOf(frontend, node, index + 1, what);
    if (values.length !== channels)
      fail("TF-ONNX-005", { where, what: `${what} has ${values.length} elements`, expected: `${channels}` });
    return values.map(Math.fround);
  }) as [number[], number[], number[], number[]];
  const epsilon = attributes.float("epsilon", Math.fround(1e-5));
  const scale = gamma.map((number, channel) =>
    Math.fround(number / Math.fround(Math.sqrt(Math.fround(variance[channel]! + epsilon)))),
  );
  const bias = beta.map((number, channel) => Math.fround(number - Math.fround(scale[channel]! * mean[channel]!)));
  if (![...scale, ...bias].every(Number.isFinite))
    fail("TF-ONNX-002", { where, what: "its parameters give no numbers" });
  const { node: made, value } = place(
    frontend,
    {
      name: nextName(frontend, "BatchNormalization"),
      className: "BatchNormalization",
      inputs: [x.node],
      channels: x.laid.length > 1 ? channels : -1,
      where,
    },
    x.shape,
    x.order,
    x.laid,
  );
  frontend.graph.addWeights(made, "scale", float32([channels], scale));
  frontend.graph.addWeights(made, "bias", float32([channels], bias));
  return value;
};
