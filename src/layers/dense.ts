import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { FoldOrder, ValueId } from "../ops/index.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A dense layer's constants and types. */
export interface DenseParameters {
  /** Shape [inputs, outputs]. */
  readonly weights: ConstantTensor;
  /** Shape [outputs], or null for none. */
  readonly bias: ConstantTensor | null;
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
  readonly result: FixedFormat;
}

/**
 * A dense layer on the last axis: result = (bias + Σ x·w in the accumulator), assigned to the result format.
 * Source of the semantics: hls4ml nnet_dense_latency.h and nnet_dense_resource.h; the order says which.
 *
 * @param x any shape [..., inputs]
 * @returns value of shape [..., outputs]
 */
export function dense(builder: ProgramBuilder, x: ValueId, parameters: DenseParameters): ValueId {
  const { accumulator, order, result } = parameters;
  const weights = writeConstant(builder, parameters.weights);
  const bias = parameters.bias === null ? null : writeConstant(builder, parameters.bias);
  return builder.cast(builder.contract(x, weights, { bias, accumulator, order }), result);
}
