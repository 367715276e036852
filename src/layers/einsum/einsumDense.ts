import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { type FoldOrder, sameShape, type ValueId } from "../../ops/index.js";
import type { ResultParameters } from "../linear.js";
import { type ConstantTensor, writeConstant } from "../tensor.js";
import { transposedIndices } from "./axes.js";
import { firstMatrices, inResultOrder, secondIndices } from "./einsum.js";
import { type EinsumPlan, planEinsum } from "./equation.js";

/** An einsum-dense layer: an einsum of x with a constant kernel, and a bias. */
export interface EinsumDenseParameters extends ResultParameters {
  /** Such as `bc,cd->bd`, over the axes of an event: no batch axis ({@link withoutBatchAxis}). */
  readonly equation: string;
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
  /** The second operand of the equation. */
  readonly weights: ConstantTensor;
  /**
   * Added to each sum, which starts at it. Its shape is the result's, or broadcasts to it from the right, with extents of 1
   * (Keras' bias_axes: [1, …]). Null for none.
   */
  readonly bias: ConstantTensor | null;
}

/**
 * An einsum of x with a kernel: result = (bias + Σ x·w in the accumulator), assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-002 when the equation does not fit the shapes, or the bias the result
 * Source of the semantics: hls4ml nnet_einsum_dense.h; Keras EinsumDense.
 */
export function einsumDense(builder: ProgramBuilder, x: ValueId, parameters: EinsumDenseParameters): ValueId {
  const { equation, weights, accumulator, order, result } = parameters;
  const plan = planEinsum(equation, builder.tensor(x).shape, weights.shape);
  const rows = firstMatrices(builder, x, plan);
  const kernel = secondIndices(weights.shape, plan).map((index) => weights.raw[index]!);
  const groups = biasGroups(plan, parameters.bias, equation);
  const columns = plan.secondFree;
  const parts = groups.map(({ pairs, bias }) => {
    // One bias for a group of (shared, row) pairs: a contraction with a batch for each shared index, or a row for each pair.
    const shared = new Set(pairs.map((pair) => Math.floor(pair / plan.firstFree)));
    const batch = [...shared];
    const each = pairs.length / batch.length;
    const indices = pairs.flatMap((pair) => range(pair * plan.contracted, plan.contracted));
    const chosen = batch.flatMap((index) =>
      kernel.slice(index * plan.contracted * columns, (index + 1) * plan.contracted * columns),
    );
    const data = builder.gather(rows, indices, [batch.length, each, plan.contracted]);
    const matrix = builder.constant([batch.length, plan.contracted, columns], weights.type, chosen);
    const start = bias === null ? null : writeConstant(builder, bias);
    const options = { bias: start, batchAxes: 1, accumulator, order };
    return builder.reshape(builder.cast(builder.contract(data, matrix, options), result), [pairs.length, columns]);
  });
  const order0 = groups.flatMap(({ pairs }) => pairs);
  const joined = parts.length === 1 ? parts[0]! : builder.concat(parts, 0);
  return inResultOrder(builder, inPairOrder(builder, joined, order0, columns), plan);
}

/** Pairs (shared index, row), as shared · rows + row, that start at the same bias. */
interface BiasGroup {
  readonly pairs: readonly number[];
  readonly bias: ConstantTensor | null;
}

/** Groups pairs by bias, then by how many rows each shared index has in the group, so that each is one contraction. */
function biasGroups(plan: EinsumPlan, bias: ConstantTensor | null, equation: string): BiasGroup[] {
  const { shared, firstFree, secondFree } = plan;
  const all = range(0, shared * firstFree);
  if (bias === null) return [{ pairs: all, bias: null }];
  const spread = broadcast(bias, plan, equation);
  const byBias = new Map<string, number[]>();
  for (const pair of all) {
    const key = spread.slice(pair * secondFree, (pair + 1) * secondFree).join();
    byBias.set(key, [...(byBias.get(key) ?? []), pair]);
  }
  return [...byBias.values()].flatMap((pairs) => {
    const raw = spread.slice(pairs[0]! * secondFree, (pairs[0]! + 1) * secondFree);
    return evenly(pairs, firstFree).map((part) => ({
      pairs: part,
      bias: { shape: [secondFree], type: bias.type, raw },
    }));
  });
}

/** Splits pairs so that within a part every shared index has equally many rows. */
function evenly(pairs: readonly number[], rows: number): number[][] {
  const byShared = new Map<number, number[]>();
  for (const pair of pairs) {
    const index = Math.floor(pair / rows);
    byShared.set(index, [...(byShared.get(index) ?? []), pair]);
  }
  const byCount = new Map<number, number[]>();
  for (const own of byShared.values()) byCount.set(own.length, [...(byCount.get(own.length) ?? []), ...own]);
  return [...byCount.values()];
}

/** The bias of every product, in the order [shared, rows, columns]. */
function broadcast({ shape, raw }: ConstantTensor, plan: EinsumPlan, equation: string): bigint[] {
  const { resultShape, resultAxes, productShape } = plan;
  const padded = [...new Array<number>(Math.max(0, resultShape.length - shape.length)).fill(1), ...shape];
  const fits =
    padded.length === resultShape.length &&
    padded.every((extent, axis) => extent === 1 || extent === resultShape[axis]);
  if (!fits) {
    fail("TF-LAYERS-002", {
      where: `einsum ${equation}`,
      what: `the bias has shape [${shape}]`,
      expected: `[${resultShape}], or extents of 1 in it`,
    });
  }
  const inResult = sameShape(padded, resultShape) ? raw : spreadTo(padded, resultShape).map((index) => raw[index]!);
  const back = productShape.map((_extent, axis) => resultAxes.indexOf(axis));
  return transposedIndices(resultShape, back).map((index) => inResult[index]!);
}

/** For each element of `to`, the index of the element of `from` that it repeats. */
function spreadTo(from: readonly number[], to: readonly number[]): number[] {
  let indices = [0];
  from.forEach((extent, axis) => {
    indices = indices.flatMap((start) => range(0, to[axis]!).map((step) => start * extent + (extent === 1 ? 0 : step)));
  });
  return indices;
}

/** Rows of `joined`, which stand for the pairs in `order`, in ascending order of the pairs. */
function inPairOrder(builder: ProgramBuilder, joined: ValueId, order: readonly number[], columns: number): ValueId {
  if (order.every((pair, index) => pair === index)) return joined;
  const rowOf = new Array<number>(order.length);
  order.forEach((pair, row) => {
    rowOf[pair] = row;
  });
  const indices = rowOf.flatMap((row) => range(row * columns, columns));
  return builder.gather(joined, indices, [order.length, columns]);
}

function range(start: number, count: number): number[] {
  return Array.from({ length: count }, (_unused, index) => start + index);
}
