// Pairs: two 16-bit elements interleaved in each 32-bit lane, as i32x4.dot_i16x8_s takes them.
import { rowBytes } from "./layout";

/** Interleaves the first four 16-bit lanes of two vectors. */
// @ts-ignore: decorator
@inline
export function interleaveLow(even: v128, odd: v128): v128 {
  return v128.shuffle<i16>(even, odd, 0, 8, 1, 9, 2, 10, 3, 11);
}

/** Interleaves the last four 16-bit lanes of two vectors. */
// @ts-ignore: decorator
@inline
export function interleaveHigh(even: v128, odd: v128): v128 {
  return v128.shuffle<i16>(even, odd, 4, 12, 5, 13, 6, 14, 7, 15);
}

/**
 * Packs rows of 16-bit lanes into rows of pairs.
 *
 * @param table two addresses of rows for each pair, even element first
 * @param count how many pairs
 * @param result address of the first row of pairs
 * @param bytes bytes of each row of pairs to process, a multiple of 32
 */
export function packPairs16(table: usize, count: i32, result: usize, bytes: usize): void {
  for (let pair = 0; pair < count; pair++) {
    const even = <usize>load<u32>(table);
    const odd = <usize>load<u32>(table, 4);
    for (let at: usize = 0; at < bytes; at += 32) {
      const a = v128.load(even + (at >> 1));
      const b = v128.load(odd + (at >> 1));
      v128.store(result + at, interleaveLow(a, b));
      v128.store(result + at, interleaveHigh(a, b), 16);
    }
    table += 8;
    result += rowBytes;
  }
}

/** Packs rows of 32-bit lanes, whose integers fit 16 bits, into rows of pairs; see packPairs16. */
export function packPairs32(table: usize, count: i32, result: usize, bytes: usize): void {
  for (let pair = 0; pair < count; pair++) {
    const even = <usize>load<u32>(table);
    const odd = <usize>load<u32>(table, 4);
    for (let at: usize = 0; at < bytes; at += 16) {
      const low = v128.and(v128.load(even + at), i32x4.splat(0xffff));
      v128.store(result + at, v128.or(low, i32x4.shl(v128.load(odd + at), 16)));
    }
    table += 8;
    result += rowBytes;
  }
}
