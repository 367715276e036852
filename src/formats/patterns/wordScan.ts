import { hexadecimal, zero } from "./bytes.js";

/** A word that was read. */
export interface ScannedWord {
  /** Its halves, as 32-bit integers of either sign. */
  high: number;
  low: number;
  /** Where its digits end. */
  end: number;
  /** Which letters it has: bits of `lowerLetter` and `upperLetter`. */
  letters: number;
  /** Whether it has more than 64 bits, or more digits than that many bits take. */
  overflow: boolean;
}

/** Reads hexadecimal digits. @param limit where the bytes end */
export function readHexadecimal(bytes: Uint8Array, start: number, limit: number, word: ScannedWord): void {
  let [high, low, kinds, at] = [0, 0, 0, start];
  for (; at < limit; at++) {
    const digit = hexadecimal[bytes[at]!]!;
    if (digit === 255) break;
    kinds |= digit;
    high = (high << 4) | (low >>> 28);
    low = (low << 4) | (digit & 15);
  }
  word.high = high;
  word.low = low;
  word.end = at;
  word.letters = kinds & 0x30;
  word.overflow = at - start > 16;
}

/** Digits of a decimal that a floating-point number holds for certain. */
const safeDigits = 15;

/** Reads decimal digits. @param limit where the bytes end */
export function readDecimal(bytes: Uint8Array, start: number, limit: number, word: ScannedWord): void {
  let at = start;
  let value = 0;
  for (; at < limit; at++) {
    const digit = bytes[at]! - zero;
    if (digit < 0 || digit > 9) break;
    if (at - start < safeDigits) value = value * 10 + digit;
  }
  word.end = at;
  word.letters = 0;
  word.overflow = false;
  if (at - start <= safeDigits) {
    word.low = value | 0;
    word.high = Math.floor(value / 2 ** 32) | 0;
    return;
  }
  readLongDecimal(bytes.subarray(start, at), word);
}

/** Most digits that are converted: zeros in front of a word of 64 bits are possible, but not many. */
const longestDecimal = 64;

function readLongDecimal(digits: Uint8Array, word: ScannedWord): void {
  const value = digits.length > longestDecimal ? 2n ** 64n : BigInt(new TextDecoder().decode(digits));
  word.overflow = value >= 2n ** 64n;
  word.low = Number(BigInt.asIntN(32, value));
  word.high = Number(BigInt.asIntN(32, value >> 32n));
}
