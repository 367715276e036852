import { wrapRaw } from "./quantize.js";
import { type FixedType, fractionOf } from "./types.js";

// The exact result types of ap_fixed's operators (ap_fixed_base.h, struct RType of the vendor's open headers).

function fromParts(signed: boolean, integer: number, fraction: number): FixedType {
  return { signed, integer, width: integer + fraction };
}

function alignedInteger(a: FixedType, b: FixedType): number {
  return Math.max(a.integer + (b.signed && !a.signed ? 1 : 0), b.integer + (a.signed && !b.signed ? 1 : 0));
}

/** The type of a + b: one integer bit more than the aligned operands; signed when either is. */
export function addType(a: FixedType, b: FixedType): FixedType {
  return fromParts(a.signed || b.signed, alignedInteger(a, b) + 1, Math.max(fractionOf(a), fractionOf(b)));
}

/** The type of a − b: as wide as a + b and always signed. */
export function subType(a: FixedType, b: FixedType): FixedType {
  return fromParts(true, alignedInteger(a, b) + 1, Math.max(fractionOf(a), fractionOf(b)));
}

/** The type of a · b: the sums of the widths and of the integer bits. */
export function mulType(a: FixedType, b: FixedType): FixedType {
  return { signed: a.signed || b.signed, width: a.width + b.width, integer: a.integer + b.integer };
}

/** The type of a / b, whose quotient is truncated toward zero and keeps a's fraction bits when b's are not negative. */
export function divType(a: FixedType, b: FixedType): FixedType {
  const sign = b.signed ? 1 : 0;
  return {
    signed: a.signed || b.signed,
    width: a.width + Math.max(fractionOf(b), 0) + sign,
    integer: a.integer + fractionOf(b) + sign,
  };
}

/** The type of −a: one bit more, always signed. */
export function negType(a: FixedType): FixedType {
  return { signed: true, width: a.width + 1, integer: a.integer + 1 };
}

/** The narrowest type that holds every value of both: what a maximum, a selection or a concatenation yields. */
export function unionType(a: FixedType, b: FixedType): FixedType {
  return fromParts(a.signed || b.signed, alignedInteger(a, b), Math.max(fractionOf(a), fractionOf(b)));
}

/**
 * Raw integer of the quotient a / b in {@link divType}, truncated toward zero. The vendor's headers divide in a word that
 * just holds both operands, so the one quotient that does not fit there, lowest / −1 in such a word, wraps to the lowest.
 *
 * @param a raw integer of the dividend, of type `aType`
 * @param b raw integer of the divisor, of type `bType`; not 0
 */
export function divRaw(a: bigint, aType: FixedType, b: bigint, bType: FixedType): bigint {
  const shift = Math.max(fractionOf(bType), 0);
  const width = Math.max(
    aType.width + shift + (bType.signed && !aType.signed ? 1 : 0),
    bType.width + (aType.signed && !bType.signed ? 1 : 0),
  );
  const quotient = (a << BigInt(shift)) / b;
  return wrapRaw(quotient, { signed: aType.signed || bType.signed, width, integer: width });
}

/** The raw integer of a value in a type with `toFraction` fraction bits, exactly. `toFraction` must not be smaller. */
export function alignRaw(raw: bigint, fromFraction: number, toFraction: number): bigint {
  return raw << BigInt(toFraction - fromFraction);
}
