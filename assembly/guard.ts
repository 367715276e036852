// Whether sums stay inside their accumulator in a block of events, from the least and the largest of each operand in the
// block. Where they do, no assignment on the way overflows, and the sums may be computed in any way. In single precision,
// which callers make up for.
import { rowBytes } from "./layout";

/**
 * @param rows addresses of `terms` rows for each of `groups` groups
 * @param half whether the rows have 16-bit lanes, else 32
 * @param weights for each term the positive weights, then the sizes of the negative ones: one f32 a column, columns filled up
 *   to a multiple of four
 * @param room for each column the largest sum of sizes that surely stays inside
 * @param sizes room for two f32 a term
 * @param bytes bytes of a row of 32-bit lanes to look at
 */
export function staysWithin(
  rows: usize,
  groups: i32,
  terms: i32,
  half: bool,
  weights: usize,
  columns: i32,
  room: usize,
  sizes: usize,
  bytes: usize,
): bool {
  const rowOfWeights = <usize>((columns + 3) & ~3) << 2;
  for (let group = 0; group < groups; group++) {
    for (let term = 0; term < terms; term++) {
      const row = <usize>load<u32>(rows + (<usize>term << 2));
      if (half) sizes16(row, bytes, sizes + (<usize>term << 3));
      else sizes32(row, bytes, sizes + (<usize>term << 3));
    }
    for (let column: usize = 0; column < rowOfWeights; column += 16) {
      let high = f32x4.splat(0);
      let low = high;
      let weight = weights + column;
      for (let term = 0; term < terms; term++) {
        const above = v128.load32_splat(sizes + (<usize>term << 3));
        const below = v128.load32_splat(sizes + (<usize>term << 3), 4);
        const positive = v128.load(weight);
        const negative = v128.load(weight + rowOfWeights);
        high = f32x4.add(high, f32x4.add(f32x4.mul(above, positive), f32x4.mul(below, negative)));
        low = f32x4.add(low, f32x4.add(f32x4.mul(below, positive), f32x4.mul(above, negative)));
        weight += 2 * rowOfWeights;
      }
      if (v128.any_true(f32x4.gt(f32x4.max(high, low), v128.load(room + column)))) return false;
    }
    rows += <usize>terms << 2;
  }
  return true;
}

/** Stores how far a row reaches above zero, and how far below. */
function sizes32(row: usize, bytes: usize, sizes: usize): void {
  let most = i32x4.splat(0);
  let least = most;
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(row + at);
    most = i32x4.max_s(most, x);
    least = i32x4.min_s(least, x);
  }
  storeSizes(most, least, sizes);
}

/** Stores how far a row of 16-bit lanes reaches above zero, and how far below. */
function sizes16(row: usize, bytes: usize, sizes: usize): void {
  let most = i16x8.splat(0);
  let least = most;
  for (let at: usize = 0; at < bytes >> 1; at += 16) {
    const x = v128.load(row + at);
    most = i16x8.max_s(most, x);
    least = i16x8.min_s(least, x);
  }
  most = i32x4.max_s(i32x4.extend_low_i16x8_s(most), i32x4.extend_high_i16x8_s(most));
  least = i32x4.min_s(i32x4.extend_low_i16x8_s(least), i32x4.extend_high_i16x8_s(least));
  storeSizes(most, least, sizes);
}

// @ts-ignore: decorator
@inline
function storeSizes(most: v128, least: v128, sizes: usize): void {
  most = i32x4.max_s(most, v128.shuffle<i32>(most, most, 2, 3, 0, 1));
  least = i32x4.min_s(least, v128.shuffle<i32>(least, least, 2, 3, 0, 1));
  store<f32>(sizes, <f32>max(i32x4.extract_lane(most, 0), i32x4.extract_lane(most, 1)));
  store<f32>(sizes, -<f32>min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)), 4);
}

/** Shifts rows of 32-bit lanes where they lie: `right` drops low bits, `left` appends zeros. */
export function shiftRows32(rows: usize, count: i32, right: i32, left: i32, bytes: usize): void {
  for (let row = 0; row < count; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(rows + at, i32x4.shl(i32x4.shr_s(v128.load(rows + at), right), left));
    }
    rows += rowBytes;
  }
}
