import { fail } from "../../../errors/index.js";
import type { Rounding } from "../../../fixed/index.js";
import { ceilingOf, floorOf, fraction, minus, plus, type Rational } from "./rational.js";

/** QONNX's rounding modes. */
export type QuantRounding = "ROUND" | "CEIL" | "FLOOR" | "UP" | "DOWN" | "HALF_UP" | "HALF_DOWN";

/** The ap_fixed mode that does the same; CEIL and UP have none. */
export const vendorRounding: Readonly<Record<QuantRounding, Rounding | null>> = {
  ROUND: "RND_CONV",
  FLOOR: "TRN",
  DOWN: "TRN_ZERO",
  HALF_UP: "RND_INF",
  HALF_DOWN: "RND_ZERO",
  CEIL: null,
  UP: null,
};

const half = fraction(1n, 2n);

/** Reads a rounding mode as qonnx does. @throws TrigforgeError TF-ONNX-004 for an unknown name */
export function readRounding(name: string, where: string): QuantRounding {
  const upper = name.toUpperCase();
  const known = upper === "HALF_EVEN" ? "ROUND" : upper;
  if (Object.hasOwn(vendorRounding, known)) return known as QuantRounding;
  return fail("TF-ONNX-004", {
    where,
    what: `the rounding mode "${name.slice(0, 40)}"`,
    expected: `one of ${Object.keys(vendorRounding).join(", ")}, HALF_EVEN`,
  });
}

/** Where the rounded result becomes a level: from this number on, itself included or not. */
export function boundary(level: bigint, mode: QuantRounding): { at: Rational; included: boolean } {
  const whole = fraction(level);
  switch (mode) {
    case "FLOOR":
      return { at: whole, included: true };
    case "CEIL":
      return { at: minus(whole, fraction(1n)), included: false };
    case "UP":
      return level > 0n ? boundary(level, "CEIL") : boundary(level, "FLOOR");
    case "DOWN":
      return level > 0n ? boundary(level, "FLOOR") : boundary(level, "CEIL");
    case "ROUND":
      return { at: minus(whole, half), included: (level & 1n) === 0n };
    case "HALF_UP":
      return { at: minus(whole, half), included: level > 0n };
    case "HALF_DOWN":
      return { at: minus(whole, half), included: level <= 0n };
  }
}

/** An exact number, rounded. */
export function roundRational(value: Rational, mode: QuantRounding): bigint {
  const candidate = ceilingOf(plus(value, fraction(2n)));
  // The largest level whose boundary lies below the value; it is at most two away.
  for (let level = candidate; ; level -= 1n) {
    const { at, included } = boundary(level, mode);
    const difference = minus(value, at).over;
    if (difference > 0n || (included && difference === 0n)) return level;
  }
}

/** The least whole number v with v · slope + offset at or beyond the boundary of a level; slope is positive. */
export function thresholdOf(level: bigint, mode: QuantRounding, slope: Rational, offset: Rational): bigint {
  const { at, included } = boundary(level, mode);
  const distance = minus(at, offset);
  const point = fraction(distance.over * slope.under, distance.under * slope.over);
  return included ? ceilingOf(point) : floorOf(point) + 1n;
}
