import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { elementCount, sameShape, type ValueId } from "../../ops/index.js";
import type { Graph, GraphNode } from "./graph.js";
import { formatOfPrecision, type Precision } from "./precision.js";

/** What the functions that write the ops of one node need. */
export interface Emitter {
  readonly graph: Graph;
  readonly builder: ProgramBuilder;
  /** The value of each node. */
  readonly values: Map<string, ValueId>;
}

/** Writes the ops of one node. */
export type NodeEmitter = (emitter: Emitter, node: GraphNode, inputs: readonly ValueId[]) => ValueId;

/** The format of one of a node's types. */
export function typeIn(node: GraphNode, name: string): FixedFormat {
  return formatOfPrecision(node.types.get(name)!, `${node.where}: ${name}`);
}

/** The format of a node's result. */
export function resultOf(node: GraphNode): FixedFormat {
  return typeIn(node, "result");
}

/** The precision of a value that a node reads. */
export function inputPrecision(graph: Graph, node: GraphNode, index = 0): Precision {
  return graph.resultOf(node.inputs[index]!);
}

/** The format of the first value that a node reads. */
export function inputFormat(graph: Graph, node: GraphNode): FixedFormat {
  return formatOfPrecision(inputPrecision(graph, node), node.where);
}

/** A value under the shape that hls4ml's node has for it: its arrays are flat, so that shapes may differ. */
export function shaped(builder: ProgramBuilder, x: ValueId, shape: readonly number[], node: GraphNode): ValueId {
  const own = builder.tensor(x).shape;
  if (sameShape(own, shape)) return x;
  if (elementCount(own) === elementCount(shape)) return builder.reshape(x, shape);
  return fail("TF-KERAS-009", {
    where: node.where,
    what: `its input has shape [${own}] where [${shape}] belongs, and hls4ml reads past its end or leaves part of it out`,
  });
}
