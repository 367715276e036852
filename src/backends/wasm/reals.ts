import { type FixedFormat, fractionOf, highestRaw, lowestRaw, quantizeReal, toReal } from "../../fixed/index.js";
import type { Port } from "./port.js";

/** Raw integers of a port: 32-bit where they fit, else 64-bit. */
export type RawArray = Int32Array | BigInt64Array;

/** Makes an array for a port's raw integers. */
export function rawArray(port: Port, length: number): RawArray {
  return port.storage === "int32" ? new Int32Array(length) : new BigInt64Array(length);
}

/**
 * Converts real numbers to raw integers of a port's format, exactly as `quantizeReal` does, in double arithmetic where that
 * is exact: multiplying by a power of two and taking the floor lose nothing.
 */
export function encodeReals(port: Port, reals: ArrayLike<number>): RawArray {
  const raw = rawArray(port, reals.length);
  const { format } = port;
  const fast = raw instanceof Int32Array && Math.abs(fractionOf(format)) < 900 ? fastEncoder(format) : undefined;
  if (raw instanceof Int32Array && fast !== undefined && format.rounding === "TRN") {
    encodeTruncated(raw, reals, format, fast);
    return raw;
  }
  for (let index = 0; index < raw.length; index++) {
    const value = reals[index]!;
    if (raw instanceof BigInt64Array) {
      raw[index] = quantizeReal(value, format);
    } else {
      const quick = fast?.(value);
      raw[index] = quick ?? Number(quantizeReal(value, format));
    }
  }
  return raw;
}

/** The common rounding in one loop; whatever is not surely inside the format's range goes the long way. */
function encodeTruncated(
  raw: Int32Array,
  reals: ArrayLike<number>,
  format: FixedFormat,
  fast: (value: number) => number | undefined,
): void {
  const scale = 2 ** fractionOf(format);
  const [low, high] = [Number(lowestRaw(format)), Number(highestRaw(format))];
  const lowest = format.overflow === "SAT_SYM" && format.signed && format.width > 1 ? -high : low;
  for (let index = 0; index < raw.length; index++) {
    const value = reals[index]!;
    const scaled = value * scale;
    const size = Math.abs(scaled);
    const floor = Math.floor(scaled);
    if (floor >= lowest && floor <= high && (size >= least || value === 0)) raw[index] = floor;
    else raw[index] = fast(value) ?? Number(quantizeReal(value, format));
  }
}

/** Scaled numbers below this are far from the least normal double: scaling was exact. */
const least = 2 ** -100;

/** A conversion in doubles, which gives undefined where only big integers are exact; undefined for the rare modes. */
function fastEncoder(format: FixedFormat): ((value: number) => number | undefined) | undefined {
  const { width, signed, overflow, saturationBits } = format;
  if (overflow === "WRAP_SM" || saturationBits > 0 || format.family === "int") return undefined;
  const scale = 2 ** fractionOf(format);
  const round = roundings[format.rounding];
  const [low, high] = [Number(lowestRaw(format)), Number(highestRaw(format))];
  const lowest = overflow === "SAT_SYM" && signed && width > 1 ? -high : low;
  const unused = 32 - width;
  return (value) => {
    const scaled = value * scale;
    const size = Math.abs(scaled);
    if (!(size < 2 ** 52) || (size < least && value !== 0)) return undefined;
    const floor = Math.floor(scaled);
    // What truncation leaves is exact, what the floor leaves need not be.
    const left = scaled - Math.trunc(scaled);
    const rounded = left === 0 ? floor : floor + round(left > 0 ? left - 0.5 : left + 0.5, floor, scaled);
    if (rounded >= lowest && rounded <= high) return rounded;
    if (overflow === "WRAP") return signed ? (rounded << unused) >> unused : (rounded << unused) >>> unused;
    return overflow === "SAT_ZERO" ? 0 : rounded > high ? high : lowest;
  };
}

/** What each rounding adds to the floor of a number that is not whole; `side` has the sign of its rest less a half. */
const roundings: {
  readonly [R in FixedFormat["rounding"]]: (side: number, floor: number, scaled: number) => 0 | 1;
} = {
  TRN: () => 0,
  TRN_ZERO: (_side, _floor, scaled) => (scaled < 0 ? 1 : 0),
  RND: (side) => (side >= 0 ? 1 : 0),
  RND_ZERO: (side, _floor, scaled) => (side > 0 || (side === 0 && scaled < 0) ? 1 : 0),
  RND_INF: (side, _floor, scaled) => (side > 0 || (side === 0 && scaled > 0) ? 1 : 0),
  RND_MIN_INF: (side) => (side > 0 ? 1 : 0),
  RND_CONV: (side, floor) => (side > 0 || (side === 0 && floor % 2 !== 0) ? 1 : 0),
};

/** The real numbers that a port's raw integers stand for; exact up to 53 significant bits. */
export function decodeRaw(port: Port, raw: ArrayLike<number | bigint>): Float64Array {
  const reals = new Float64Array(raw.length);
  const fraction = fractionOf(port.format);
  const scale = Math.abs(fraction) < 900 ? 2 ** -fraction : undefined;
  for (let index = 0; index < reals.length; index++) {
    const value = raw[index]!;
    reals[index] = scale !== undefined ? Number(value) * scale : toReal(BigInt(value), port.format);
  }
  return reals;
}
