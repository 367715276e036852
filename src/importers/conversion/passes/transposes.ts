import { elementCount } from "../../../ops/index.js";
import type { GraphNode } from "../graph.js";
import type { GraphPass } from "./pass.js";

const permutationOf = (node: GraphNode): readonly number[] =>
  node.details?.kind === "permutation" ? node.details.permutation : [];

/** Removes the transpose of a tensor of one axis. Source: hls4ml model/optimizer/passes/transpose_opt.py. */
export const removeIdleTranspose: GraphPass = {
  name: "remove_nop_transpose",
  match: (_graph, node) => node.className === "Transpose" && permutationOf(node).join() === "0",
  transform(graph, node) {
    graph.remove(node);
    return true;
  },
};

/**
 * Removes the transpose of an input whose first axis has one element, whatever the permutation: the input's one-element axis
 * moves to the end. Source: hls4ml model/optimizer/passes/transpose_opt.py.
 */
export const removeSingleChannelTranspose: GraphPass = {
  name: "remove_single_channel_transpose",
  match: (graph, node) =>
    node.className === "Transpose" && graph.source(node)?.className === "Input" && graph.source(node)?.shape[0] === 1,
  transform(graph, node) {
    const input = graph.source(node)!;
    graph.reshapeNode(input, [...input.shape.slice(1), 1]);
    graph.remove(node);
    return true;
  },
};

/**
 * Removes a transpose before a flattening that feeds one dense layer alone, and turns the layer's weights instead: as if the
 * permutation were [1, 0], or [2, 0, 1] of three axes. Any other permutation comes out wrong in hls4ml.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/convert_to_channels_last.py, RemoveTransposeBeforeFlatten.
 */
export const removeTransposeBeforeFlatten: GraphPass = {
  name: "remove_transpose_before_flatten",
  match(graph, node) {
    const readers = graph.consumers(node);
    return (
      node.className === "Reshape" &&
      node.shape.length === 1 &&
      graph.source(node)?.className === "Transpose" &&
      [2, 3].includes(graph.source(node)!.shape.length) &&
      readers.length === 1 &&
      readers[0]!.className === "Dense"
    );
  },
  transform(graph, node) {
    const transpose = graph.source(node)!;
    const dense = graph.consumers(node)[0]!;
    const shape = transpose.shape;
    const order = shape.length === 2 ? [1, 0] : [1, 2, 0];
    const expected = shape.length === 2 ? [1, 0] : [2, 0, 1];
    if (permutationOf(transpose).join() !== expected.join()) {
      graph.notes.push(
        `${transpose.name}: hls4ml turns the weights of ${dense.name} instead, as if the permutation were [${expected}]`,
      );
    }
    const weight = dense.weights.get("weight")!;
    const outputs = weight.shape[1]!;
    const turned = turnRows(weight.data, shape, order, outputs);
    dense.weights.set("weight", { ...weight, data: turned, unquantized: turned });
    graph.remove(transpose);
    return true;
  },
};

/** Rows of a matrix, indexed by a shape, with the axes of that shape in another order. */
function turnRows(data: readonly number[], shape: readonly number[], order: readonly number[], columns: number) {
  const strides = shape.map((_extent, axis) => elementCount(shape.slice(axis + 1)));
  const rows = order.reduce<number[]>(
    (positions, axis) =>
      positions.flatMap((position) =>
        Array.from({ length: shape[axis]! }, (_unused, index) => position + index * strides[axis]!),
      ),
    [0],
  );
  return rows.flatMap((row) => data.slice(row * columns, (row + 1) * columns));
}
