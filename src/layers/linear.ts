import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";

/** A layer that has no parameter but the format of its result. */
export interface ResultParameters {
  readonly result: FixedFormat;
}

/** The identity, assigned to the result format. Source of the semantics: hls4ml nnet_activation.h, linear. */
export function linear(builder: ProgramBuilder, x: ValueId, { result }: ResultParameters): ValueId {
  return builder.cast(x, result);
}
