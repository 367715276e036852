import { type FixedFormat, formatOf, quantize } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { writeScalar, writeZero } from "./scalar.js";

/**
 * 1 where x >= 0, elsewhere −1, assigned to the result format; to ap_uint<1>, −1 becomes 0 (the encoding of binary
 * networks). Source of the semantics: hls4ml nnet_activation.h, binary_tanh.
 */
export function binaryTanh(builder: ProgramBuilder, x: ValueId, { result }: ResultParameters): ValueId {
  const isBit = result.family === "int" && !result.signed && result.width === 1;
  const high = writeScalar(builder, x, result, whole(1n, result));
  const low = writeScalar(builder, x, result, isBit ? 0n : whole(-1n, result));
  return builder.select(builder.compare(">=", x, writeZero(builder, x)), high, low);
}

/** How a ternary tanh doubles its input. */
export interface TernaryTanhParameters extends ResultParameters {
  /** The format of x in the source, in which 2 · x is stored. Default: the type of x, wrapping. */
  readonly operand?: FixedFormat;
}

/**
 * The sign of x where |2x| is large, elsewhere 0: with d = 2 · x assigned to the format of x (it may wrap there), 1 where
 * d > 1, 0 where −1 < d <= 1, elsewhere −1; assigned to the result format.
 * Source of the semantics: hls4ml nnet_activation.h, ternary_tanh.
 */
export function ternaryTanh(
  builder: ProgramBuilder,
  x: ValueId,
  { operand = formatOf(builder.tensor(x).type), result }: TernaryTanhParameters,
): ValueId {
  const doubled = builder.cast(builder.scale(x, 1), operand);
  const limit = (raw: bigint): ValueId => writeScalar(builder, x, { signed: true, width: 2, integer: 2 }, raw);
  const level = (raw: bigint): ValueId => writeScalar(builder, x, result, whole(raw, result));
  const notLow = builder.select(builder.compare(">", doubled, limit(-1n)), level(0n), level(-1n));
  return builder.select(builder.compare(">", doubled, limit(1n)), level(1n), notLow);
}

/** A small whole number in a format. */
function whole(value: bigint, format: FixedFormat): bigint {
  return quantize(value, { signed: true, width: 2, integer: 2 }, format);
}
