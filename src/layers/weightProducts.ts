import { fail } from "../errors/index.js";
import { type FixedType, formatOf, fractionOf } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { writeScalar } from "./scalar.js";
import type { ConstantTensor } from "./tensor.js";

// hls4ml's cheap products (nnet_mult.h), written as ordinary products with re-encoded constants.

const signType: FixedType = { signed: true, width: 2, integer: 2 };

/** ap_uint<1> weights 0 and 1 as −1 and 1: hls4ml's weight_binary. */
export function binaryWeights({ shape, raw }: ConstantTensor): ConstantTensor {
  return { shape, type: signType, raw: raw.map((bit) => (bit === 0n ? -1n : 1n)) };
}

/** ap_int<2> weights as 0, −1 and 1; hls4ml's weight_ternary takes −2 for 1. */
export function ternaryWeights({ shape, raw }: ConstantTensor): ConstantTensor {
  return { shape, type: signType, raw: raw.map((weight) => (weight === -2n ? 1n : weight)) };
}

/** Weights ±2^exponent, as hls4ml's ExponentPrecisionType stores them. */
export interface ExponentWeights {
  readonly shape: readonly number[];
  /** 1 for a positive weight, 0 for a negative one. */
  readonly signs: readonly number[];
  readonly exponents: readonly number[];
  /** Width of the type of the exponents. */
  readonly exponentWidth: number;
}

/**
 * Exponent weights as constants, for data of a type.
 *
 * @throws TrigforgeError TF-LAYERS-004 when hls4ml's product type, ap_fixed<2(w+x), w+x> for exponents of w bits and data
 * of x bits, would lose bits of a product
 * Source of the semantics: hls4ml nnet_mult.h, weight_exponential.
 */
export function exponentWeights(weights: ExponentWeights, data: FixedType): ConstantTensor {
  const { shape, signs, exponents, exponentWidth } = weights;
  const half = exponentWidth + data.width;
  const lowest = Math.min(...exponents);
  const highest = Math.max(...exponents);
  const magnitude = data.integer + (data.signed ? 0 : 1);
  if (fractionOf(data) > half || fractionOf(data) - lowest > half || magnitude + Math.max(highest, 0) >= half) {
    fail("TF-LAYERS-004", {
      where: "exponent weights",
      what: `products with 2^${lowest} to 2^${highest} do not fit ap_fixed<${2 * half},${half}>`,
      expected: `exponents for which no bit of the data is lost`,
    });
  }
  const raw = exponents.map((exponent, index) => {
    const size = 1n << BigInt(exponent - lowest);
    return signs[index] === 1 ? size : -size;
  });
  const width = highest - lowest + 2;
  return { shape, type: { signed: true, width, integer: width + lowest }, raw };
}

/** Data of ap_uint<1>, 0 and 1, as −1 and 1: hls4ml's data_binary. */
export function binaryData(builder: ProgramBuilder, x: ValueId): ValueId {
  const one = writeScalar(builder, x, { signed: false, width: 1, integer: 1 }, 1n);
  return builder.cast(builder.sub(builder.scale(x, 1), one), formatOf(signType));
}
