import { fail } from "../../../errors/index.js";
import { type FixedFormat, fixed, ufixed } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { float } from "../quantizers/float32.js";
import type {
  BitsQuantizer,
  CurveQuantizer,
  PlainFunction,
  Quantizer,
  ReluQuantizer,
} from "../quantizers/quantizer.js";
import { curveTable, powerTable } from "./tables.js";
import type { ExactWriter } from "./writer.js";

/**
 * Writes a QKeras quantiser as an activation at inference, exactly.
 *
 * @throws TrigforgeError TF-KERAS-005 when it has no fixed-point meaning
 * Source of the semantics: QKeras 0.9.0, qkeras/quantizers.py; docs/importers-keras.md has each formula.
 */
export function quantizeActivation(writer: ExactWriter, x: ValueId, quantizer: Quantizer, where: string): ValueId {
  const { builder } = writer;
  switch (quantizer.kind) {
    case "bits":
      return scaled(writer, bits(writer, x, quantizer, where), quantizer.alpha, where);
    case "relu":
      return relu(writer, x, quantizer, where);
    case "tanh":
    case "sigmoid":
      return quantizer.real ? curveTable(writer, x, quantizer, where) : hardCurve(writer, x, quantizer, where);
    case "binary": {
      const positive = builder.compare(">=", x, writer.scalar(x, 0, where));
      const signs = quantizer.zeroOne ? positive : plusMinus(writer, positive, where);
      return scaled(writer, signs, quantizer.alpha, where);
    }
    case "ternary":
      return scaled(writer, ternary(writer, x, float(quantizer.threshold ?? 0.33), where), quantizer.alpha, where);
    case "power":
    case "reluPower":
      return powerTable(writer, x, quantizer, where);
    case "function":
      return plainFunction(writer, x, quantizer.name, where);
  }
}

/**
 * The format of a quantiser whose whole effect is one conversion, so that a port of this format needs no quantiser; null
 * for any other quantiser.
 */
export function portFormat(quantizer: Quantizer): FixedFormat | null {
  if (quantizer.kind === "bits" && (quantizer.alpha === null || quantizer.alpha === 1)) {
    return quantizer.bits - (quantizer.keepNegative ? 1 : 0) > 0 ? bitsFormat(quantizer) : null;
  }
  const isPlainRelu = quantizer.kind === "relu" && !quantizer.useSigmoid && quantizer.negativeSlope === 0;
  return isPlainRelu && quantizer.ceiling === null
    ? ufixed(quantizer.bits, quantizer.integer, "RND_CONV", "SAT")
    : null;
}

/** Half to even, then clipped: the grid of quantized_bits. Its `integer` does not count the sign bit. */
function bitsFormat({ bits: width, integer, symmetric, keepNegative }: BitsQuantizer): FixedFormat {
  if (!keepNegative) return ufixed(width, integer, "RND_CONV", "SAT");
  return fixed(width, integer + 1, "RND_CONV", symmetric ? "SAT_SYM" : "SAT");
}

function bits(writer: ExactWriter, x: ValueId, quantizer: BitsQuantizer, where: string): ValueId {
  if (quantizer.keepNegative && quantizer.bits === 1) {
    const signs = plusMinus(writer, writer.builder.compare(">=", x, writer.scalar(x, 0, where)), where);
    return quantizer.name === "quantized_bits" ? signs : writer.builder.scale(signs, quantizer.integer - 1);
  }
  return writer.builder.cast(x, bitsFormat(quantizer));
}

/** −1 and 1 from a truth value. */
function plusMinus(writer: ExactWriter, condition: ValueId, where: string): ValueId {
  return writer.builder.select(condition, writer.scalar(condition, 1, where), writer.scalar(condition, -1, where));
}

/** The quantiser's factor. One computed from the data would depend on the other events of the batch. */
function scaled(writer: ExactWriter, x: ValueId, alpha: number | string | null, where: string): ValueId {
  if (alpha === null || alpha === 1) return x;
  if (typeof alpha === "string") {
    return fail("TF-KERAS-005", {
      where,
      what: `alpha ${alpha} on an activation: its scale depends on the other events of the batch`,
      expected: "alpha null, 1 or another number",
    });
  }
  const factor = float(alpha);
  const shift = Math.log2(factor);
  if (Number.isInteger(shift)) return writer.builder.scale(x, shift);
  return writer.exact(writer.builder.mul(x, writer.scalar(x, factor, where)), where);
}

function relu(writer: ExactWriter, x: ValueId, quantizer: ReluQuantizer, where: string): ValueId {
  const { bits: width, integer, negativeSlope, useSigmoid, ceiling } = quantizer;
  if (useSigmoid && negativeSlope !== 0) {
    fail("TF-KERAS-005", {
      where,
      what: "quantized_relu with use_sigmoid and a negative slope",
      expected: "one of them",
    });
  }
  const { builder } = writer;
  let result: ValueId;
  if (useSigmoid) {
    // 2 · round(hard_sigmoid(x / 2^integer) · m) / m − 1, clipped to 0 … 1 − 1/m.
    const rounded = builder.cast(
      hardSigmoid(writer, builder.scale(x, -integer), where),
      ufixed(width + 1, 1, "RND_CONV"),
    );
    const folded = builder.sub(builder.scale(rounded, 1), writer.scalar(x, 1, where));
    result = builder.scale(builder.cast(folded, ufixed(width, 0, "TRN", "SAT")), integer);
  } else if (negativeSlope === 0) {
    result = builder.cast(x, ufixed(width, integer, "RND_CONV", "SAT"));
  } else {
    result = leaky(writer, x, quantizer, where);
  }
  return ceiling === null ? result : builder.min(result, writer.scalar(x, float(ceiling), where));
}

/** With a slope 2^−n one bit goes to the sign; x · slope is rounded on the same grid, down to −slope · 2^integer. */
function leaky(writer: ExactWriter, x: ValueId, quantizer: ReluQuantizer, where: string): ValueId {
  const { builder } = writer;
  const { integer } = quantizer;
  const magnitude = quantizer.bits - 1;
  const shift = Math.log2(quantizer.negativeSlope);
  if (magnitude < 1 || magnitude + shift < 0) {
    fail("TF-KERAS-005", {
      where,
      what: `a slope of ${quantizer.negativeSlope} is finer than the grid of ${quantizer.bits} bits`,
      expected: `at least 2^-${Math.max(magnitude, 0)}`,
    });
  }
  const above = builder.cast(x, ufixed(magnitude, integer, "RND_CONV", "SAT"));
  const low = fixed(magnitude + shift + 1, integer + shift + 1, "RND_CONV", "SAT");
  const below = builder.min(builder.cast(builder.scale(x, shift), low), writer.scalar(x, 0, where));
  return builder.add(above, below);
}

/** clip(x / 2 + 1/2, 0, 1). */
function hardSigmoid(writer: ExactWriter, x: ValueId, where: string): ValueId {
  const { builder } = writer;
  const line = builder.add(builder.scale(x, -1), writer.scalar(x, 0.5, where));
  return clip(writer, writer.exact(line, where), 0, 1, where);
}

function clip(writer: ExactWriter, x: ValueId, low: number, high: number, where: string): ValueId {
  const { builder } = writer;
  return builder.min(builder.max(x, writer.scalar(x, low, where)), writer.scalar(x, high, where));
}

/** quantized_tanh and quantized_sigmoid with their clipped lines: clip(x, −1, 1) and clip(x / 2 + 1/2, 0, 1). */
function hardCurve(
  writer: ExactWriter,
  x: ValueId,
  { kind, bits: width, symmetric }: CurveQuantizer,
  where: string,
): ValueId {
  const { builder } = writer;
  if (kind === "tanh") return builder.cast(x, fixed(width, 1, "RND_CONV", symmetric ? "SAT_SYM" : "SAT"));
  const rounded = builder.cast(hardSigmoid(writer, x, where), ufixed(width, 0, "RND_CONV", "SAT"));
  return symmetric ? builder.max(rounded, writer.scalar(x, 2 ** -width, where)) : rounded;
}

/** The sign where |x| reaches the threshold, elsewhere 0. A threshold of 0 or less leaves the sign. */
function ternary(writer: ExactWriter, x: ValueId, threshold: number, where: string): ValueId {
  const { builder } = writer;
  const [up, down] = threshold > 0 ? ([">=", "<="] as const) : ([">", "<"] as const);
  const limit = Math.max(threshold, 0);
  const above = builder.compare(up, x, writer.scalar(x, limit, where));
  const below = builder.compare(down, x, writer.scalar(x, -limit, where));
  const negative = builder.select(below, writer.scalar(x, -1, where), writer.scalar(x, 0, where));
  return builder.select(above, writer.scalar(x, 1, where), negative);
}

function plainFunction(writer: ExactWriter, x: ValueId, name: PlainFunction, where: string): ValueId {
  const { builder } = writer;
  switch (name) {
    case "hard_sigmoid":
      return hardSigmoid(writer, x, where);
    case "hard_tanh":
      return clip(writer, x, -1, 1, where);
    case "smooth_sigmoid": {
      const slope = builder.mul(x, writer.scalar(x, 0.1875, where));
      return clip(writer, writer.exact(builder.add(slope, writer.scalar(x, 0.5, where)), where), 0, 1, where);
    }
    case "smooth_tanh":
      return clip(writer, writer.exact(builder.mul(x, writer.scalar(x, 0.375, where)), where), -1, 1, where);
    case "binary_sigmoid":
      // round(1/2) is 0, half to even.
      return builder.compare(">", x, writer.scalar(x, 0, where));
    case "binary_tanh":
      return plusMinus(writer, builder.compare(">", x, writer.scalar(x, 0, where)), where);
  }
}
