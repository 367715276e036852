import { fail } from "../../../errors/index.js";
import { int } from "../../../fixed/index.js";
import { bit, plainFixed, precisionOf } from "../../conversion/precision.js";
import type { WeightQuantizer } from "../../conversion/weightQuantizer.js";
import { isMapping } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import type { Quantizer } from "../quantizers/quantizer.js";
import { readQuantizer } from "../quantizers/read.js";

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
