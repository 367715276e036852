import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A scale and an offset for each element, or for each element of the last axes (a channel). */
export interface BatchNormalizationParameters extends ResultParameters {
  /** gamma / sqrt(variance + epsilon). */
  readonly scale: ConstantTensor;
  /** beta − mean · scale, or null for none. */
  readonly bias: ConstantTensor | null;
}

/**
 * x · scale + bias, exactly, assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-002 when scale or bias do not fit the shape of x
 * Source of the semantics: hls4ml nnet_batchnorm.h, normalize.
 */
export function batchNormalization(
  builder: ProgramBuilder,
  x: ValueId,
  { scale, bias, result }: BatchNormalizationParameters,
): ValueId {
  const { shape } = builder.tensor(x);
  const scales = repeatTo(builder, writeConstant(builder, scale), shape, "batch_normalization: scale");
  const scaled = builder.mul(x, scales);
  if (bias === null) return builder.cast(scaled, result);
  const biases = repeatTo(builder, writeConstant(builder, bias), shape, "batch_normalization: bias");
  return builder.cast(builder.add(scaled, biases), result);
}

/** The factors and offsets that undo a quantiser's scale: the same arithmetic as {@link batchNormalization}. */
export const applyAlpha = batchNormalization;
