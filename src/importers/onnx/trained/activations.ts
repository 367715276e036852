import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { type GraphNode, hasInput, requiredConstant } from "../graph/graph.js";
import { plain, scaledBy } from "./affine.js";
import { clamped, numbersOf } from "./arithmetic.js";
import { floatConstant } from "./constant.js";
import { type Field, uniform } from "./field.js";
import { computedOf, constantOf, type NodeWriter, readersOf, type TrainedNetwork, tensorOf } from "./network.js";
import { ofNumber, one, type Rational, toNumber, zero } from "./rational.js";
import type { Scaled, ScaledConstant } from "./scaled.js";

/** Relu: a bound. */
export const writeRelu: NodeWriter = (network, node) => {
  node.attributes.ignore("consumed_inputs");
  return clamped(network.writer, computedOf(network, node), zero, null, node.where);
};

/** Clip: two bounds, attributes before opset 11. */
export const writeClip: NodeWriter = (network, node) => {
  const bound = (index: number, name: string): Rational | null => {
    const value = hasInput(node, index)
      ? requiredConstant(network.graph, node, index, name).values[0]!
      : node.attributes.float(name, Number.NaN);
    return Number.isFinite(value) && Math.abs(value) < 3e38 ? ofNumber(value) : null;
  };
  const [low, high] = [bound(1, "min"), bound(2, "max")];
  node.attributes.ignore("consumed_inputs");
  const x = tensorOf(network, node, 0);
  if (x.kind === "constant") return clippedConstant(x, low, high, node.where);
  return clamped(network.writer, computedOf(network, node), low, high, node.where);
};

/** Integers of a quantised constant, clipped as Brevitas does for fewer than eight bits. */
function clippedConstant(
  x: ScaledConstant,
  low: Rational | null,
  high: Rational | null,
  where: string,
): ScaledConstant {
  const [least, most] = [
    low === null ? Number.NEGATIVE_INFINITY : toNumber(low),
    high === null ? Number.POSITIVE_INFINITY : toNumber(high),
  ];
  const values = x.floats.map((value) => Math.min(Math.max(value, least), most));
  return floatConstant({ shape: x.shape, type: "float", values }, where);
}

/** LeakyRelu and PRelu: x where it is not negative, elsewhere the slope times x. */
export const writeLeaky: NodeWriter = (network, node) => {
  const x = plain(network.writer, computedOf(network, node), node.where);
  const slope: Field =
    node.operator === "LeakyRelu"
      ? uniform(ofNumber(node.attributes.float("alpha", Math.fround(0.01))))
      : slopes(network, node, x);
  const { writer } = network;
  const { builder } = writer;
  const below = writer.exact(builder.mul(x.value, writer.constant(x, slope, node.where)), node.where);
  const isBelow = builder.compare("<", x.value, writer.constant(x, uniform(zero), node.where));
  return { ...x, value: builder.select(isBelow, below, x.value) };
};

function slopes(network: TrainedNetwork, node: GraphNode, x: Scaled): Field {
  const constant = constantOf(network, node, 1, "the slope");
  const channels = x.shape[1] ?? 0;
  const isChannel = constant.shape.length === 1 && constant.shape[0] === channels && x.shape.length > 2 && channels > 1;
  // Before opset 7 one slope a channel; since then it is broadcast from the last axis.
  if (isChannel && node.opset < 7) {
    return numbersOf({ ...constant, shape: [channels, ...x.shape.slice(2).map(() => 1)] }, x.shape);
  }
  return numbersOf(constant, x.shape);
}

/** HardSigmoid: max(0, min(1, alpha · x + beta)), a line and two bounds. */
export const writeHardSigmoid: NodeWriter = (network, node) => {
  const { writer } = network;
  const [alpha, beta] = [node.attributes.float("alpha", Math.fround(0.2)), node.attributes.float("beta", 0.5)];
  const line = scaledBy(
    writer,
    computedOf(network, node),
    uniform(ofNumber(alpha)),
    uniform(ofNumber(beta)),
    node.where,
  );
  return clamped(writer, line, zero, one, node.where);
};

/** ThresholdedRelu: x above alpha, elsewhere 0. */
export const writeThresholded: NodeWriter = (network, node) => {
  const { writer } = network;
  const { builder } = writer;
  const x = plain(writer, computedOf(network, node), node.where);
  const limit = writer.constant(x, uniform(ofNumber(node.attributes.float("alpha", 1))), node.where);
  const nothing = writer.constant(x, uniform(zero), node.where);
  return { ...x, value: builder.select(builder.compare(">", x.value, limit), x.value, nothing) };
};

const functions: Readonly<Record<string, (node: GraphNode) => (x: number) => number>> = {
  Sigmoid: () => (x) => 1 / (1 + Math.exp(-x)),
  Tanh: () => Math.tanh,
  Exp: () => Math.exp,
  Softplus: () => (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0),
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  HardSwish: () => (x) => x * Math.max(0, Math.min(1, x / 6 + 0.5)),
  Elu: (node) => {
    const alpha = node.attributes.float("alpha", 1);
    return (x) => (x < 0 ? alpha * Math.expm1(x) : x);
  },
  Selu: (node) => {
    const alpha = node.attributes.float("alpha", 1.6732631921768188);
    const gamma = node.attributes.float("gamma", 1.0507010221481323);
    return (x) => gamma * (x < 0 ? alpha * Math.expm1(x) : x);
  },
};

/** Sigmoid, Tanh and their like: exact together with the quantiser that follows. */
export const writeFunction: NodeWriter = (network, node) => {
  node.attributes.ignore("consumed_inputs");
  const source = computedOf(network, node);
  const evaluate = functions[node.operator]!(node);
  const isLine = node.operator === "Elu" || node.operator === "Selu";
  return {
    kind: "function",
    shape: source.shape,
    name: node.operator,
    evaluate,
    source,
    ...(isLine ? { exactFrom: 0 } : {}),
  };
};

/** A softmax at the very end may be dropped: the largest logit is the largest probability. */
export const writeSoftmax: NodeWriter = (network, node) => {
  const x = computedOf(network, node);
  node.attributes.ignore("axis");
  const isEnd = readersOf(network.graph, node.outputs[0]!).length === 0 && elementCount(x.shape) > 0;
  if (network.softmax === "drop" && isEnd) {
    network.writer.notes.add(`${node.where}: the softmax is dropped; the output is its logits, with the same argmax`);
    return { kind: "logits", shape: x.shape, source: x };
  }
  return fail("TF-ONNX-006", {
    where: node.where,
    what: isEnd ? "softmax gives real numbers" : "a softmax that is not the end of the network",
    help: isEnd
      ? 'set the option softmax to "drop" to end at the logits (the argmax stays), or import with a precision configuration ("as hls4ml")'
      : 'import with a precision configuration ("as hls4ml")',
  });
};
