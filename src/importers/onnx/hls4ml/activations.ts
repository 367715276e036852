import type { NodeClass } from "../../conversion/graph.js";
import { type GraphNode, hasInput, requiredConstant } from "../graph/graph.js";
import {
  type Frontend,
  float32,
  inputOf,
  type NodeReader,
  nextName,
  place,
  spreadOver,
  unsupported,
  type Value,
  weightOf,
} from "./frontend.js";

const plain: Readonly<Record<string, string>> = {
  Relu: "relu",
  Sigmoid: "sigmoid",
  Tanh: "tanh",
  Softplus: "softplus",
  Softsign: "softsign",
};

/** A node of one operand and the same shape. */
function append(
  frontend: Frontend,
  node: GraphNode,
  className: NodeClass,
  activation: string,
  parameter = 0,
): ReturnType<typeof place> {
  const x = inputOf(frontend, node);
  const name = nextName(frontend, node.operator);
  return place(
    frontend,
    { name, className, inputs: [x.node], activation, parameter, where: node.where },
    x.shape,
    x.order,
    x.laid,
  );
}

/** Activations that hls4ml's C++ has under a name of its own. */
export const readPlain: NodeReader = (frontend, node) => {
  node.attributes.ignore("consumed_inputs");
  return append(frontend, node, "Activation", plain[node.operator]!).value;
};

/** Selu, whose constants hls4ml has built in. */
export const readSelu: NodeReader = (frontend, node) => {
  const [alpha, gamma] = [node.attributes.float("alpha", 1.67326), node.attributes.float("gamma", 1.0507)];
  node.attributes.ignore("consumed_inputs");
  if (Math.abs(alpha - 1.67326) > 1e-4 || Math.abs(gamma - 1.0507) > 1e-4) {
    unsupported(node, `alpha ${alpha} and gamma ${gamma}`, "1.6732632 and 1.050701");
  }
  return append(frontend, node, "Activation", "selu").value;
};

const parametrised: Readonly<Record<string, { activation: string; absent: number }>> = {
  LeakyRelu: { activation: "leaky_relu", absent: Math.fround(0.01) },
  ThresholdedRelu: { activation: "thresholded_relu", absent: 1 },
  Elu: { activation: "elu", absent: 1 },
};

/** LeakyRelu, ThresholdedRelu and Elu. hls4ml takes 0.01 for any alpha that is not written. */
export const readParametrised: NodeReader = (frontend, node) => {
  const { activation, absent } = parametrised[node.operator]!;
  node.attributes.ignore("consumed_inputs");
  let alpha = node.attributes.float("alpha", absent);
  if (!node.attributes.has("alpha")) {
    alpha = 0.01;
    if (absent !== Math.fround(0.01)) {
      frontend.graph.notes.push(`${node.where}: hls4ml takes alpha 0.01 where none is written; ONNX means ${absent}`);
    }
  }
  return append(frontend, node, "ParametrizedActivation", activation, alpha).value;
};

/** PRelu: hls4ml drops the slopes and its C++ does not compile; converted as Keras' PReLU. */
export const readPrelu: NodeReader = (frontend, node) => {
  const x = inputOf(frontend, node);
  const slope = weightOf(frontend, node, 1, "the slope");
  const channels = x.shape[1] ?? 0;
  const isOld = node.opset < 7 && slope.shape.length === 1 && slope.shape[0] === channels && x.shape.length > 2;
  const shape = isOld ? [channels, ...x.shape.slice(2).map(() => 1)] : slope.shape;
  const { node: made, value } = append(frontend, node, "PReLU", "prelu");
  frontend.graph.addWeights(made, "param", float32(made.shape, spreadOver({ ...slope, shape }, value)));
  note(frontend, node, "hls4ml does not read it from ONNX; converted as its PReLU");
  return value;
};

/** HardSigmoid: hls4ml does not read it from ONNX; converted as Keras' hard_sigmoid. */
export const readHardSigmoid: NodeReader = (frontend, node) => {
  const [alpha, beta] = [node.attributes.float("alpha", Math.fround(0.2)), node.attributes.float("beta", 0.5)];
  const slope = Math.abs(alpha - 0.2) < 1e-6 ? 0.2 : alpha;
  if ((slope !== 0.2 && slope !== 0.5) || beta !== 0.5)
    unsupported(node, `alpha ${alpha} and beta ${beta}`, "0.2 or 0.5, and 0.5");
  note(frontend, node, "hls4ml does not read it from ONNX; converted as its hard_sigmoid");
  return append(frontend, node, "HardActivation", "hard_sigmoid", slope).value;
};

/** Clip as an activation that hls4ml has: relu, relu6, hard_tanh. */
export const readClip: NodeReader = (frontend, node) => {
  const bound = (index: number, name: string, absent: number): number => {
    if (hasInput(node, index)) return requiredConstant(frontend.network, node, index, name).values[0] ?? absent;
    const value = node.attributes.float(name, absent);
    return Math.abs(value) > 3e38 ? absent : value;
  };
  const [low, high] = [bound(1, "min", Number.NEGATIVE_INFINITY), bound(2, "max", Number.POSITIVE_INFINITY)];
  node.attributes.ignore("consumed_inputs");
  note(frontend, node, "hls4ml does not read it from ONNX; converted as its activation of the same bounds");
  if (low === 0 && high === Number.POSITIVE_INFINITY) return append(frontend, node, "Activation", "relu").value;
  if (low === 0 && high === 6) return append(frontend, node, "Activation", "relu6").value;
  if (low === -1 && high === 1) return append(frontend, node, "HardActivation", "hard_tanh", 0.5).value;
  return unsupported(node, `bounds ${low} and ${high}`, "0 … ∞, 0 … 6 or −1 … 1");
};

/** Softmax along the last axis. */
export const readSoftmax: NodeReader = (frontend, node): Value => {
  const x = inputOf(frontend, node);
  const rank = x.shape.length;
  const axis = node.attributes.integer("axis", node.opset < 13 ? 1 : -1);
  if ((axis < 0 ? axis + rank : axis) !== rank - 1) unsupported(node, `axis ${axis} of ${rank}`, "the last");
  if (rank > 2) {
    frontend.graph.notes.push(`${node.where}: hls4ml normalises all elements together, where ONNX takes the last axis`);
  }
  return append(frontend, node, "Softmax", "softmax").value;
};

function note(frontend: Frontend, node: GraphNode, text: string): void {
  frontend.graph.notes.push(`${node.where}: ${text}`);
}
