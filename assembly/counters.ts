// Counters of one cast or accumulator, at a slot of 48 bytes: how many lanes overflowed (i64), 8 bytes unused, then the
// least and the largest value so far, lane by lane (two vectors).
import { rowBytes } from "./layout";

/** Counts the lanes whose value changed when it was brought into range. */
export function count32(slot: usize, before: v128, after: v128): void {
  store<i64>(slot, load<i64>(slot) + <i64>popcnt(i32x4.bitmask(i32x4.ne(before, after))));
}

/** Counts the lanes whose value changed when it was brought into range. */
export function count64(slot: usize, before: v128, after: v128): void {
  store<i64>(slot, load<i64>(slot) + <i64>popcnt(i64x2.bitmask(i64x2.ne(before, after))));
}

/** Notes four values for the least and the largest, kept as 32-bit lanes. */
export function extremes32(slot: usize, x: v128): void {
  v128.store(slot, i32x4.min_s(v128.load(slot, 16), x), 16);
  v128.store(slot, i32x4.max_s(v128.load(slot, 32), x), 32);
}

/** Notes two values for the least and the largest, kept as 64-bit lanes. */
export function extremes64(slot: usize, x: v128): void {
  const least = v128.load(slot, 16);
  const most = v128.load(slot, 32);
  v128.store(slot, v128.bitselect(x, least, i64x2.lt_s(x, least)), 16);
  v128.store(slot, v128.bitselect(x, most, i64x2.gt_s(x, most)), 32);
}

/** Notes rows of 32-bit lanes for the least and the largest. */
export function watchRows32(slot: usize, rows: usize, count: i32, bytes: usize): void {
  for (let row = 0; row < count; row++) {
    for (let at: usize = 0; at < bytes; at += 16) extremes32(slot, v128.load(rows + at));
    rows += rowBytes;
  }
}

/** Notes rows of 64-bit lanes for the least and the largest. */
export function watchRows64(slot: usize, rows: usize, count: i32, bytes: usize): void {
  for (let row = 0; row < count; row++) {
    for (let at: usize = 0; at < 2 * bytes; at += 16) extremes64(slot, v128.load(rows + at));
    rows += 2 * rowBytes;
  }
}
