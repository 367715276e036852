import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { quoted } from "../file/model.js";
import { constantInput, type GraphNode, hasInput, type NetworkGraph } from "../graph/graph.js";
import { floatConstant } from "./constant.js";
import type { Scaled, ScaledConstant, Tensor } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** What the functions of the layers need to write one node. */
export interface TrainedNetwork {
  readonly graph: NetworkGraph;
  readonly writer: TrainedWriter;
  readonly tensors: Map<string, Tensor>;
  readonly inputs: Readonly<Record<string, FixedFormat>>;
  readonly softmax: "refuse" | "drop";
  readonly scales: "keep" | "drop";
}

/** What a node gives for each of its outputs. */
export type NodeWriter = (network: TrainedNetwork, node: GraphNode) => Tensor | readonly Tensor[];

/** The nodes that read a value. */
export function readersOf(graph: NetworkGraph, name: string): readonly GraphNode[] {
  return graph.nodes.filter((node) => node.inputs.includes(name));
}

/** Any input of a node. @throws TrigforgeError TF-ONNX-004 when absent */
export function tensorOf(network: TrainedNetwork, node: GraphNode, index: number): Tensor {
  const name = node.inputs[index] ?? "";
  const found = network.tensors.get(name);
  if (found !== undefined) return found;
  const constant = network.graph.constants.get(name);
  if (constant !== undefined) {
    const tensor = floatConstant(constant, `${node.where}: ${quoted(name)}`);
    network.tensors.set(name, tensor);
    return tensor;
  }
  return fail("TF-ONNX-004", { where: node.where, what: `input ${index} is missing` });
}

/** An input that is computed from the event. */
export function computedOf(network: TrainedNetwork, node: GraphNode, index = 0): Scaled {
  const tensor = tensorOf(network, node, index);
  if (tensor.kind === "scaled") return tensor;
  if (tensor.kind === "constant") {
    return fail("TF-ONNX-004", {
      where: node.where,
      what: `input ${index} is a constant`,
      expected: "a computed value",
    });
  }
  return notFixed(node, tensor);
}

function notFixed(node: GraphNode, tensor: Tensor): never {
  const name = tensor.kind === "function" ? tensor.name : "softmax";
  return fail("TF-ONNX-006", {
    where: node.where,
    what: `it reads the real numbers of ${name}, which no quantiser made fixed-point`,
    help: `let a quantiser follow ${name} directly`,
  });
}

/** An input that is a constant, quantised or not. @throws TrigforgeError TF-ONNX-004 when it is computed */
export function constantOf(network: TrainedNetwork, node: GraphNode, index: number, what: string): ScaledConstant {
  const tensor = tensorOf(network, node, index);
  if (tensor.kind === "constant") return tensor;
  return fail("TF-ONNX-004", { where: node.where, what: `${what} is computed from the event`, expected: "a constant" });
}

/** Numbers of a parameter that must be a plain constant of the file; undefined when absent. */
export function plainNumbers(
  network: TrainedNetwork,
  node: GraphNode,
  index: number,
  what: string,
): { readonly shape: readonly number[]; readonly values: readonly number[] } | undefined {
  if (!hasInput(node, index)) return undefined;
  const tensor = network.tensors.get(node.inputs[index]!);
  // A scale may come out of a quantiser of its own.
  if (tensor?.kind === "constant") return { shape: tensor.shape, values: tensor.floats };
  return constantInput(network.graph, node, index, what);
}
