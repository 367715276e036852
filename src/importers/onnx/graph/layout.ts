import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { checkedCount } from "../file/tensor.js";
import { axisOf, constantInput, type GraphNode, hasInput, type Known, requiredConstant, shapeOf } from "./graph.js";
import { type Arrangement, arrange, broadcastShape, broadcastTo, counting, transposed } from "./indices.js";
import { resized } from "./resize.js";

/** The arrangement of each output of an operator that only moves elements. */
type LayoutRule = (node: GraphNode, known: Known) => Arrangement[];

/** Every operator that only moves, repeats or drops elements, or pads with zeros. */
export const layoutRules: Readonly<Record<string, LayoutRule>> = {
  Transpose: (node, known) => {
    const shape = shapeOf(known, node, 0);
    const given = node.attributes.integers("perm") ?? counting(shape.length).reverse();
    const permutation = given.map((axis) => axisOf(axis, shape.length, node.where));
    if (permutation.length !== shape.length || new Set(permutation).size !== shape.length) {
      fail("TF-ONNX-005", { where: node.where, what: `perm [${given}] for shape [${shape}]` });
    }
    return [transposed(shape, permutation)];
  },
  Reshape: (node, known) => [{ shape: reshapeTarget(node, known), indices: null }],
  Flatten: (node, known) => {
    const shape = shapeOf(known, node, 0);
    const given = node.attributes.integer("axis", 1);
    const axis = given === shape.length ? given : axisOf(given, shape.length, node.where);
    return [{ shape: [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))], indices: null }];
  },
  Squeeze: (node, known) => {
    const shape = shapeOf(known, node, 0);
    const given = axesOf(node, known, 1);
    const axes = given?.map((axis) => axisOf(axis, shape.length, node.where));
    const wide = axes?.find((axis) => shape[axis] !== 1);
    if (wide !== undefined) {
      fail("TF-ONNX-005", { where: node.where, what: `axis ${wide} of shape [${shape}] is not 1` });
    }
    // Without axes the batch axis stays: it is 1 only because one event is read.
    const kept = shape.filter((extent, axis) =>
      axes === undefined ? extent !== 1 || axis === 0 : !axes.includes(axis),
    );
    return [{ shape: kept, indices: null }];
  },
  Unsqueeze: (node, known) => {
    const shape = shapeOf(known, node, 0);
    const given = axesOf(node, known, 1) ?? fail("TF-ONNX-004", { where: node.where, what: "the axes are missing" });
    const rank = shape.length + given.length;
    const axes = given.map((axis) => axisOf(axis, rank, node.where));
    if (new Set(axes).size !== axes.length) fail("TF-ONNX-005", { where: node.where, what: `axes [${given}]` });
    const rest = [...shape];
    return [{ shape: counting(rank).map((axis) => (axes.includes(axis) ? 1 : rest.shift()!)), indices: null }];
  },
  Slice: (node, known) => [slice(node, known)],
  Split: split,
  Gather: (node, known) => [take(node, known)],
  Expand: (node, known) => {
    const shape = shapeOf(known, node, 0);
    const target = requiredConstant(known, node, 1, "the shape").values;
    const to = broadcastShape(shape, target);
    if (to === null)
      return fail("TF-ONNX-005", { where: node.where, what: `[${shape}] does not expand to [${target}]` });
    checkedCount(to, node.where);
    return [broadcastTo(shape, to)];
  },
  Pad: (node, known) => [pad(node, known)],
  Resize: (node, known) => [resized(node, known)],
  Upsample: (node, known) => [resized(node, known)],
};

/** Axes from an attribute (older operators) or from an input. */
export function axesOf(node: GraphNode, known: Known, input: number): readonly number[] | undefined {
  return hasInput(node, input)
    ? requiredConstant(known, node, input, "the axes").values
    : node.attributes.integers("axes");
}

function reshapeTarget(node: GraphNode, known: Known): number[] {
  const shape = shapeOf(known, node, 0);
  const given = hasInput(node, 1)
    ? constantInput(known, node, 1, "the shape")?.values
    : node.attributes.integers("shape");
  if (given === undefined) return fail("TF-ONNX-004", { where: node.where, what: "the shape is missing" });
  const copies = node.attributes.integer("allowzero", 0) === 0;
  const target = given.map((extent, axis) => (extent === 0 && copies ? (shape[axis] ?? 0) : extent));
  const count = elementCount(shape);
  const attempt = (extents: readonly number[]): number[] | null => {
    const rest = count / elementCount(extents.filter((extent) => extent !== -1));
    const filled = extents.map((extent) => (extent === -1 ? rest : extent));
    const fits = filled.every((extent) => Number.isInteger(extent) && extent > 0) && elementCount(filled) === count;
    return fits && extents.filter((extent) => extent === -1).length < 2 ? filled : null;
  };
  // A fixed batch of the export stands first in the target; here it is one event.
  const isBatch = node.batch > 1 && shape[0] === 1 && target[0] === node.batch;
  const found = attempt(isBatch ? [1, ...target.slice(1)] : target);
  return found ?? fail("TF-ONNX-005", { where: node.where, what: `[${shape}] cannot be given the shape [${given}]` });
}

function slice(node: GraphNode, known: Known): Arrangement {
  const shape = shapeOf(known, node, 0);
  const list = (name: string, input: number): readonly number[] | undefined =>
    hasInput(node, input) ? requiredConstant(known, node, input, name).values : node.attributes.integers(name);
  const starts = list("starts", 1);
  const ends = list("ends", 2);
  if (starts === undefined || ends === undefined || starts.length !== ends.length) {
    return fail("TF-ONNX-004", { where: node.where, what: "starts and ends are missing or of different lengths" });
  }
  const axes = (list("axes", 3) ?? counting(starts.length)).map((axis) => axisOf(axis, shape.length, node.where));
  const steps = list("steps", 4) ?? starts.map(() => 1);
  const from = shape.map(counting);
  axes.forEach((axis, index) => {
    const [extent, step] = [shape[axis]!, steps[index] ?? 1];
    if (!Number.isInteger(step) || step === 0) fail("TF-ONNX-004", { where: node.where, what: `a step of ${step}` });
    const clamp = (value: number, low: number, high: number): number =>
      Math.min(Math.max(value < 0 ? value + extent : value, low), high);
    const start = step > 0 ? clamp(starts[index]!, 0, extent) : clamp(starts[index]!, 0, extent - 1);
    const end = step > 0 ? clamp(ends[index]!, 0, extent) : clamp(ends[index]!, -1, extent - 1);
    const positions: number[] = [];
    for (let at = start; step > 0 ? at < end : at > end; at += step) positions.push(at);
    if (positions.length === 0) fail("TF-ONNX-005", { where: node.where, what: `nothing is left of axis ${axis}` });
    from[axis] = positions;
  });
  return arrange(shape, counting(shape.length), from);
}

function split(node: GraphNode, known: Known): Arrangement[] {
  const shape = shapeOf(known, node, 0);
  const axis = axisOf(node.attributes.integer("axis", 0), shape.length, node.where);
  const parts = node.attributes.integer("num_outputs", node.outputs.length);
  const even = Math.ceil(shape[axis]! / parts);
  const sizes =
    (hasInput(node, 1) ? requiredConstant(known, node, 1, "split").values : node.attributes.integers("split")) ??
    node.outputs.map((_name, index) => Math.min(even, shape[axis]! - index * even));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (sizes.length !== node.outputs.length || total !== shape[axis] || sizes.some((size) => size < 1)) {
    fail("TF-ONNX-005", { where: node.where, what: `axis ${axis} of shape [${shape}] split into [${sizes}]` });
  }
  let start = 0;
  return sizes.map((size) => {
    const first = start;
    start += size;
    const from = shape.map(counting);
    from[axis] = counting(size).map((index) => index + first);
    return arrange(shape, counting(shape.length), from);
  });
}

function take(node: GraphNode, known: Known): Arrangement {
  const shape = shapeOf(known, node, 0);
  const axis = axisOf(node.attributes.integer("axis", 0), shape.length, node.where);
  const indices = requiredConstant(known, node, 1, "the indices");
  const extent = shape[axis]!;
  const positions = indices.values.map((index) => {
    const position = index < 0 ? index + extent : index;
    if (Number.isInteger(position) && position >= 0 && position < extent) return position;
    return fail("TF-ONNX-005", { where: node.where, what: `index ${index} of an axis of ${extent}` });
  });
  const from = shape.map(counting);
  from[axis] = positions;
  checkedCount(
    from.map((list) => list.length),
    node.where,
  );
  const { indices: found } = arrange(shape, counting(shape.length), from);
  return { shape: [...shape.slice(0, axis), ...indices.shape, ...shape.slice(axis + 1)], indices: found };
}

function pad(node: GraphNode, known: Known): Arrangement {
  const shape = shapeOf(known, node, 0);
  const { where, attributes } = node;
  const mode = attributes.text("mode", "constant");
  const value = hasInput(node, 2)
    ? requiredConstant(known, node, 2, "the value").values[0]
    : attributes.float("value", 0);
  if (mode === "constant" && value !== 0) fail("TF-ONNX-004", { where, what: `padding with ${value}`, expected: "0" });
  const given = hasInput(node, 1) ? requiredConstant(known, node, 1, "pads").values : attributes.integers("pads");
  const axes = (hasInput(node, 3) ? requiredConstant(known, node, 3, "the axes").values : counting(shape.length)).map(
    (axis) => axisOf(axis, shape.length, where),
  );
  if (given === undefined || given.length !== 2 * axes.length) {
    return fail("TF-ONNX-004", { where, what: `pads [${given ?? ""}] for ${axes.length} axes` });
  }
  const from = shape.map(counting);
  axes.forEach((axis, index) => {
    const [before, after, extent] = [given[index]!, given[index + axes.length]!, shape[axis]!];
    if (before + extent + after < 1) fail("TF-ONNX-005", { where, what: `nothing is left of axis ${axis}` });
    checkedCount([extent + Math.max(before, 0) + Math.max(after, 0)], where);
    from[axis] = counting(before + extent + after).map((at) => padded(at - before, extent, mode, where));
  });
  checkedCount(
    from.map((list) => list.length),
    where,
  );
  return arrange(shape, counting(shape.length), from);
}

function padded(at: number, extent: number, mode: string, where: string): number {
  if (at >= 0 && at < extent) return at;
  if (mode === "constant") return -1;
  if (mode === "edge") return at < 0 ? 0 : extent - 1;
  if (mode === "wrap") return ((at % extent) + extent) % extent;
  if (mode === "reflect" && at > -extent && at < 2 * extent - 1) return at < 0 ? -at : 2 * extent - 2 - at;
  return fail("TF-ONNX-004", { where, what: `the mode "${mode.slice(0, 40)}"`, expected: "constant, edge or reflect" });
}
