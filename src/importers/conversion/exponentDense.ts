import { fail } from "../../errors/index.js";
import { type FixedFormat, type FixedType, fixed } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import { type ConstantTensor, type ExponentWeights, writeConstant } from "../../layers/index.js";
import { ascending, type FoldOrder, foldIndices, type ValueId } from "../../ops/index.js";

/** A dense layer whose products with powers of two lose bits. */
export interface ExponentDense {
  readonly weights: ExponentWeights;
  readonly bias: ConstantTensor | null;
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
  readonly result: FixedFormat;
  readonly where: string;
}

/** Whether hls4ml's product type for exponent weights loses bits of a product with data of a type. */
export function losesBits({ exponents, exponentWidth }: ExponentWeights, data: FixedType): boolean {
  const half = exponentWidth + data.width;
  const fraction = data.width - data.integer;
  const lowest = Math.min(...exponents);
  const magnitude = data.integer + (data.signed ? 0 : 1);
  return Math.max(fraction, fraction - lowest) > half || magnitude + Math.max(...exponents, 0) >= half;
}

/**
 * A dense layer with weights ±2^e in which each product passes through ap_fixed<2(w+x), w+x>, for exponents of w bits and
 * data of x bits: low bits are floored before the sign is applied, high bits wrap.
 *
 * @throws TrigforgeError TF-KERAS-009 for an integer accumulator, whose conversion depends on that type
 * Source of the semantics: hls4ml nnet_mult.h, weight_exponential.
 */
export function exponentDense(builder: ProgramBuilder, x: ValueId, dense: ExponentDense): ValueId {
  const { weights, accumulator, order, result, where } = dense;
  if (accumulator.family === "int") {
    fail("TF-KERAS-009", { where, what: "an integer accumulator for products that lose bits" });
  }
  const [inputs, outputs] = weights.shape as [number, number];
  const half = weights.exponentWidth + builder.tensor(x).type.width;
  const product = fixed(2 * half, half);
  // One row an output; columns in the order in which the accumulator takes them.
  const columns = foldIndices(inputs, order);
  const shape = [outputs, inputs];
  const positions = Array.from({ length: outputs }, (_unused, output) => columns.map((input) => ({ input, output })));
  const places = positions.flat();
  const at = ({ input, output }: { input: number; output: number }): number => input * outputs + output;
  const repeated = builder.gather(
    builder.cast(x, product),
    places.map(({ input }) => input),
    shape,
  );
  const lowest = Math.min(...weights.exponents);
  const width = Math.max(...weights.exponents) - lowest + 1;
  const factors = places.map((place) => 1n << BigInt(weights.exponents[at(place)]! - lowest));
  const shifted = builder.mul(
    repeated,
    builder.constant(shape, { signed: false, width, integer: width + lowest }, factors),
  );
  const signs = places.map((place) => (weights.signs[at(place)] === 1 ? 1n : -1n));
  const signed = builder.mul(
    builder.cast(shifted, product),
    builder.constant(shape, { signed: true, width: 2, integer: 2 }, signs),
  );
  const terms = builder.cast(signed, product);
  return builder.cast(sum(builder, terms, dense, accumulator), result);
}

/** The sum of each row, begun at the bias, which the reduction takes as its first term. */
function sum(
  builder: ProgramBuilder,
  terms: ValueId,
  { bias, weights }: ExponentDense,
  accumulator: FixedFormat,
): ValueId {
  const first = bias === null ? [] : [writeConstant(builder, { ...bias, shape: [weights.shape[1]!, 1] })];
  const row = builder.concat([...first, terms], 1);
  return builder.reduce(row, { by: "sum", accumulator, order: ascending });
}
