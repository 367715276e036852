// Pairs: two 16-bit elements interleaved in each 32-bit lane, as i32x4.dot_i16x8_s takes them.
import { rowBytes } from "./layout";

/** Interleaves the low halves of two vectors of 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function interleave(even: v128, odd: v128): v128 {
  return v128.or(v128.and(even, i32x4.splat(0xffff)), i32x4.shl(odd, 16));
}

/**
 * Packs rows of 32-bit lanes into rows of pairs.
 *
 * @param table two addresses of rows for each pair, even element first
 * @param count how many pairs
 * @param result address of the first row of pairs
 * @param bytes bytes of each row to process, a multiple of 32
 */
export function packPairs(table: usize, count: i32, result: usize, bytes: usize): void {
  for (let pair = 0; pair < count; pair++) {
    const even = <usize>load<u32>(table);
    const odd = <usize>load<u32>(table, 4);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(result + at, interleave(v128.load(even + at), v128.load(odd + at)));
    }
    table += 8;
    result += rowBytes;
  }
}
