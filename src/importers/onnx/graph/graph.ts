import { fail } from "../../../errors/index.js";
import type { OnnxNode } from "../file/model.js";
import { quoted } from "../file/model.js";
import type { OnnxTensor } from "../file/tensor.js";

/** A node whose inputs are no longer aliases, with what it needs of the graph around it. */
export interface GraphNode extends OnnxNode {
  /** Versions of ONNX's operators and of the quantisers. */
  readonly opset: number;
  readonly quantOpset: number;
  /** The batch that the file fixes, which is one event here; 1 when it fixes none. */
  readonly batch: number;
}

/** A network for one event: every batch axis is 1, constants are folded, what does nothing is gone. */
export interface NetworkGraph {
  readonly inputs: readonly { readonly name: string; readonly shape: readonly number[] }[];
  /** Each output port, and the value that leaves there. */
  readonly outputs: readonly { readonly name: string; readonly value: string }[];
  readonly nodes: readonly GraphNode[];
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly constants: ReadonlyMap<string, OnnxTensor>;
  readonly where: string;
  /** What a reader of the program should know of how the file was understood. */
  readonly notes: readonly string[];
}

/** What shape rules and folding see of the values before a node. */
export interface Known {
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly constants: ReadonlyMap<string, OnnxTensor>;
}

/** The shape of a node's input. @throws TrigforgeError TF-ONNX-004 when it has no such input */
export function shapeOf(known: Known, node: GraphNode, index: number): readonly number[] {
  const name = node.inputs[index];
  const shape = name === undefined ? undefined : known.shapes.get(name);
  return shape ?? fail("TF-ONNX-004", { where: node.where, what: `input ${index} is missing` });
}

/** Whether a node has an input. */
export function hasInput(node: GraphNode, index: number): boolean {
  return (node.inputs[index] ?? "") !== "";
}

/** An input that must be a constant; undefined when absent. @throws TrigforgeError TF-ONNX-004 when it is computed */
export function constantInput(known: Known, node: GraphNode, index: number, what: string): OnnxTensor | undefined {
  if (!hasInput(node, index)) return undefined;
  const name = node.inputs[index]!;
  return (
    known.constants.get(name) ??
    fail("TF-ONNX-004", {
      where: node.where,
      what: `${what} (${quoted(name)}) is computed`,
      expected: "a constant",
    })
  );
}

/** A constant input that must be there. @throws TrigforgeError TF-ONNX-004 when it is missing or computed */
export function requiredConstant(known: Known, node: GraphNode, index: number, what: string): OnnxTensor {
  const tensor = constantInput(known, node, index, what);
  return tensor ?? fail("TF-ONNX-004", { where: node.where, what: `${what} (input ${index}) is missing` });
}

/** An axis counted from 0. @throws TrigforgeError TF-ONNX-005 when there is no such axis */
export function axisOf(axis: number, rank: number, where: string): number {
  const position = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(position) && position >= 0 && position < rank) return position;
  return fail("TF-ONNX-005", { where, what: `axis ${axis} of a tensor of ${rank} axes` });
}
