import type { NodeClass } from "../../conversion/graph.js";
import { axisOf, hasInput, requiredConstant } from "../graph/graph.js";
import { counting, transposed } from "../graph/indices.js";
import { layoutRules } from "../graph/layout.js";
import { windowsOf } from "../graph/windows.js";
import {
  channelsLast,
  type Frontend,
  inputOf,
  type NodeReader,
  nextName,
  ordered,
  place,
  relabelled,
  unsupported,
  type Value,
} from "./frontend.js";

/** MaxPool and AveragePool. */
export const readPool: NodeReader = (frontend, node) => {
  const given = inputOf(frontend, node);
  const rank = given.shape.length - 2;
  const windows = windowsOf(node, given.shape.slice(2));
  const { attributes } = node;
  attributes.ignore("storage_order");
  if (attributes.integer("ceil_mode", 0) !== 0) unsupported(node, "ceil_mode");
  if (windows.dilations.some((step) => step !== 1)) unsupported(node, "dilations");
  const isMax = node.operator === "MaxPool";
  const counts = attributes.integer("count_include_pad", 0) !== 0;
  if (rank === 1 || counts) {
    frontend.graph.notes.push(
      `${node.where}: hls4ml reads ${rank === 1 ? "the wrong axes" : "no count_include_pad"} from ONNX; converted as its pooling`,
    );
  }
  const x = ordered(frontend, given, channelsLast(given.shape.length), node.where);
  const shape = [1, given.shape[1]!, ...windows.output];
  const geometry = {
    size: windows.kernel,
    strides: windows.strides,
    padding: windows.before.map((before, axis) => [before, windows.after[axis]!] as const),
  };
  return place(
    frontend,
    {
      name: nextName(frontend, node.operator),
      className: `Pooling${rank}D` as NodeClass,
      inputs: [x.node],
      parameter: counts ? 1 : 0,
      details: { kind: "windows", geometry, operation: isMax ? "max" : "average" },
      where: node.where,
    },
    shape,
    x.order,
  ).value;
};

/** GlobalMaxPool and GlobalAveragePool; hls4ml's node has one axis. */
export const readGlobalPool: NodeReader = (frontend, node) => {
  const given = inputOf(frontend, node);
  const rank = given.shape.length - 2;
  const x = ordered(frontend, given, channelsLast(given.shape.length), node.where);
  frontend.graph.notes.push(`${node.where}: hls4ml reads the wrong axes from ONNX; converted as its global pooling`);
  const channels = given.shape[1]!;
  const { value } = place(
    frontend,
    {
      name: nextName(frontend, node.operator),
      className: `GlobalPooling${rank}D` as NodeClass,
      inputs: [x.node],
      activation: node.operator === "GlobalMaxPool" ? "max" : "average",
      where: node.where,
    },
    [1, channels],
  );
  const shape = [1, channels, ...given.shape.slice(2).map(() => 1)];
  return relabelled(frontend, value, shape, channelsLast(shape.length), node.where);
};

/** Transpose: other names for the axes, and no node until something needs them in order. */
export const readTranspose: NodeReader = (frontend, node) => {
  const x = inputOf(frontend, node);
  const permutation = (node.attributes.integers("perm") ?? counting(x.shape.length).reverse()).map((axis) =>
    axisOf(axis, x.shape.length, node.where),
  );
  const { shape } = transposed(x.shape, permutation);
  return { node: x.node, shape, order: x.order.map((axis) => permutation.indexOf(axis)), laid: x.laid };
};

/** Reshape and Flatten. */
export const readReshape: NodeReader = (frontend, node) => {
  const x = inputOf(frontend, node);
  const { shape } = layoutRules[node.operator]!(node, frontend.network)[0]!;
  const source = ordered(frontend, x, counting(x.shape.length), node.where);
  const description = {
    name: reshapeName(frontend, node.operator, shape),
    className: "Reshape" as const,
    inputs: [source.node],
    where: node.where,
  };
  return place(frontend, description, shape).value;
};

/** qonnx makes some Reshapes to one axis behind the batch a Flatten: the name that the configuration knows is taken. */
function reshapeName(frontend: Frontend, operator: string, shape: readonly number[]): string {
  const isFlat = shape.length === 2 && shape[0] === 1;
  const other = `Flatten_${frontend.counts.get("Flatten") ?? 0}`;
  const own = `Reshape_${frontend.counts.get("Reshape") ?? 0}`;
  const configured = frontend.graph.configuration.layerNames();
  const isFlatten = isFlat && configured.includes(other) && !configured.includes(own);
  return nextName(frontend, isFlatten ? "Flatten" : operator);
}

/** Squeeze and Unsqueeze, which hls4ml does not read: the same value under another shape. */
export const readAxes: NodeReader = (frontend, node): Value => {
  const x = inputOf(frontend, node);
  const { shape } = layoutRules[node.operator]!(node, frontend.network)[0]!;
  const order = keptOrder(x, shape);
  if (order === null) {
    const source = ordered(frontend, x, counting(x.shape.length), node.where);
    return relabelled(frontend, source, shape, counting(shape.length), node.where);
  }
  return { node: x.node, shape, order, laid: x.laid };
};

/** Gather of the only element of an axis, which PyTorch writes to take the last state. */
export const readTake: NodeReader = (frontend, node): Value => {
  const { shape } = inputOf(frontend, node);
  const axis = axisOf(node.attributes.integer("axis", 0), shape.length, node.where);
  if (shape[axis] !== 1) unsupported(node, `elements of axis ${axis} of shape [${shape}]`, "an axis of one element");
  return readAxes(frontend, node) as Value;
};

/** The order under which a value keeps its elements when axes of one element come or go; null when that is not clear. */
function keptOrder(x: Value, shape: readonly number[]): readonly number[] | null {
  const long = counting(x.shape.length).filter((axis) => x.shape[axis] !== 1);
  const to = counting(shape.length).filter((axis) => shape[axis] !== 1);
  if (long.length !== to.length) return null;
  const moved = x.order.filter((axis) => long.includes(axis)).map((axis) => to[long.indexOf(axis)]!);
  const single = counting(shape.length).filter((axis) => shape[axis] === 1);
  return [...single, ...moved];
}

/** Concat of two values. */
export const readConcat: NodeReader = (frontend, node) => {
  const [a, b] = [inputOf(frontend, node), inputOf(frontend, node, 1)];
  if (node.inputs.length !== 2) unsupported(node, `${node.inputs.length} operands`, "2");
  const rank = a.shape.length;
  const axis = axisOf(node.attributes.integer("axis", node.opset < 4 ? 1 : 0), rank, node.where);
  if (axis === 0 || rank > 4) unsupported(node, `axis ${axis} of ${rank}`, "an axis behind the batch, of at most four");
  const left = ordered(frontend, a, a.order, node.where);
  const other = ordered(frontend, b, a.order, node.where);
  const shape = a.shape.map((extent, at) => (at === axis ? extent + b.shape[at]! : extent));
  const axes = shape[0] === 1 ? a.order.filter((at) => at !== 0) : a.order;
  const description = {
    name: nextName(frontend, "Concat"),
    className: "Concatenate" as const,
    inputs: [left.node, other.node],
    parameter: axes.indexOf(axis),
    where: node.where,
  };
  return place(frontend, description, shape, a.order).value;
};

/** Pad of the spatial axes with zeros. */
export const readPad: NodeReader = (frontend, node) => {
  const given = inputOf(frontend, node);
  const rank = given.shape.length - 2;
  const value = hasInput(node, 2)
    ? requiredConstant(frontend.network, node, 2, "the value").values[0]
    : node.attributes.float("value", 0);
  const pads = hasInput(node, 1)
    ? requiredConstant(frontend.network, node, 1, "pads").values
    : node.attributes.integers("pads");
  const isPlain = value === 0 && node.attributes.text("mode", "constant") === "constant" && !hasInput(node, 3);
  if (!isPlain || pads === undefined || pads.length !== 2 * given.shape.length || rank < 1 || rank > 2) {
    return unsupported(node, "padding of another kind", "zeros around one or two spatial axes");
  }
  const edges = counting(rank + 2).map((axis) => [pads[axis]!, pads[axis + rank + 2]!] as const);
  const others = [edges[0]!, edges[1]!].flat();
  if (others.some((count) => count !== 0) || edges.flat().some((count) => count < 0)) {
    unsupported(node, `pads [${pads}]`, "zeros around the spatial axes only");
  }
  const { shape } = layoutRules.Pad!(node, frontend.network)[0]!;
  const x = ordered(frontend, given, channelsLast(given.shape.length), node.where);
  return place(
    frontend,
    {
      name: nextName(frontend, "Pad"),
      className: `ZeroPadding${rank}D` as NodeClass,
      inputs: [x.node],
      details: { kind: "edges", edges: edges.slice(2) },
      result: frontend.graph.resultOf(x.node),
      where: node.where,
    },
    shape,
    x.order,
  ).value;
};

/** Resize and Upsample by whole factors. */
export const readResize: NodeReader = (frontend, node) => {
  const given = inputOf(frontend, node);
  const { shape, indices } = layoutRules[node.operator]!(node, frontend.network)[0]!;
  const factors = shape.map((extent, axis) => extent / given.shape[axis]!);
  if (
    !factors.every(Number.isInteger) ||
    factors[0] !== 1 ||
    factors[1] !== 1 ||
    given.shape.length < 3 ||
    given.shape.length > 4
  ) {
    unsupported(node, `factors [${factors}]`, "whole factors of one or two spatial axes");
  }
  const repeated = expectedIndices(given.shape, factors);
  if (indices?.some((index, at) => index !== repeated[at]))
    unsupported(node, "coordinates that do not repeat each element");
  const x = ordered(frontend, given, channelsLast(given.shape.length), node.where);
  return place(
    frontend,
    {
      name: nextName(frontend, node.operator),
      className: "Resize",
      inputs: [x.node],
      result: frontend.graph.resultOf(x.node),
      where: node.where,
    },
    shape,
    x.order,
  ).value;
};

function expectedIndices(shape: readonly number[], factors: readonly number[]): number[] {
  return shape.reduce<number[]>(
    (positions, extent, axis) =>
      positions.flatMap((position) =>
        counting(extent * factors[axis]!).map((at) => position * extent + Math.floor(at / factors[axis]!)),
      ),
    [0],
  );
}
