import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import type { GraphNode as ConversionNode, Graph, NodeDescription } from "../../conversion/graph.js";
import type { SourceWeight } from "../../conversion/nodes.js";
import { quoted } from "../file/model.js";
import type { OnnxTensor } from "../file/tensor.js";
import type { GraphNode, NetworkGraph } from "../graph/graph.js";
import { arranged, broadcastTo, counting, transposed } from "../graph/indices.js";

/** A value of the network as hls4ml's graph has it. */
export interface Value {
  /** The node that gives it. */
  readonly node: string;
  /** ONNX's shape, batch axis included. */
  readonly shape: readonly number[];
  /** ONNX's axes in the order in which the node lays them: channels last behind spatial layers. */
  readonly order: readonly number[];
  /** The node's own shape: axes of one element may be missing or stand elsewhere. */
  readonly laid: readonly number[];
}

/** What the functions need that turn one ONNX node into nodes of hls4ml's graph. */
export interface Frontend {
  readonly graph: Graph;
  readonly network: NetworkGraph;
  readonly values: Map<string, Value>;
  /** Nodes so far of each kind: qonnx names them Conv_0, Conv_1, …. */
  readonly counts: Map<string, number>;
}

export type NodeReader = (frontend: Frontend, node: GraphNode) => Value | readonly Value[];

/** The name that qonnx' cleanup gives the next node of a kind. */
export function nextName({ counts }: Frontend, operator: string): string {
  const count = counts.get(operator) ?? 0;
  counts.set(operator, count + 1);
  return `${operator}_${count}`;
}

/** The shape of a value in hls4ml's graph: its axes in order, without the batch axis. */
export function nodeShape(shape: readonly number[], order: readonly number[]): number[] {
  const axes = shape[0] === 1 ? order.filter((axis) => axis !== 0) : order;
  return axes.length === 0 ? [1] : axes.map((axis) => shape[axis]!);
}

/** Adds a node that computes a value of a shape. */
export function place(
  { graph }: Frontend,
  description: Omit<NodeDescription, "shape">,
  shape: readonly number[],
  order: readonly number[] = counting(shape.length),
  laid: readonly number[] = nodeShape(shape, order),
): { node: ConversionNode; value: Value } {
  const node = graph.make({ ...description, shape: laid });
  graph.nodes.push(node);
  return { node, value: { node: node.name, shape, order, laid } };
}

/** A computed input. @throws TrigforgeError TF-ONNX-009 for a constant, which hls4ml keeps out of its kernels */
export function inputOf({ values, network }: Frontend, node: GraphNode, index = 0): Value {
  const name = node.inputs[index] ?? "";
  const value = values.get(name);
  if (value !== undefined) return value;
  return fail(network.constants.has(name) ? "TF-ONNX-009" : "TF-ONNX-004", {
    where: node.where,
    what: network.constants.has(name) ? `input ${quoted(name)} is a constant` : `input ${index} is missing`,
    expected: "a computed value",
  });
}

/** A constant input. @throws TrigforgeError TF-ONNX-009 for a computed one */
export function weightOf({ network }: Frontend, node: GraphNode, index: number, what: string): OnnxTensor {
  const tensor = network.constants.get(node.inputs[index] ?? "");
  if (tensor !== undefined) {
    if (!tensor.values.every(Number.isFinite))
      fail("TF-ONNX-002", { where: node.where, what: `${what} is not finite` });
    return tensor;
  }
  return fail("TF-ONNX-009", { where: node.where, what: `${what} is computed or missing`, expected: "a constant" });
}

/** Whether two orders give the same sequence of elements: axes of one element may stand anywhere. */
export function sameSequence({ shape, order }: Value, other: readonly number[]): boolean {
  const long = (axes: readonly number[]): string => axes.filter((axis) => shape[axis] !== 1).join();
  return long(order) === long(other);
}

/** A value with its axes in another order, under exactly that shape: a Transpose node where elements move. */
export function ordered(frontend: Frontend, value: Value, order: readonly number[], where: string): Value {
  if (sameSequence(value, order)) {
    const isLaid = `${value.laid}` === `${nodeShape(value.shape, order)}`;
    return isLaid ? { ...value, order } : relabelled(frontend, value, value.shape, order, where);
  }
  if (`${value.laid}` !== `${nodeShape(value.shape, value.order)}`) {
    return ordered(frontend, relabelled(frontend, value, value.shape, value.order, where), order, where);
  }
  const isEvent = (axis: number): boolean => axis !== 0 || value.shape[0] !== 1;
  const [from, to] = [value.order.filter(isEvent), order.filter(isEvent)];
  return place(
    frontend,
    {
      name: nextName(frontend, "Transpose"),
      className: "Transpose",
      inputs: [value.node],
      details: { kind: "permutation", permutation: to.map((axis) => from.indexOf(axis)) },
      result: frontend.graph.resultOf(value.node),
      where,
    },
    value.shape,
    order,
  ).value;
}

/** The same elements in the same order under another shape, of the same type: a node that the passes take out. */
export function relabelled(
  frontend: Frontend,
  value: Value,
  shape: readonly number[],
  order: readonly number[],
  where: string,
  laid: readonly number[] = nodeShape(shape, order),
): Value {
  return place(
    frontend,
    {
      name: nextName(frontend, "Relabel"),
      className: "Reshape",
      inputs: [value.node],
      result: frontend.graph.resultOf(value.node),
      where,
    },
    shape,
    order,
    laid,
  ).value;
}

/** Channels last: batch, spatial axes, channels. */
export function channelsLast(rank: number): number[] {
  return rank < 3 ? counting(rank) : [0, ...counting(rank).slice(2), 1];
}

/** A float tensor of the file as numpy has it. */
export function float32(shape: readonly number[], values: readonly number[]): SourceWeight {
  return { shape, values: values.map(Math.fround), double: false };
}

/** Numbers that numpy holds as integers or float64: arithmetic with them is in float64. */
export function float64(shape: readonly number[], values: readonly number[]): SourceWeight {
  return { shape, values, double: true };
}

/** A constant spread over a value's elements, in the value's own order. */
export function spreadOver(constant: OnnxTensor, value: Value): readonly number[] {
  if (elementCount(constant.shape) === 1) return new Array<number>(elementCount(value.shape)).fill(constant.values[0]!);
  const wide = arranged(constant.values, broadcastTo(constant.shape, value.shape), 0);
  return arranged(wide, transposed(value.shape, value.order), 0);
}

/** @throws TrigforgeError TF-ONNX-009 */
export function unsupported(node: GraphNode, what: string, expected?: string): never {
  return fail("TF-ONNX-009", { where: node.where, what, ...(expected === undefined ? {} : { expected }) });
}
