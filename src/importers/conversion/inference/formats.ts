import { type FixedFormat, fractionOf } from "../../../fixed/index.js";
import type { Configuration } from "../configuration.js";
import { type Precision, plainFixed } from "../precision.js";

/** Formats of precisions, or undefined when one is neither a fixed-point nor an integer type. */
export function formatsOf(...precisions: readonly (Precision | undefined)[]): readonly FixedFormat[] | undefined {
  const formats = precisions.flatMap((precision) => (precision?.kind === "format" ? [precision.format] : []));
  return formats.length === precisions.length ? formats : undefined;
}

/** Integer bits of a sum or a choice of two types, without the carry. */
export function alignedInteger(a: FixedFormat, b: FixedFormat): number {
  return Math.max(a.integer + (b.signed && !a.signed ? 1 : 0), b.integer + (a.signed && !b.signed ? 1 : 0));
}

/** The larger number of fraction bits. */
export function commonFraction(a: FixedFormat, b: FixedFormat): number {
  return Math.max(fractionOf(a), fractionOf(b));
}

/** A type that truncates and wraps, width and integer bits capped separately by the configuration's maximum. */
export function capped(configuration: Configuration, width: number, integer: number, signed: boolean): Precision {
  const maximum = formatsOf(configuration.maximumPrecision());
  if (maximum === undefined) return plainFixed(width, integer, signed);
  return plainFixed(Math.min(width, maximum[0]!.width), Math.min(integer, maximum[0]!.integer), signed);
}
