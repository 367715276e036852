import type { ConstantTensor } from "../../../layers/index.js";
import { float, roundHalfEven } from "../../keras/quantizers/float32.js";
import { exactConstant } from "../../keras/trained/exact.js";
import type { Variable } from "../variables.js";
import { formatIndices, type HgqQuantizer } from "./quantizer.js";

/**
 * Numbers as a quantiser leaves them, computed as HGQ2 does in float32: x · 2^f, rounded, divided by 2^f. Multiplication by a
 * power of two is exact; only the ½ that RND adds is a float32 addition, which matters next to a tie.
 *
 * @param variable float32 numbers
 * @returns float32 numbers on the grid
 */
export function quantizeFloats(quantizer: HgqQuantizer | null, variable: Variable): readonly number[] {
  const values = variable.values.map(float);
  if (quantizer === null) return values;
  const indices = formatIndices(quantizer, variable.shape);
  return values.map((value, element) => quantizeFloat(quantizer, indices[element]!, value));
}

/** One float32 number as a quantiser leaves it; `index` is that of its format. */
export function quantizeFloat(quantizer: HgqQuantizer, index: number, value: number): number {
  const { scaler, affine } = quantizer;
  const scaled = scaler === 1 ? value : float(value / scaler);
  const plain = plainFloat(quantizer, index, scaled);
  const result = scaler === 1 ? plain : float(plain * scaler);
  return affine[0] === 1 && affine[1] === 0 ? result : float(float(result * affine[0]) + affine[1]);
}

function plainFloat(quantizer: HgqQuantizer, index: number, value: number): number {
  const { roundsOnly, overflow } = quantizer;
  const fraction = quantizer.fraction[index]!;
  const sign = quantizer.signed[index]! ? 1 : 0;
  const unit = 2 ** -fraction;
  const rounded = (x: number): number => roundFloat(quantizer.rounding, x / unit) * unit;
  if (roundsOnly) return rounded(value);
  if (sign + quantizer.integer[index]! + fraction <= 0) return 0;
  const bound = 2 ** Math.max(quantizer.integer[index]!, -fraction);
  if (overflow !== "WRAP") {
    const low = sign * (overflow === "SAT" ? -bound : unit - bound);
    return rounded(Math.min(Math.max(value, low), bound - unit));
  }
  const x = rounded(value);
  const period = bound * (1 + sign);
  const shifted = x + sign * bound;
  return shifted - Math.floor(shifted / period) * period - sign * bound;
}

function roundFloat(rounding: HgqQuantizer["rounding"], x: number): number {
  const sign = x < 0 ? -1 : 1;
  switch (rounding) {
    case "TRN":
      return Math.floor(x);
    case "TRN_ZERO":
      return sign * Math.floor(Math.abs(x));
    case "RND":
      return Math.floor(float(x + 0.5));
    case "RND_MIN_INF":
      return -Math.floor(float(-x + 0.5));
    case "RND_INF":
      return sign * Math.floor(float(Math.abs(x) + 0.5));
    case "RND_ZERO":
      return sign * -Math.floor(float(-Math.abs(x) + 0.5));
    case "RND_CONV":
      return roundHalfEven(x);
  }
}

/** A quantised variable as a constant, exactly. @throws TrigforgeError TF-KERAS-006 beyond 64 bits */
export function quantizedConstant(quantizer: HgqQuantizer | null, variable: Variable, where: string): ConstantTensor {
  return exactConstant(quantizeFloats(quantizer, variable), variable.shape, where);
}
