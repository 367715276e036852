/**
 * The factor on a quantiser's values. `null` is none given; `auto` and `auto_po2` are computed from the weights, one for
 * each output channel.
 */
export type Alpha = number | "auto" | "auto_po2" | null;

/** quantized_bits, and quantized_linear of newer QKeras: a grid of `bits` bits, `integer` of them before the point. */
export interface BitsQuantizer {
  readonly kind: "bits";
  readonly name: "quantized_bits" | "quantized_linear";
  readonly bits: number;
  /** Integer bits without the sign bit. */
  readonly integer: number;
  readonly symmetric: boolean;
  readonly keepNegative: boolean;
  readonly alpha: Alpha;
}

/** quantized_relu. */
export interface ReluQuantizer {
  readonly kind: "relu";
  readonly name: "quantized_relu";
  readonly bits: number;
  readonly integer: number;
  readonly useSigmoid: boolean;
  /** 0, or a power of two. */
  readonly negativeSlope: number;
  /** A ceiling after quantisation, when the quantiser's own range is not it; else null. */
  readonly ceiling: number | null;
}

/** quantized_tanh and quantized_sigmoid; `real` uses the true function, else a clipped line. */
export interface CurveQuantizer {
  readonly kind: "tanh" | "sigmoid";
  readonly name: "quantized_tanh" | "quantized_sigmoid";
  readonly bits: number;
  readonly symmetric: boolean;
  readonly real: boolean;
}

/** binary and stochastic_binary at inference: the sign, 0 counting as positive. */
export interface BinaryQuantizer {
  readonly kind: "binary";
  readonly name: "binary" | "stochastic_binary";
  readonly zeroOne: boolean;
  readonly alpha: Alpha;
}

/** ternary and stochastic_ternary at inference: the sign where the magnitude reaches a threshold, else 0. */
export interface TernaryQuantizer {
  readonly kind: "ternary";
  readonly name: "ternary" | "stochastic_ternary";
  readonly alpha: Alpha;
  /** Default 0.33. */
  readonly threshold: number | null;
  readonly unrolls: number;
}

/** quantized_po2 and quantized_relu_po2: powers of two; 0 becomes the smallest of them. */
export interface PowerQuantizer {
  readonly kind: "power" | "reluPower";
  readonly name: "quantized_po2" | "quantized_relu_po2";
  readonly bits: number;
  readonly maximum: number | null;
  /** Only for quantized_relu_po2: 0, or a power of two. */
  readonly negativeSlope: number;
  /** Whether exponents are even. */
  readonly quadratic: boolean;
  /** How the logarithm is rounded. */
  readonly rounding: "rnd" | "floor";
}

/** QKeras' functions without parameters. */
export type PlainFunction =
  | "hard_sigmoid"
  | "smooth_sigmoid"
  | "binary_sigmoid"
  | "binary_tanh"
  | "hard_tanh"
  | "smooth_tanh";

/** One of QKeras' functions without parameters. */
export interface FunctionQuantizer {
  readonly kind: "function";
  readonly name: PlainFunction;
}

/** Any QKeras quantiser that is read. */
export type Quantizer =
  | BitsQuantizer
  | ReluQuantizer
  | CurveQuantizer
  | BinaryQuantizer
  | TernaryQuantizer
  | PowerQuantizer
  | FunctionQuantizer;

/** The exponents of a power-of-two quantiser: the least and the largest, and the factor on both. */
export function exponentRange({ kind, bits, maximum, quadratic }: PowerQuantizer): { low: number; high: number } {
  const signBit = maximum === null || maximum > 1 ? 1 : 0;
  const effective = (kind === "power" ? bits - 1 : bits) - signBit;
  const high = 2 ** effective - 1;
  return { low: -(2 ** effective), high: quadratic ? 2 * Math.floor(high / 2) : high };
}
