import { fail } from "../../../errors/index.js";
import { fractionOf, mulType } from "../../../fixed/index.js";
import { elementCount } from "../../../ops/index.js";
import { type GraphNode, hasInput } from "../graph/graph.js";
import { counting, transposed } from "../graph/indices.js";
import { plain, settled, shifted } from "./affine.js";
import { elementsOf } from "./constant.js";
import { at, compact, every, type Field, mapField, product, single } from "./field.js";
import { movedConstant, movedValue } from "./layouts.js";
import { biasOnGrid, columnOffsets, matrixOf } from "./matrix.js";
import { computedOf, constantOf, type NodeWriter, type TrainedNetwork, tensorOf } from "./network.js";
import { ofNumber, one, times } from "./rational.js";
import { plainOrder, type Scaled, type ScaledConstant } from "./scaled.js";
import { storedShape } from "./writer.js";

/** MatMul of a value and constant weights of two axes. */
export const writeMatMul: NodeWriter = (network, node) => {
  const [a, b] = [tensorOf(network, node, 0), tensorOf(network, node, 1)];
  if (b.kind === "constant") {
    if (b.shape.length !== 2) {
      return fail("TF-ONNX-004", { where: node.where, what: `weights of shape [${b.shape}]`, expected: "two axes" });
    }
    return writeDense(network, node, computedOf(network, node), b, null);
  }
  if (a.kind === "constant") {
    // Wᵀ: (A · x)ᵀ = xᵀ · Aᵀ, for a matrix A and x of two axes.
    const x = computedOf(network, node, 1);
    if (a.shape.length !== 2 || x.shape.length !== 2) {
      return fail("TF-ONNX-004", { where: node.where, what: "constant weights on the left of more than two axes" });
    }
    const turned = writeDense(
      network,
      node,
      turnedValue(network, x, node.where),
      movedConstant(a, transposed(a.shape, [1, 0])),
      null,
    );
    return turnedValue(network, turned, node.where);
  }
  return writeProduct(network, node);
};

function turnedValue({ writer }: TrainedNetwork, x: Scaled, where: string): Scaled {
  return movedValue(writer, x, transposed(x.shape, [1, 0]), where);
}

/** Gemm: alpha · A · B + beta · C. */
export const writeGemm: NodeWriter = (network, node) => {
  const { attributes, where } = node;
  const [alpha, beta] = [attributes.float("alpha", 1), attributes.float("beta", 1)];
  attributes.ignore("broadcast");
  if (attributes.integer("transA", 0) !== 0) fail("TF-ONNX-004", { where, what: "transA, which mixes events" });
  const x = computedOf(network, node);
  const b = constantOf(network, node, 1, "the matrix B");
  const weights = attributes.integer("transB", 0) === 0 ? b : movedConstant(b, transposed(b.shape, [1, 0]));
  let bias: Field | null = null;
  if (hasInput(node, 2)) {
    const c = constantOf(network, node, 2, "the bias C");
    const columns = weights.shape[1]!;
    const fits = c.floats.length === 1 || (c.floats.length === columns && c.shape[c.shape.length - 1] === columns);
    if (!fits) fail("TF-ONNX-005", { where, what: `a bias of shape [${c.shape}] for ${columns} columns` });
    const numbers = elementsOf(c);
    bias = mapField(numbers.length === 1 ? counting(columns).map(() => numbers[0]!) : numbers, (number) =>
      times(number, ofNumber(beta)),
    );
  }
  if (alpha !== 1) {
    const scaled = { ...weights, factor: mapField(weights.factor, (factor) => times(factor, ofNumber(alpha))) };
    if (alpha <= 0) fail("TF-ONNX-004", { where, what: `alpha ${alpha}`, expected: "a positive number" });
    return writeDense(network, node, x, scaled, bias);
  }
  return writeDense(network, node, x, weights, bias);
};

/** x · weights + bias along the last axis. */
function writeDense(
  { writer }: TrainedNetwork,
  { where }: GraphNode,
  given: Scaled,
  weights: ScaledConstant,
  bias: Field | null,
): Scaled {
  const [inner, columns] = weights.shape as [number, number];
  const rank = given.shape.length;
  const rows = elementCount(given.shape) / inner;
  let x = given.low === null && given.high === null ? given : plain(writer, given, where);
  // Offsets and factors that differ between rows cannot be taken out of the sums.
  if (rows > 1 && (single(x.offset) === null || single(x.factor) === null)) x = plain(writer, x, where);
  const factor = single(x.factor);
  const rowFactor = factor === null ? x.factor : null;
  const matrix = matrixOf(weights, counting(inner * columns), [inner, columns], rowFactor, where);
  const scale = mapField(matrix.scale, (own) => times(own, factor ?? one));
  const last = rank - 1;
  const order = [...x.order.filter((axis) => axis !== last), last];
  const value = writer.stored(x, order);
  const places = fractionOf(mulType(writer.type(value), matrix.weights.type));
  const onGrid = bias === null ? null : biasOnGrid(writer, bias, scale, places, where);
  const sums = writer.contract(value, matrix.weights, onGrid, where);
  const shape = [...x.shape.slice(0, last), columns];
  const spreadOver = (field: Field): Field =>
    compact(field).length === 1 ? compact(field) : counting(rows * columns).map((index) => at(field, index % columns));
  const offset = columnOffsets(matrix, x.offset);
  const result: Scaled = {
    ...x,
    shape,
    order,
    value: writer.builder.reshape(sums, storedShape(shape, order)),
    factor: spreadOver(scale),
    offset: spreadOver(offset),
  };
  const biased = bias === null || onGrid !== null ? result : shifted(writer, result, spreadOver(bias), where);
  return settled(writer, biased);
}

/** A product of two computed matrices, without scales that differ between elements. */
function writeProduct(network: TrainedNetwork, node: GraphNode): Scaled {
  const { writer } = network;
  const { builder } = writer;
  const { where } = node;
  const sides = [0, 1].map((index) => {
    const x = computedOf(network, node, index);
    const isBare =
      single(x.factor) !== null && every(x.offset, ({ over }) => over === 0n) && x.low === null && x.high === null;
    return isBare ? x : plain(writer, x, where);
  });
  const [a, b] = sides as [Scaled, Scaled];
  const batch = a.shape.slice(0, -2);
  if (a.shape.length < 2 || `${batch}` !== `${b.shape.slice(0, -2)}`) {
    fail("TF-ONNX-004", {
      where,
      what: `a product of [${a.shape}] and [${b.shape}]`,
      expected: "the same leading axes",
    });
  }
  const [rows, inner] = a.shape.slice(-2) as [number, number];
  const columns = b.shape[b.shape.length - 1]!;
  const count = elementCount(batch);
  const left = builder.reshape(writer.stored(a, plainOrder(a.shape.length)), [count * rows, inner, 1]);
  const right = builder.reshape(writer.stored(b, plainOrder(b.shape.length)), [count * inner * columns]);
  // Every product by itself, then sums along the last axis.
  const pairs = counting(count * rows * columns * inner);
  const aIndices = pairs.map((index) => {
    const [row, k] = [Math.floor(index / (columns * inner)), index % inner];
    return row * inner + k;
  });
  const bIndices = pairs.map((index) => {
    const [row, column, k] = [
      Math.floor(index / (columns * inner)),
      Math.floor(index / inner) % columns,
      index % inner,
    ];
    return (Math.floor(row / rows) * inner + k) * columns + column;
  });
  const laid = [count * rows, columns, inner];
  const products = writer.exact(
    builder.mul(builder.gather(left, aIndices, laid), builder.gather(right, bIndices, laid)),
    where,
  );
  const shape = [...batch, rows, columns];
  const sums = writer.sum(products, where);
  const order = plainOrder(shape.length);
  return settled(writer, {
    ...a,
    shape,
    order,
    value: builder.reshape(sums, storedShape(shape, order)),
    factor: compact(product(a.factor, b.factor)),
  });
}
