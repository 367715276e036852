import { fail } from "../errors/index.js";
import { fractionOf } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { repeatTo } from "./repeat.js";
import { writeScalar, writeZero } from "./scalar.js";
import { type ConstantTensor, writeConstant } from "./tensor.js";

/** A line clipped to 0 … 1. hls4ml's defaults: slope 0.2 as ufixed<16,0>, shift 0.5 as ufixed<2,0>. */
export interface HardSigmoidParameters extends ResultParameters {
  /** One element. */
  readonly slope: ConstantTensor;
  /** One element. */
  readonly shift: ConstantTensor;
}

/**
 * slope · x + shift, exactly, clipped to 0 … 1, assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-003 when the sum has no bit for 1
 * Source of the semantics: hls4ml nnet_activation.h, hard_sigmoid.
 */
export function hardSigmoid(builder: ProgramBuilder, x: ValueId, parameters: HardSigmoidParameters): ValueId {
  return builder.cast(clippedLine(builder, x, parameters, "hard_sigmoid"), parameters.result);
}

/**
 * 2 · t − 1 for t = slope · x + shift clipped to 0 … 1, assigned to the result format; the parameters are those of the
 * hard sigmoid inside.
 *
 * @throws TrigforgeError TF-LAYERS-003 when the sum has no bit for 1
 * Source of the semantics: hls4ml nnet_activation.h, hard_tanh.
 */
export function hardTanh(builder: ProgramBuilder, x: ValueId, parameters: HardSigmoidParameters): ValueId {
  const doubled = builder.scale(clippedLine(builder, x, parameters, "hard_tanh"), 1);
  const one = writeScalar(builder, doubled, { signed: false, width: 1, integer: 1 }, 1n);
  return builder.cast(builder.sub(doubled, one), parameters.result);
}

function clippedLine(
  builder: ProgramBuilder,
  x: ValueId,
  { slope, shift }: HardSigmoidParameters,
  where: string,
): ValueId {
  const { shape } = builder.tensor(x);
  const slopes = repeatTo(builder, writeConstant(builder, slope), shape, `${where}: slope`);
  const shifts = repeatTo(builder, writeConstant(builder, shift), shape, `${where}: shift`);
  const line = builder.add(builder.mul(x, slopes), shifts);
  const { type } = builder.tensor(line);
  if (fractionOf(type) < 0) {
    fail("TF-LAYERS-003", { where, what: "slope · x + shift has no bit for 1", expected: "a slope or shift below 1" });
  }
  const above = type.signed ? builder.max(line, writeZero(builder, line)) : line;
  const representable = type.integer - (type.signed ? 1 : 0) >= 1;
  if (!representable) return above;
  return builder.min(above, writeScalar(builder, line, type, 1n << BigInt(fractionOf(type))));
}
