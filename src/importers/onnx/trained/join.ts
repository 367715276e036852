import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { axisOf } from "../graph/graph.js";
import { plain, settled } from "./affine.js";
import { elementsOf } from "./constant.js";
import { at, compact, type Field } from "./field.js";
import { type NodeWriter, tensorOf } from "./network.js";
import type { Rational } from "./rational.js";
import { plainOrder, type Scaled, unscaled } from "./scaled.js";
import { exactRaw, storedShape } from "./writer.js";

/** Concat: the parts' integers side by side, with their scales. */
export const writeConcat: NodeWriter = (network, node) => {
  const { writer, graph } = network;
  const { builder } = writer;
  const { where } = node;
  const shape = graph.shapes.get(node.outputs[0]!)!;
  const axis = axisOf(node.attributes.integer("axis", node.opset < 4 ? 1 : 0), shape.length, where);
  if (axis === 0) fail("TF-ONNX-004", { where, what: "a join along the batch" });
  const order = plainOrder(shape.length);
  const parts = node.inputs.map((_name, index): Scaled => {
    const tensor = tensorOf(network, node, index);
    if (tensor.kind === "constant") {
      const { type, raw } = exactRaw(elementsOf(tensor), where);
      return unscaled(
        builder.constant(storedShape(tensor.shape, plainOrder(tensor.shape.length)), type, raw),
        tensor.shape,
      );
    }
    if (tensor.kind === "scaled")
      return tensor.low === null && tensor.high === null ? tensor : plain(writer, tensor, where);
    return fail("TF-ONNX-006", { where, what: "it reads real numbers that no quantiser made fixed-point" });
  });
  const values = parts.map((part) => writer.stored(part, order));
  const stored = storedShape(shape, order);
  const joined = builder.concat(values, axis - (shape.length - stored.length));
  return settled(writer, {
    ...parts[0]!,
    shape,
    order,
    value: joined,
    factor: joinedField(parts, shape, axis, (part) => part.factor),
    offset: joinedField(parts, shape, axis, (part) => part.offset),
  });
};

function joinedField(
  parts: readonly Scaled[],
  shape: readonly number[],
  axis: number,
  field: (part: Scaled) => Field,
): Field {
  const outer = elementCount(shape.slice(0, axis));
  const numbers: Rational[] = [];
  for (let index = 0; index < outer; index++) {
    for (const part of parts) {
      const length = elementCount(part.shape) / outer;
      const own = field(part);
      for (let position = index * length; position < (index + 1) * length; position++) numbers.push(at(own, position));
    }
  }
  return compact(numbers);
}
