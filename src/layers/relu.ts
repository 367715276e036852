import { fractionOf, highestRaw } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { writeScalar, writeZero } from "./scalar.js";

/** max(x, 0), assigned to the result format. Source of the semantics: hls4ml nnet_activation.h, relu. */
export function relu(builder: ProgramBuilder, x: ValueId, { result }: ResultParameters): ValueId {
  return builder.cast(positivePart(builder, x), result);
}

/** A rectifier with a ceiling. */
export interface ReluMaxParameters extends ResultParameters {
  /** The ceiling: a whole number from 1 to 2^31 − 1. 6 is relu6, 1 is relu1. */
  readonly maximum: number;
}

/**
 * min(max(x, 0), maximum), assigned to the result format.
 * Source of the semantics: hls4ml nnet_activation.h, relu_max, relu6 and relu1.
 */
export function reluMax(builder: ProgramBuilder, x: ValueId, { maximum, result }: ReluMaxParameters): ValueId {
  const positive = positivePart(builder, x);
  const { type } = builder.tensor(x);
  const fraction = fractionOf(type);
  const raw = BigInt(maximum);
  const width = raw.toString(2).length;
  if (fraction < 0) {
    const ceiling = writeScalar(builder, x, { signed: false, width, integer: width }, raw);
    return builder.cast(builder.min(positive, ceiling), result);
  }
  const aligned = raw << BigInt(fraction);
  if (aligned >= highestRaw(type)) return builder.cast(positive, result);
  return builder.cast(builder.min(positive, writeScalar(builder, x, type, aligned)), result);
}

function positivePart(builder: ProgramBuilder, x: ValueId): ValueId {
  return builder.tensor(x).type.signed ? builder.max(x, writeZero(builder, x)) : x;
}
