import {
  type FixedFormat,
  type FixedType,
  formatOf,
  fractionOf,
  printVendorFormat,
  typeOf,
} from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";

/** Widest type that the HLS tools' and Trigforge's own headers have, in bits. */
export const maximumWidth = 1024;

/**
 * The C++ type of a value. A cast, an accumulator and a port carry their modes; whatever is exact needs none. A port that
 * saturates symmetrically is declared without modes: it may carry the lowest raw integer, which SAT_SYM would not copy.
 */
export function formatOfValue(program: Program, value: ValueId): FixedFormat {
  const { op, type } = program.values[value]!;
  switch (op.kind) {
    case "input":
      return op.format.overflow === "SAT_SYM" ? formatOf(typeOf(op.format)) : op.format;
    case "cast":
      return op.to;
    case "contract":
      return op.accumulator;
    case "reduce":
      return op.reduction.by === "sum" ? op.reduction.accumulator : formatOf(type);
    default:
      return formatOf(type);
  }
}

/** A plain type as C++ spells it. */
export function printPlain(type: FixedType): string {
  return printVendorFormat(formatOf(typeOf(type)));
}

/**
 * The type through which a value of type `from` is assigned to `to`; `from` itself wherever that assignment is defined.
 *
 * The vendor's headers leave two assignments undefined. From a type without integer bits to an integer they may read a bit
 * that was never set: one integer bit, −1 for every negative value, gives what they give otherwise. A rounding that drops
 * more bits than the source has asserts: the source gets those bits, copies of its sign.
 */
export function assignableType(from: FixedType, to: FixedFormat): FixedType {
  const { signed, width } = from;
  if (to.family === "int") return from.integer <= 0 ? { signed, width: 1, integer: 1 } : typeOf(from);
  const dropped = fractionOf(from) - fractionOf(to);
  const exact = to.rounding === "TRN" || (to.rounding === "TRN_ZERO" && !signed);
  if (exact || dropped - 1 < width) return typeOf(from);
  return { signed, width: dropped, integer: dropped - fractionOf(from) };
}
