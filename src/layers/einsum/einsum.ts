import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import type { ResultParameters } from "../linear.js";
import { transposedIndices } from "./axes.js";
import { type EinsumPlan, planEinsum } from "./equation.js";
import { sumsOfExactProducts } from "./sums.js";

/** An einsum's equation and types. */
export interface EinsumParameters extends ResultParameters {
  /** Such as `abc,acd->abd`, over the axes of an event: no batch axis ({@link withoutBatchAxis}). */
  readonly equation: string;
  /** Each partial sum of exact products, in ascending order, is assigned to it. */
  readonly accumulator: FixedFormat;
}

/**
 * Einstein summation of two values, each sum assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-002 when the equation does not fit the shapes
 * Source of the semantics: hls4ml nnet_einsum.h, einsum.
 */
export function einsum(builder: ProgramBuilder, a: ValueId, b: ValueId, parameters: EinsumParameters): ValueId {
  const { accumulator, result } = parameters;
  const plan = planEinsum(parameters.equation, builder.tensor(a).shape, builder.tensor(b).shape);
  const left = firstMatrices(builder, a, plan);
  const right = secondMatrices(builder, b, plan);
  const sums = sumsOfExactProducts(builder, left, right, accumulator);
  return inResultOrder(builder, builder.cast(sums, result), plan);
}

/** The first operand as [shared, rows, inner]. */
export function firstMatrices(builder: ProgramBuilder, a: ValueId, plan: EinsumPlan): ValueId {
  const indices = transposedIndices(builder.tensor(a).shape, plan.firstAxes);
  return builder.gather(a, indices, [plan.shared, plan.firstFree, plan.contracted]);
}

/** The second operand as [shared, inner, columns]. */
function secondMatrices(builder: ProgramBuilder, b: ValueId, plan: EinsumPlan): ValueId {
  const { shape } = builder.tensor(b);
  return builder.gather(b, secondIndices(shape, plan), [plan.shared, plan.contracted, plan.secondFree]);
}

/** Indices of the second operand's elements in the order [shared, inner, columns]. */
export function secondIndices(
  shape: readonly number[],
  { secondAxes, shared, secondFree, contracted }: EinsumPlan,
): number[] {
  const rows = transposedIndices(shape, secondAxes);
  return Array.from({ length: shared * contracted * secondFree }, (_unused, index) => {
    const [column, rest] = [index % secondFree, Math.floor(index / secondFree)];
    const [inner, batch] = [rest % contracted, Math.floor(rest / contracted)];
    return rows[(batch * secondFree + column) * contracted + inner]!;
  });
}

/** Products of shape [shared, rows, columns] as the equation's result. */
export function inResultOrder(builder: ProgramBuilder, products: ValueId, plan: EinsumPlan): ValueId {
  const shape = plan.resultShape.length === 0 ? [1] : plan.resultShape;
  return builder.gather(products, transposedIndices(plan.productShape, plan.resultAxes), shape);
}
