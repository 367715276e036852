import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { chooseAndCast } from "./choose.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { writeZero } from "./scalar.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A rectifier with a slope below zero. */
export interface LeakyReluParameters extends ResultParameters {
  /** The slope below zero: one element. */
  readonly alpha: ConstantTensor;
}

/**
 * x where x > 0, elsewhere alpha · x, assigned to the result format.
 * Source of the semantics: hls4ml nnet_activation.h, leaky_relu.
 */
export function leakyRelu(builder: ProgramBuilder, x: ValueId, { alpha, result }: LeakyReluParameters): ValueId {
  return prelu(builder, x, { alpha, result });
}

/** A rectifier with one slope an element. */
export interface PreluParameters extends ResultParameters {
  /** Slopes below zero: as many as x has elements, or one for each element of its last axes. */
  readonly alpha: ConstantTensor;
}

/**
 * x where x > 0, elsewhere alpha · x with alpha element by element, assigned to the result format.
 * hls4ml gives alpha the type of its input, so its importer must quantise alpha to that type first.
 *
 * @throws TrigforgeError TF-LAYERS-002 when alpha does not fit the shape of x
 * Source of the semantics: hls4ml nnet_activation.h, prelu.
 */
export function prelu(builder: ProgramBuilder, x: ValueId, { alpha, result }: PreluParameters): ValueId {
  const { shape } = builder.tensor(x);
  const slopes = repeatTo(builder, writeConstant(builder, alpha), shape, "prelu: alpha");
  const below = builder.mul(x, slopes);
  return chooseAndCast(builder, builder.compare(">", x, writeZero(builder, x)), x, below, result);
}
