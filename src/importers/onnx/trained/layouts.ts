import { fail } from "../../../errors/index.js";
import type { GraphNode } from "../graph/graph.js";
import { type Arrangement, arranged, transposed } from "../graph/indices.js";
import { layoutRules } from "../graph/layout.js";
import { plain } from "./affine.js";
import { once } from "./constant.js";
import { arrangeField, every } from "./field.js";
import type { TrainedNetwork } from "./network.js";
import { tensorOf } from "./network.js";
import { one, zero } from "./rational.js";
import { plainOrder, type Scaled, type ScaledConstant, type Tensor } from "./scaled.js";
import { storedShape, type TrainedWriter } from "./writer.js";

/** Operators that only move elements: wires. */
export function writeLayout(network: TrainedNetwork, node: GraphNode): readonly Tensor[] {
  const x = tensorOf(network, node, 0);
  if (node.operator === "Transpose" && x.kind === "scaled") return [transposedAxes(x, node)];
  return layoutRules[node.operator]!(node, network.graph).map((arrangement) =>
    moved(network, x, arrangement, node.where),
  );
}

function moved({ writer }: TrainedNetwork, x: Tensor, arrangement: Arrangement, where: string): Tensor {
  if (x.kind === "constant") return movedConstant(x, arrangement);
  if (x.kind === "scaled") return movedValue(writer, x, arrangement, where);
  if (x.kind === "function" && arrangement.indices?.includes(-1) !== true) {
    return { ...x, shape: arrangement.shape, source: movedValue(writer, x.source, arrangement, where) };
  }
  return fail("TF-ONNX-006", { where, what: "it reads real numbers that no quantiser made fixed-point" });
}

/** A constant rearranged. */
export function movedConstant(x: ScaledConstant, arrangement: Arrangement): ScaledConstant {
  return {
    ...x,
    shape: arrangement.shape,
    exact: once(() => {
      const { type, raw } = x.exact();
      return { type, raw: arranged(raw, arrangement, 0n) };
    }),
    floats: arranged(x.floats, arrangement, 0),
    factor: arrangeField(x.factor, arrangement),
  };
}

/** A value rearranged, with its scales. */
export function movedValue(writer: TrainedWriter, given: Scaled, arrangement: Arrangement, where: string): Scaled {
  const { indices, shape } = arrangement;
  const pads = indices?.includes(-1) === true;
  // Padding is with the real number 0.
  const needsPlain =
    pads && (given.low !== null || given.high !== null || !every(given.offset, ({ over }) => over === 0n));
  const x = needsPlain ? plain(writer, given, where) : given;
  const value = writer.stored(x, plainOrder(x.shape.length));
  const order = plainOrder(shape.length);
  const laid = storedShape(shape, order);
  return {
    ...x,
    shape,
    order,
    value: indices === null ? writer.builder.reshape(value, laid) : writer.builder.gather(value, indices, laid),
    factor: arrangeField(x.factor, arrangement, one),
    offset: arrangeField(x.offset, arrangement, zero),
  };
}

/** A transposition moves nothing: the axes get other names. */
function transposedAxes(x: Scaled, node: GraphNode): Scaled {
  const given = node.attributes.integers("perm") ?? plainOrder(x.shape.length).reverse();
  const permutation = given.map((axis) => (axis < 0 ? axis + x.shape.length : axis));
  const arrangement = transposed(x.shape, permutation);
  return {
    ...x,
    shape: arrangement.shape,
    order: x.order.map((axis) => permutation.indexOf(axis)),
    factor: arrangeField(x.factor, arrangement),
    offset: arrangeField(x.offset, arrangement),
  };
}
