// Counters of one cast or accumulator, at a slot of 48 bytes: how many lanes overflowed (i64), 8 bytes unused, then the
// least and the largest value so far, lane by lane (two vectors). Loops count in registers and come here at their end.
import { max64, min64 } from "./lanes";
import { rowBytes } from "./layout";

/** Adds counts in unsigned 16-bit lanes. */
export function count16(slot: usize, lost: v128): void {
  count32(slot, i32x4.extadd_pairwise_i16x8_u(lost));
}

/** Adds counts in unsigned 32-bit lanes. */
export function count32(slot: usize, lost: v128): void {
  const low = i64x2.extend_low_i32x4_u(lost);
  count64(slot, i64x2.add(low, i64x2.extend_high_i32x4_u(lost)));
}

/** Adds counts in 64-bit lanes. */
export function count64(slot: usize, lost: v128): void {
  store<i64>(slot, load<i64>(slot) + i64x2.extract_lane(lost, 0) + i64x2.extract_lane(lost, 1));
}

/** Notes the least and the largest of some values, lane by lane. */
export function extremes16(slot: usize, least: v128, most: v128): void {
  extremes32(
    slot,
    i32x4.min_s(i32x4.extend_low_i16x8_s(least), i32x4.extend_high_i16x8_s(least)),
    i32x4.max_s(i32x4.extend_low_i16x8_s(most), i32x4.extend_high_i16x8_s(most)),
  );
}

/** Notes the least and the largest of some values, lane by lane. */
export function extremes32(slot: usize, least: v128, most: v128): void {
  v128.store(slot, i32x4.min_s(v128.load(slot, 16), least), 16);
  v128.store(slot, i32x4.max_s(v128.load(slot, 32), most), 32);
}

/** Notes the least and the largest of some values, lane by lane. */
export function extremes64(slot: usize, least: v128, most: v128): void {
  v128.store(slot, min64(v128.load(slot, 16), least), 16);
  v128.store(slot, max64(v128.load(slot, 32), most), 32);
}

/** Notes the least and the largest value in rows of 32-bit lanes. */
export function watchRows32(slot: usize, rows: usize, count: i32, bytes: usize): void {
  let least = v128.load(rows);
  let most = least;
  for (let row = 0; row < count; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = v128.load(rows + at);
      least = i32x4.min_s(least, x);
      most = i32x4.max_s(most, x);
    }
    rows += rowBytes;
  }
  extremes32(slot, least, most);
}

/** Notes the least and the largest value in rows of 64-bit lanes. */
export function watchRows64(slot: usize, rows: usize, count: i32, bytes: usize): void {
  let least = v128.load(rows);
  let most = least;
  for (let row = 0; row < count; row++) {
    for (let at: usize = 0; at < 2 * bytes; at += 16) {
      const x = v128.load(rows + at);
      least = min64(least, x);
      most = max64(most, x);
    }
    rows += 2 * rowBytes;
  }
  extremes64(slot, least, most);
}
