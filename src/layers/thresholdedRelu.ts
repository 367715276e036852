import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import { chooseAndCast } from "./choose.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { writeZero } from "./scalar.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A rectifier that starts at a threshold. */
export interface ThresholdedReluParameters extends ResultParameters {
  /** The threshold: one element. */
  readonly theta: ConstantTensor;
}

/**
 * x where x > theta, elsewhere 0, assigned to the result format.
 * hls4ml gives theta the type of its input, so its importer must quantise theta to that type first.
 * Source of the semantics: hls4ml nnet_activation.h, thresholded_relu.
 */
export function thresholdedRelu(
  builder: ProgramBuilder,
  x: ValueId,
  { theta, result }: ThresholdedReluParameters,
): ValueId {
  const { shape } = builder.tensor(x);
  const threshold = repeatTo(builder, writeConstant(builder, theta), shape, "thresholded_relu: theta");
  const passes = builder.compare(">", x, threshold);
  return chooseAndCast(builder, passes, x, writeZero(builder, x), result);
}
