import { decompose } from "../../../fixed/index.js";

/** An exact fraction, in lowest terms, with a positive denominator. */
export interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

function divisor(a: bigint, b: bigint): bigint {
  let [left, right] = [a < 0n ? -a : a, b];
  while (right !== 0n) [left, right] = [right, left % right];
  return left;
}

/** over / under. */
export function fraction(over: bigint, under = 1n): Rational {
  if (under === 1n) return { over, under };
  const common = divisor(over, under < 0n ? -under : under);
  const sign = under < 0n ? -1n : 1n;
  return { over: (sign * over) / common, under: (sign * under) / common };
}

export const zero = fraction(0n);
export const one = fraction(1n);

/** A finite float, exactly. */
export function ofNumber(value: number): Rational {
  if (value === 0) return zero;
  const { mantissa, exponent } = decompose(value);
  return exponent >= 0 ? fraction(mantissa << BigInt(exponent)) : fraction(mantissa, 1n << BigInt(-exponent));
}

/** 2^exponent. */
export function powerOfTwo(exponent: number): Rational {
  return exponent >= 0 ? fraction(1n << BigInt(exponent)) : fraction(1n, 1n << BigInt(-exponent));
}

export const plus = (a: Rational, b: Rational): Rational =>
  a.over === 0n ? b : b.over === 0n ? a : fraction(a.over * b.under + b.over * a.under, a.under * b.under);
export const negated = (a: Rational): Rational => ({ over: -a.over, under: a.under });
export const minus = (a: Rational, b: Rational): Rational => plus(a, negated(b));
export const times = (a: Rational, b: Rational): Rational => fraction(a.over * b.over, a.under * b.under);
export const divided = (a: Rational, b: Rational): Rational => fraction(a.over * b.under, a.under * b.over);
export const same = (a: Rational, b: Rational): boolean => a.over === b.over && a.under === b.under;

/** Negative, 0 or positive as a is below, equal to or above b. */
export function compared(a: Rational, b: Rational): number {
  const difference = a.over * b.under - b.over * a.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The largest whole number that is not above a. */
export function floorOf({ over, under }: Rational): bigint {
  const quotient = over / under;
  return over < 0n && quotient * under !== over ? quotient - 1n : quotient;
}

/** The least whole number that is not below a. */
export const ceilingOf = (a: Rational): bigint => -floorOf(negated(a));

/** How many binary places a needs; null when it is no binary fraction. */
export function binaryPlaces({ over, under }: Rational): number | null {
  if ((under & (under - 1n)) !== 0n) return null;
  if (under > 1n) return under.toString(2).length - 1;
  if (over === 0n) return 0;
  let places = 0;
  for (let rest = over; (rest & 1n) === 0n; rest >>= 1n) places -= 1;
  return places;
}

/** e where a is 2^e; null when it is no power of two. */
export function exponentOf(a: Rational): number | null {
  const places = binaryPlaces(a);
  if (places === null || a.over <= 0n) return null;
  const isPower = (a.over & (a.over - 1n)) === 0n;
  return isPower ? -places : null;
}

/** The nearest float64 of a, to print it. */
export function toNumber({ over, under }: Rational): number {
  const shift = Math.max(over.toString(2).length, under.toString(2).length) - 900;
  if (shift <= 0) return Number(over) / Number(under);
  return Number(over >> BigInt(shift)) / Number(under >> BigInt(shift));
}
