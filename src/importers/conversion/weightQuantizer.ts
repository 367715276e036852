import { float } from "../keras/quantizers/float32.js";
import type { Alpha, Quantizer } from "../keras/quantizers/quantizer.js";
import { type FloatTensor, type QuantizedWeights, quantizeWeights } from "../keras/quantizers/weights.js";
import type { Precision } from "./precision.js";

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
