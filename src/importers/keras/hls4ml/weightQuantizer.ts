import { fail } from "../../../errors/index.js";
import { int } from "../../../fixed/index.js";
import type { KerasLayer } from "../architecture.js";
import { isMapping } from "../fields.js";
import { float } from "../quantizers/float32.js";
import type { Alpha, Quantizer } from "../quantizers/quantizer.js";
import { readQuantizer } from "../quantizers/read.js";
import { type FloatTensor, type QuantizedWeights, quantizeWeights } from "../quantizers/weights.js";
import { bit, type Precision, plainFixed, precisionOf } from "./precision.js";

/** A QKeras quantiser of weights, as hls4ml wraps it. */
export interface WeightQuantizer {
  readonly quantizer: Quantizer;
  /** The type that hls4ml gives the weights, whatever the configuration says. */
  readonly type: Precision;
  /** The alpha that hls4ml looks at when it decides to take a scale out; undefined where it sees none. */
  readonly alpha: Alpha | undefined;
  /** The alpha that the quantiser computes with. hls4ml, unlike QKeras, leaves null at 1. */
  readonly computes: Alpha;
  /** How values are encoded after QKeras quantised them: binary weights become signs. */
  readonly encoding: "values" | "bits" | "signs";
}

/**
 * The quantiser of a layer's weights.
 *
 * @param variable `kernel` or `bias`
 * @throws TrigforgeError TF-KERAS-009 for one that hls4ml turns into fixed<16,6> with a warning, or fails on
 * Source of the semantics: hls4ml converters/keras/qkeras.py and model/quantizers.py.
 */
export function readWeightQuantizer(layer: KerasLayer, variable: string): WeightQuantizer | null {
  const value = layer.config.get(`${variable}_quantizer`);
  if (value === undefined) return null;
  const where = `${layer.where}: ${variable}_quantizer`;
  if (!isMapping(value)) {
    return fail("TF-KERAS-009", { where, what: "a quantiser written as a text, on which hls4ml fails" });
  }
  return wrapQuantizer(readQuantizer(value, where), variable === "kernel", where);
}

function wrapQuantizer(quantizer: Quantizer, isKernel: boolean, where: string): WeightQuantizer {
  switch (quantizer.kind) {
    case "bits": {
      const { bits, integer, alpha, name } = quantizer;
      if (name === "quantized_linear") return unsupported(quantizer, where);
      const type = bits === integer ? (bits === 1 ? bit : precisionOf(int(bits))) : plainFixed(bits, integer + 1, true);
      return { quantizer, type, alpha, computes: alpha, encoding: "values" };
    }
    case "ternary":
      return {
        quantizer,
        type: precisionOf(int(2)),
        alpha: quantizer.alpha,
        computes: quantizer.alpha,
        encoding: "values",
      };
    case "binary":
      return {
        quantizer,
        type: isKernel ? bit : precisionOf(int(2)),
        alpha: quantizer.alpha,
        computes: quantizer.alpha,
        encoding: isKernel ? "bits" : "signs",
      };
    case "power":
      return {
        quantizer,
        type: { kind: "exponent", width: quantizer.bits },
        alpha: undefined,
        computes: null,
        encoding: "values",
      };
    default:
      return unsupported(quantizer, where);
  }
}

function unsupported(quantizer: Quantizer, where: string): never {
  return fail("TF-KERAS-009", {
    where,
    what: `hls4ml does not know ${quantizer.name} as a quantiser of weights and takes fixed<16,6> in its place`,
    expected: "quantized_bits, binary, ternary or quantized_po2",
  });
}

/** The quantiser of hls4ml's power-of-two scales. */
export function powerQuantizer(bits: number): WeightQuantizer {
  return {
    quantizer: {
      kind: "power",
      name: "quantized_po2",
      bits,
      maximum: null,
      negativeSlope: 0,
      quadratic: false,
      rounding: "rnd",
    },
    type: { kind: "exponent", width: bits },
    alpha: undefined,
    computes: null,
    encoding: "values",
  };
}

/** QKeras' own result for weights, before hls4ml encodes it. */
export function applyQuantizer(
  { quantizer, computes }: WeightQuantizer,
  data: FloatTensor,
  where: string,
): QuantizedWeights {
  return quantizeWeights(quantizer, { shape: data.shape, values: data.values.map(float) }, where, computes);
}

/** The weights that hls4ml stores: QKeras' result, encoded. */
export function encodeWeights(wrapped: WeightQuantizer, data: FloatTensor, where: string): number[] {
  const { values } = applyQuantizer(wrapped, data, where);
  if (wrapped.encoding === "values") return [...values];
  return values.map((value) => (value >= 0 ? 1 : wrapped.encoding === "bits" ? 0 : -1));
}
