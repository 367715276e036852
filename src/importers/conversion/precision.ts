import { fail } from "../../errors/index.js";
import { type FixedFormat, fixed, parseFormat, printFormat, sameFormat, uint } from "../../fixed/index.js";

/** A type as hls4ml's graph holds it, before and after inference. */
export type Precision =
  | { readonly kind: "format"; readonly format: FixedFormat }
  /** XnorPrecisionType: ap_uint<1> in which 0 stands for −1. */
  | { readonly kind: "bit" }
  /** ExponentPrecisionType: a sign and an exponent of this width. */
  | { readonly kind: "exponent"; readonly width: number }
  /** To be inferred. */
  | { readonly kind: "auto" };

export const auto: Precision = { kind: "auto" };
export const bit: Precision = { kind: "bit" };

/** A fixed-point or integer precision. */
export function precisionOf(format: FixedFormat): Precision {
  return { kind: "format", format };
}

/**
 * Reads a precision of an hls4ml configuration.
 *
 * @throws TrigforgeError TF-KERAS-009 for floating-point types, TF-FIXED-001 and TF-FIXED-002 for anything unreadable
 */
export function parsePrecision(text: string, where: string): Precision {
  const word = text.trim();
  if (word.toLowerCase() === "auto") return auto;
  if (/^(float|double|half|bfloat16|ap_float|ac_std_float|std_float|ac_float)/.test(word)) {
    return fail("TF-KERAS-009", { where, what: `the floating-point type ${word}`, expected: "a fixed-point type" });
  }
  return precisionOf(parseFormat(word, where));
}

/** Whether hls4ml takes two precisions for the same. */
export function samePrecision(a: Precision, b: Precision): boolean {
  if (a.kind === "format" && b.kind === "format") return sameFormat(a.format, b.format);
  if (a.kind === "exponent" && b.kind === "exponent") return a.width === b.width;
  return a.kind === b.kind;
}

/** The C++ type that a precision becomes. */
export function formatOfPrecision(precision: Precision, where: string): FixedFormat {
  if (precision.kind === "format") return precision.format;
  if (precision.kind === "bit") return uint(1);
  return fail("TF-KERAS-009", { where, what: `${printPrecision(precision)} stands where a number belongs` });
}

/** A precision in words. */
export function printPrecision(precision: Precision): string {
  if (precision.kind === "format") return printFormat(precision.format);
  return precision.kind === "exponent" ? `exponents of ${precision.width} bits` : precision.kind;
}

/** hls4ml's FixedPrecisionType that truncates and wraps. */
export function plainFixed(width: number, integer: number, signed: boolean): Precision {
  return precisionOf({ ...fixed(width, integer), signed });
}
