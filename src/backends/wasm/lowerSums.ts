import { mulType } from "../../fixed/index.js";
import { type ContractOp, contractExtents, elementCount, type ReduceOp } from "../../ops/index.js";
import type { KnownTensor } from "./analysis.js";
import type { View } from "./graph.js";
import { boundsOf, type Lane, laneFor, widerLane } from "./lane.js";
import type { Lowering } from "./lower.js";
import { lowerSum } from "./sumForms.js";

/** Sums of products: see {@link SumNode} for the forms. */
export function lowerContract(
  lowering: Lowering,
  op: ContractOp,
  [x, weights]: readonly View[],
  tensor: KnownTensor,
): View {
  const [xTensor, weightTensor] = [lowering.tensor(op.x), lowering.tensor(op.weights)];
  const { batch, rows, inner, columns } = contractExtents(op, xTensor.shape, weightTensor.shape);
  return lowerSum(lowering, {
    batch,
    groupsPerBatch: rows,
    terms: inner,
    columns,
    x: x!,
    weights: weights!,
    bias: op.bias,
    product: mulType(xTensor.type, weightTensor.type),
    accumulator: op.accumulator,
    order: op.order,
    result: boundsOf(tensor),
  });
}

/** Sums, maxima and minima along the last axis. */
export function lowerReduce(lowering: Lowering, op: ReduceOp, [x]: readonly View[], tensor: KnownTensor): View {
  const source = lowering.tensor(op.x);
  const terms = source.shape[source.shape.length - 1]!;
  const groupsPerBatch = elementCount(source.shape) / terms;
  const result = boundsOf(tensor);
  const { reduction } = op;
  if (reduction.by === "sum") {
    const { accumulator, order } = reduction;
    return lowerSum(lowering, {
      batch: 1,
      groupsPerBatch,
      terms,
      columns: 1,
      x: x!,
      weights: null,
      bias: null,
      product: source.type,
      accumulator,
      order,
      result,
    });
  }
  return lowering.addSum(
    {
      kind: "sum",
      form: { kind: "fold", term: null, step: reduction.by, sum: null },
      batch: 1,
      groupsPerBatch,
      terms,
      columns: 1,
      x: x!,
      weights: null,
      start: null,
      count: groupsPerBatch,
      lane: [x!.lane, laneFor(result) ?? 64].reduce(widerLane, 32 as Lane),
      watched: false,
      fast: null,
    },
    result,
  );
}
