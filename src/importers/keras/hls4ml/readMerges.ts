import { fail } from "../../../errors/index.js";
import { elementCount, sameShape } from "../../../ops/index.js";
import type { GraphNode } from "../../conversion/graph.js";
import type { KerasLayer } from "../architecture.js";
import { eventAxis } from "../shapes.js";
import { add, type Frontend, shapeOf } from "./layer.js";

/** A sum, product, maximum, … of two tensors, of which the smaller may be repeated over leading axes. */
export function readMerge(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const [a, b] = twoShapes(frontend, layer, inputs, true) as [readonly number[], readonly number[]];
  const shape = elementCount(b) > elementCount(a) ? b : a;
  const smaller = shape === b ? a : b;
  // The kernel pairs element i of one with element i modulo its size of the other.
  const tail = smaller.slice(
    Math.max(
      smaller.findIndex((extent) => extent !== 1),
      0,
    ),
  );
  const isTail = elementCount(smaller) === 1 || sameShape(tail, shape.slice(-tail.length));
  if (!isTail || smaller.length > shape.length) {
    fail("TF-KERAS-009", {
      where: layer.where,
      what: `operands of shapes [${a}] and [${b}], of which hls4ml pairs other elements than Keras`,
      expected: "equal shapes, or one that is the tail of the other",
    });
  }
  const activation = layer.className.toLowerCase();
  return add(frontend, { name: layer.name, className: "Merge", activation, inputs, shape, where: layer.where });
}

/** Two tensors joined along an axis. */
export function readConcatenate(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const [a, b] = twoShapes(frontend, layer, inputs, true) as [readonly number[], readonly number[]];
  const { name, where } = layer;
  if (a.length !== b.length || a.length > 3) {
    fail("TF-KERAS-009", { where, what: `shapes [${a}] and [${b}], which hls4ml does not concatenate` });
  }
  const axis = eventAxis(layer.config.number("axis", -1), a.length, where);
  const shape = a.map((extent, index) => (index === axis ? extent + b[index]! : extent));
  return add(frontend, { name, className: "Concatenate", inputs, shape, parameter: axis, where });
}

/** The dot product of two vectors. */
export function readDot(frontend: Frontend, layer: KerasLayer, inputs: string[]): GraphNode {
  const [shape] = twoShapes(frontend, layer, inputs);
  const { name, where, config } = layer;
  if (shape!.length > 1) fail("TF-KERAS-009", { where, what: "a dot product of more than one axis" });
  if (config.truth("normalize", false)) {
    frontend.graph.notes.push(`${name}: hls4ml ignores normalize and takes the plain dot product`);
  }
  return add(frontend, { name, className: "Dot", inputs, shape: [1], where });
}

/** The shapes of the two operands that hls4ml's merges take. */
function twoShapes(frontend: Frontend, layer: KerasLayer, inputs: string[], mayDiffer = false): (readonly number[])[] {
  const shapes = inputs.map((_input, index) => shapeOf(frontend, inputs, index));
  const [a, b] = shapes;
  if (shapes.length !== 2) {
    fail("TF-KERAS-009", { where: layer.where, what: `${shapes.length} operands; hls4ml merges two`, expected: "2" });
  }
  if (!mayDiffer && !sameShape(a!, b!)) {
    fail("TF-KERAS-009", {
      where: layer.where,
      what: `operands of shapes [${a}] and [${b}]`,
      expected: "equal shapes",
    });
  }
  return shapes;
}
