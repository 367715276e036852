import { fail } from "../../../errors/index.js";
import { float, roundHalfEven, straightThrough } from "./float32.js";
import { quantizePower } from "./powers.js";
import type { Alpha, BinaryQuantizer, BitsQuantizer, Quantizer, TernaryQuantizer } from "./quantizer.js";
import { autoScale, channelMaxima, powerScale } from "./scale.js";

/** Float32 weights: values in row-major order, the last axis being the output channel. */
export interface FloatTensor {
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Quantised weights, exactly as QKeras' float32 arithmetic leaves them. */
export interface QuantizedWeights extends FloatTensor {
  /** The quantiser's scale: one number, or one for each element. */
  readonly scale: number | readonly number[];
}

/**
 * Quantises weights as QKeras does at inference, each float32 operation in its order.
 *
 * @param alpha takes the place of the quantiser's own alpha: QKeras turns a kernel's null into auto_po2
 * @throws TrigforgeError TF-KERAS-005 for a quantiser that is not for weights, or where float32 sums decide the result
 */
export function quantizeWeights(
  quantizer: Quantizer,
  weights: FloatTensor,
  where: string,
  alpha: Alpha = "alpha" in quantizer ? quantizer.alpha : null,
): QuantizedWeights {
  switch (quantizer.kind) {
    case "bits":
      return typeof alpha === "string"
        ? autoBits(quantizer, weights, alpha, where)
        : plainBits(quantizer, weights, alpha ?? 1);
    case "binary":
      return binary(quantizer, weights, alpha, where);
    case "ternary":
      return ternary(quantizer, weights, alpha, where);
    case "power":
    case "reluPower":
      return { ...weights, values: weights.values.map((x) => quantizePower(quantizer, x, where)), scale: 1 };
    default:
      return fail("TF-KERAS-005", {
        where,
        what: `${quantizer.name} is not a quantiser for weights`,
        expected: "quantized_bits, quantized_linear, binary, ternary or quantized_po2",
      });
  }
}

/** The alpha that QKeras gives a kernel's quantiser: null becomes auto_po2. */
export function kernelAlpha(quantizer: Quantizer): Alpha {
  return "alpha" in quantizer && quantizer.alpha === null ? "auto_po2" : "alpha" in quantizer ? quantizer.alpha : null;
}

function plainBits(quantizer: BitsQuantizer, weights: FloatTensor, alpha: number): QuantizedWeights {
  const { bits, integer, symmetric, keepNegative } = quantizer;
  const factor = float(alpha);
  const unsigned = bits - (keepNegative ? 1 : 0);
  const levels = 2 ** unsigned;
  const range = 2 ** integer;
  const lowest = keepNegative ? -levels + (symmetric ? 1 : 0) : 0;
  const level = (x: number): number => {
    if (unsigned === 0 && quantizer.name === "quantized_linear") {
      const clipped = Math.min(Math.max(float(x / range), -0.5), 0.5);
      return range * (roundHalfEven(float(clipped - 0.5)) + 0.5);
    }
    if (unsigned === 0) return x < 0 ? -1 : 1;
    const rounded = roundHalfEven((x * levels) / range);
    return (range * Math.min(Math.max(rounded, lowest), levels - 1)) / levels;
  };
  return {
    shape: weights.shape,
    values: weights.values.map((x) => straightThrough(x, float(factor * level(x)))),
    scale: factor,
  };
}

/** alpha auto and auto_po2: half is rounded away from zero, and the scale follows from the weights. */
function autoBits(
  { bits, integer, keepNegative }: BitsQuantizer,
  weights: FloatTensor,
  alpha: "auto" | "auto_po2",
  where: string,
): QuantizedWeights {
  const range = 2 ** integer;
  const levels = (2 ** (bits - 1) - 1) * 2;
  const x = { shape: weights.shape, values: weights.values.map((value) => float(value / range)) };
  let scale = channelMaxima(x).map((maximum) => float(float(maximum * 2) / levels));
  const nearest = (): number[] =>
    x.values.map((value, index) => {
      const steps = Math.floor(float(float(Math.abs(value) / scale[index]!) + 0.5));
      return Math.sign(value) * (steps < levels / 2 ? steps : levels / 2);
    });
  let steps: number[] = [];
  if (alpha === "auto") {
    steps = nearest();
  } else {
    scale = scale.map((value) => powerScale(value, 0, where));
    for (let round = 0; round < 5; round++) {
      steps = nearest();
      scale = autoScale(alpha, x, steps, where);
    }
  }
  const unit = 2 ** (bits - (keepNegative ? 1 : 0));
  const values = x.values.map((value, index) =>
    straightThrough(float(range * value), float(float(scale[index]! * unit) * float((range * steps[index]!) / unit))),
  );
  return { shape: weights.shape, values, scale: scale.map((value) => float(value * unit)) };
}

function binary({ zeroOne }: BinaryQuantizer, weights: FloatTensor, alpha: Alpha, where: string): QuantizedWeights {
  const signs = weights.values.map((x) => (x < 0 ? (zeroOne ? 0 : -1) : 1));
  return scaled(weights, signs, alpha, typeof alpha === "string" ? autoScale(alpha, weights, signs, where) : []);
}

function ternary(
  { threshold, unrolls }: TernaryQuantizer,
  weights: FloatTensor,
  alpha: Alpha,
  where: string,
): QuantizedWeights {
  if (typeof alpha !== "string") {
    const limit = float(threshold ?? 0.33);
    const signs = weights.values.map((x) => (Math.abs(x) >= limit ? Math.sign(x) : 0));
    return scaled(weights, signs, alpha, []);
  }
  if (threshold !== null) fail("TF-KERAS-004", { where, what: `ternary with alpha ${alpha} takes no threshold` });
  let scale = channelMaxima(weights).map((maximum) => float(float(2 * maximum) / 3));
  if (alpha === "auto_po2") scale = scale.map((value) => powerScale(value, 0, where));
  let signs: number[] = weights.values.map(() => 0);
  for (let round = 0; round < unrolls; round++) {
    signs = weights.values.map((x, index) => {
      const rounded = float(scale[index]! * roundHalfEven(float(x / scale[index]!)));
      return Math.abs(rounded) >= scale[index]! / 2 ? Math.sign(x) : 0;
    });
    scale = autoScale(alpha, weights, signs, where);
  }
  return scaled(weights, signs, alpha, scale);
}

/** Signs times their scale. Without alpha QKeras passes tanh(x) through the estimator, which leaves the sign exact. */
function scaled(
  weights: FloatTensor,
  signs: readonly number[],
  alpha: Alpha,
  automatic: readonly number[],
): QuantizedWeights {
  if (alpha === null) return { shape: weights.shape, values: signs, scale: 1 };
  const scale = typeof alpha === "number" ? weights.values.map(() => float(alpha)) : automatic;
  const values = weights.values.map((x, index) => straightThrough(x, float(scale[index]! * signs[index]!)));
  return { shape: weights.shape, values, scale: typeof alpha === "number" ? float(alpha) : scale };
}
