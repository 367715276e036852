import type { FixedFormat } from "../../../fixed/index.js";
import type { Configuration } from "../configuration.js";
import { type Precision, plainFixed, precisionOf, samePrecision } from "../precision.js";
import { alignedInteger, capped, commonFraction, formatsOf } from "./formats.js";

/** The result of a merge of two tensors. */
export function inferMerge(configuration: Configuration, operation: string, a: Precision, b: Precision): Precision {
  const formats = formatsOf(a, b);
  if ((operation === "maximum" || operation === "minimum") && samePrecision(a, b)) return a;
  if (formats === undefined) return configuration.defaultPrecision();
  const [x, y] = formats as [FixedFormat, FixedFormat];
  const signed = x.signed || y.signed;
  if (operation === "multiply") return capped(configuration, x.width + y.width, x.integer + y.integer, signed);
  const integer = alignedInteger(x, y);
  if (operation === "maximum" || operation === "minimum") {
    return plainFixed(integer + commonFraction(x, y), integer, signed);
  }
  const width = integer + 1 + commonFraction(x, y);
  return capped(configuration, width, integer + 1, signed || operation === "subtract");
}

/** The result of a concatenation: both types' values, and the first modes that are not the default ones. */
export function inferConcatenate(configuration: Configuration, a: Precision, b: Precision): Precision {
  if (samePrecision(a, b)) return a;
  const formats = formatsOf(a, b);
  if (formats === undefined) return configuration.defaultPrecision();
  const [x, y] = formats as [FixedFormat, FixedFormat];
  const integer = alignedInteger(x, y);
  const type = capped(configuration, integer + commonFraction(x, y), integer, x.signed || y.signed);
  // hls4ml reads the modes of an integer type as truncation and wrapping.
  const modes = (format: FixedFormat) => (format.family === "int" ? { ...format, rounding: "TRN" as const } : format);
  const [m, n] = [modes(x), modes(y)];
  return precisionOf({
    ...(type.kind === "format" ? type.format : x),
    rounding: m.rounding !== "TRN" ? m.rounding : n.rounding,
    overflow: m.overflow !== "WRAP" ? m.overflow : n.overflow,
    saturationBits: m.saturationBits !== 0 ? m.saturationBits : n.saturationBits,
  });
}

/** The result of a dot product of vectors of a length. */
export function inferDot(configuration: Configuration, length: number, a: Precision, b: Precision): Precision {
  const formats = formatsOf(a, b);
  if (formats === undefined) return configuration.defaultPrecision();
  const [x, y] = formats as [FixedFormat, FixedFormat];
  const growth = Math.ceil(Math.log2(length));
  return capped(configuration, x.width + y.width + growth, x.integer + y.integer + growth, x.signed || y.signed);
}
