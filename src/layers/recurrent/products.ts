import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import type { DenseParameters } from "../dense.js";
import { type ConstantTensor, writeConstant } from "../tensor.js";

/** A dense layer whose constants are written once and that is applied at every step. */
export type Product = (x: ValueId) => ValueId;

/** Writes the constants of a dense layer and returns its application to values of shape [..., inputs]. */
export function productOf(builder: ProgramBuilder, parameters: DenseParameters): Product {
  const { accumulator, order, result } = parameters;
  const weights = writeConstant(builder, parameters.weights);
  const bias = parameters.bias === null ? null : writeConstant(builder, parameters.bias);
  return (x) => builder.cast(builder.contract(x, weights, { bias, accumulator, order }), result);
}

/** Columns `from` … `to` − 1 of a dense layer: its constants, cut. */
export function columnsOf(parameters: DenseParameters, from: number, to: number): DenseParameters {
  const { weights, bias } = parameters;
  return { ...parameters, weights: cut(weights, from, to), bias: bias === null ? null : cut(bias, from, to) };
}

function cut({ shape, type, raw }: ConstantTensor, from: number, to: number): ConstantTensor {
  const columns = shape[shape.length - 1]!;
  return {
    shape: [...shape.slice(0, -1), to - from],
    type,
    raw: raw.filter((_value, index) => index % columns >= from && index % columns < to),
  };
}
