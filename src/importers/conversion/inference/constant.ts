import { decompose } from "../../../fixed/index.js";
import { type Precision, plainFixed } from "../precision.js";

const maximumFraction = 32;
const maximumWidth = 8;

/**
 * hls4ml's type for one constant: as many bits as it needs, at most 8 beside the sign.
 *
 * Source of the semantics: hls4ml model/optimizer/passes/infer_precision.py, _get_precision_from_constant, and
 * bit_exact.py, minimal_kif.
 */
export function precisionOfConstant(value: number): Precision {
  if (value === 0) return plainFixed(1, 1, false);
  const sign = value < 0 ? 1 : 0;
  const fraction = fractionBits(value);
  const integer = integerBits(value, fraction);
  const width = Math.min(sign + integer + fraction, sign + maximumWidth);
  return plainFixed(width, sign + integer, value < 0);
}

/** The least number of fraction bits that hold a value: the position of its last bit, cut at 32. */
function fractionBits(value: number): number {
  let { mantissa, exponent } = decompose(value);
  while ((mantissa & 1n) === 0n) {
    mantissa >>= 1n;
    exponent += 1;
  }
  return Math.min(Math.max(-exponent, 1 - maximumFraction), maximumFraction);
}

function integerBits(value: number, fraction: number): number {
  const unit = 2 ** -fraction;
  return value > 0 ? Math.ceil(Math.log2(value + unit)) : Math.ceil(Math.log2(-value));
}
