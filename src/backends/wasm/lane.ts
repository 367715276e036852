import type { Bounds } from "../../ops/index.js";

/** Bits of a lane: an event's element is one lane of an i16x8, an i32x4 or an i64x2 vector. */
export type Lane = 16 | 32 | 64;

/** Least raw integer of a signed lane. */
export const lowestOf = (lane: number): bigint => -(1n << BigInt(lane - 1));

/** Largest raw integer of a signed lane. */
export const highestOf = (lane: number): bigint => (1n << BigInt(lane - 1)) - 1n;

/** Whether every integer of `bounds` is a signed integer of `bits` bits. */
export function fits({ low, high }: Bounds, bits: number): boolean {
  return low >= lowestOf(bits) && high <= highestOf(bits);
}

/** The narrowest lane that holds every integer of `bounds`, or undefined when 64 bits do not suffice. */
export function laneFor(bounds: Bounds): Lane | undefined {
  return fits(bounds, 16) ? 16 : fits(bounds, 32) ? 32 : fits(bounds, 64) ? 64 : undefined;
}

/** The wider of two lanes. */
export function widerLane(a: Lane, b: Lane): Lane {
  return a > b ? a : b;
}

/** The smallest interval that contains two intervals. */
export function unionBounds(a: Bounds, b: Bounds): Bounds {
  return { low: a.low < b.low ? a.low : b.low, high: a.high > b.high ? a.high : b.high };
}

/** The smallest interval that contains the bounds of all elements; [0, 0] for no element. */
export function boundsOf({ low, high }: { low: readonly bigint[]; high: readonly bigint[] }): Bounds {
  let least = low[0] ?? 0n;
  let most = high[0] ?? 0n;
  for (const raw of low) if (raw < least) least = raw;
  for (const raw of high) if (raw > most) most = raw;
  return { low: least, high: most };
}

/** Both ends of an interval, `shift` bits to the left. */
export function shiftBounds({ low, high }: Bounds, shift: number): Bounds {
  return { low: low << BigInt(shift), high: high << BigInt(shift) };
}
