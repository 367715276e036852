// Between the caller's events (one event after another, elements row-major) and rows (one element after another, events
// side by side in lanes). `bytes` counts bytes of a row of 32-bit lanes, a multiple of 32: eight events.
import { halfRowBytes, rowBytes } from "./layout";

/** Whether any of `count` 32-bit integers lies outside [low, high]. */
export function outside32(source: usize, count: i32, low: i32, high: i32): bool {
  let least = i32x4.splat(low);
  let most = i32x4.splat(high);
  const end = source + (<usize>count << 2);
  while (source + 16 <= end) {
    const x = v128.load(source);
    least = i32x4.min_s(least, x);
    most = i32x4.max_s(most, x);
    source += 16;
  }
  let outside = v128.any_true(v128.or(i32x4.ne(least, i32x4.splat(low)), i32x4.ne(most, i32x4.splat(high))));
  while (source < end) {
    const x = load<i32>(source);
    outside = outside || x < low || x > high;
    source += 4;
  }
  return outside;
}

/** Whether any of `count` 64-bit integers lies outside [low, high]. */
export function outside64(source: usize, count: i32, low: i64, high: i64): bool {
  let outside = false;
  const end = source + (<usize>count << 3);
  while (source < end) {
    const x = load<i64>(source);
    outside = outside || x < low || x > high;
    source += 8;
  }
  return outside;
}

/** Stores a 4 by 4 transpose of 32-bit lanes into four consecutive rows. */
// @ts-ignore: decorator
@inline
function storeTransposed(a: v128, b: v128, c: v128, d: v128, row: usize): void {
  const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
  const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
  v128.store(row, v128.shuffle<i64>(ab, cd, 0, 2));
  v128.store(row + rowBytes, v128.shuffle<i64>(ab, cd, 1, 3));
  const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
  const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
  v128.store(row + 2 * rowBytes, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
  v128.store(row + 3 * rowBytes, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
}

/**
 * Events of `count` 32-bit integers into rows.
 *
 * @returns whether one of them lies outside [low, high]
 */
export function eventsToRows32(source: usize, count: i32, rows: usize, bytes: usize, low: i32, high: i32): bool {
  const eventBytes = <usize>count << 2;
  const whole = eventBytes & ~15;
  let least = i32x4.splat(low);
  let most = i32x4.splat(high);
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = source + (at >> 2) * eventBytes;
    const b = a + eventBytes;
    const c = b + eventBytes;
    const d = c + eventBytes;
    let row = rows + at;
    let offset: usize = 0;
    for (; offset < whole; offset += 16) {
      const x = v128.load(a + offset);
      const y = v128.load(b + offset);
      const z = v128.load(c + offset);
      const w = v128.load(d + offset);
      least = i32x4.min_s(least, i32x4.min_s(i32x4.min_s(x, y), i32x4.min_s(z, w)));
      most = i32x4.max_s(most, i32x4.max_s(i32x4.max_s(x, y), i32x4.max_s(z, w)));
      storeTransposed(x, y, z, w, row);
      row += 4 * rowBytes;
    }
    for (; offset < eventBytes; offset += 4) {
      let x = v128.load32_zero(a + offset);
      x = v128.load_lane<u32>(b + offset, x, 1);
      x = v128.load_lane<u32>(c + offset, x, 2);
      x = v128.load_lane<u32>(d + offset, x, 3);
      least = i32x4.min_s(least, x);
      most = i32x4.max_s(most, x);
      v128.store(row, x);
      row += rowBytes;
    }
  }
  return leaves(least, most, low, high);
}

/** Whether the least and the largest of some integers lie outside [low, high]. */
// @ts-ignore: decorator
@inline
function leaves(least: v128, most: v128, low: i32, high: i32): bool {
  return v128.any_true(v128.or(i32x4.lt_s(least, i32x4.splat(low)), i32x4.gt_s(most, i32x4.splat(high))));
}

/**
 * Events of `count` 32-bit integers into rows of 16-bit lanes; what does not fit is clamped.
 *
 * @returns whether one of them lies outside [low, high]
 */
export function eventsToRows16(source: usize, count: i32, rows: usize, bytes: usize, low: i32, high: i32): bool {
  const eventBytes = <usize>count << 2;
  const whole = eventBytes & ~31;
  let least = i32x4.splat(low);
  let most = i32x4.splat(high);
  for (let at: usize = 0; at < bytes; at += 32) {
    const event = source + (at >> 2) * eventBytes;
    let row = rows + (at >> 1);
    let offset: usize = 0;
    for (; offset < whole; offset += 32) {
      let from = event + offset;
      const a0 = v128.load(from);
      const a1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(a0, a1));
      most = i32x4.max_s(most, i32x4.max_s(a0, a1));
      const a = i16x8.narrow_i32x4_s(a0, a1);
      from += eventBytes;
      const b0 = v128.load(from);
      const b1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(b0, b1));
      most = i32x4.max_s(most, i32x4.max_s(b0, b1));
      const b = i16x8.narrow_i32x4_s(b0, b1);
      from += eventBytes;
      const c0 = v128.load(from);
      const c1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(c0, c1));
      most = i32x4.max_s(most, i32x4.max_s(c0, c1));
      const c = i16x8.narrow_i32x4_s(c0, c1);
      from += eventBytes;
      const d0 = v128.load(from);
      const d1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(d0, d1));
      most = i32x4.max_s(most, i32x4.max_s(d0, d1));
      const d = i16x8.narrow_i32x4_s(d0, d1);
      from += eventBytes;
      const e0 = v128.load(from);
      const e1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(e0, e1));
      most = i32x4.max_s(most, i32x4.max_s(e0, e1));
      const e = i16x8.narrow_i32x4_s(e0, e1);
      from += eventBytes;
      const f0 = v128.load(from);
      const f1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(f0, f1));
      most = i32x4.max_s(most, i32x4.max_s(f0, f1));
      const f = i16x8.narrow_i32x4_s(f0, f1);
      from += eventBytes;
      const g0 = v128.load(from);
      const g1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(g0, g1));
      most = i32x4.max_s(most, i32x4.max_s(g0, g1));
      const g = i16x8.narrow_i32x4_s(g0, g1);
      from += eventBytes;
      const h0 = v128.load(from);
      const h1 = v128.load(from, 16);
      least = i32x4.min_s(least, i32x4.min_s(h0, h1));
      most = i32x4.max_s(most, i32x4.max_s(h0, h1));
      const h = i16x8.narrow_i32x4_s(h0, h1);
      const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
      const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
      const ef = v128.shuffle<i16>(e, f, 0, 8, 1, 9, 2, 10, 3, 11);
      const gh = v128.shuffle<i16>(g, h, 0, 8, 1, 9, 2, 10, 3, 11);
      storeFour(ab, cd, ef, gh, row);
      const abHigh = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
      const cdHigh = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
      const efHigh = v128.shuffle<i16>(e, f, 4, 12, 5, 13, 6, 14, 7, 15);
      const ghHigh = v128.shuffle<i16>(g, h, 4, 12, 5, 13, 6, 14, 7, 15);
      storeFour(abHigh, cdHigh, efHigh, ghHigh, row + 4 * halfRowBytes);
      row += 8 * halfRowBytes;
    }
    for (; offset < eventBytes; offset += 4) {
      let from = event + offset;
      for (let lane: usize = 0; lane < 16; lane += 2) {
        const x = load<i32>(from);
        least = i32x4.min_s(least, i32x4.splat(x));
        most = i32x4.max_s(most, i32x4.splat(x));
        store<i16>(row + lane, <i16>max(min(x, i16.MAX_VALUE), i16.MIN_VALUE));
        from += eventBytes;
      }
      row += halfRowBytes;
    }
  }
  return leaves(least, most, low, high);
}

/** Stores four rows of 16-bit lanes from four vectors of interleaved pairs of events. */
// @ts-ignore: decorator
@inline
function storeFour(ab: v128, cd: v128, ef: v128, gh: v128, row: usize): void {
  const first = v128.shuffle<i32>(ab, cd, 0, 4, 1, 5);
  const second = v128.shuffle<i32>(ef, gh, 0, 4, 1, 5);
  v128.store(row, v128.shuffle<i64>(first, second, 0, 2));
  v128.store(row + halfRowBytes, v128.shuffle<i64>(first, second, 1, 3));
  const third = v128.shuffle<i32>(ab, cd, 2, 6, 3, 7);
  const fourth = v128.shuffle<i32>(ef, gh, 2, 6, 3, 7);
  v128.store(row + 2 * halfRowBytes, v128.shuffle<i64>(third, fourth, 0, 2));
  v128.store(row + 3 * halfRowBytes, v128.shuffle<i64>(third, fourth, 1, 3));
}

/** Four pairs from eight 32-bit integers that fit 16 bits. */
// @ts-ignore: decorator
@inline
function fourPairs(source: usize): v128 {
  return i16x8.narrow_i32x4_s(v128.load(source), v128.load(source, 16));
}

/** Events of `count` 32-bit integers that fit 16 bits into rows of pairs; a last odd element is paired with 0. */
export function eventsToPairs(source: usize, count: i32, rows: usize, bytes: usize): void {
  const eventBytes = <usize>count << 2;
  const whole = eventBytes & ~31;
  const paired = eventBytes & ~7;
  for (let at: usize = 0; at < bytes; at += 16) {
    const a = source + (at >> 2) * eventBytes;
    const b = a + eventBytes;
    const c = b + eventBytes;
    const d = c + eventBytes;
    let row = rows + at;
    let offset: usize = 0;
    for (; offset < whole; offset += 32) {
      storeTransposed(fourPairs(a + offset), fourPairs(b + offset), fourPairs(c + offset), fourPairs(d + offset), row);
      row += 4 * rowBytes;
    }
    for (; offset < eventBytes; offset += 8) {
      const single = offset == paired;
      store<u32>(row, onePair(a + offset, single));
      store<u32>(row, onePair(b + offset, single), 4);
      store<u32>(row, onePair(c + offset, single), 8);
      store<u32>(row, onePair(d + offset, single), 12);
      row += rowBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function onePair(source: usize, single: bool): u32 {
  const even = <u32>load<u16>(source);
  return single ? even : even | ((<u32>load<u16>(source, 4)) << 16);
}

/** Events of `count` 64-bit integers into rows of 64-bit lanes. */
export function eventsToRows64(source: usize, count: i32, rows: usize, bytes: usize): void {
  const eventBytes = <usize>count << 3;
  for (let at: usize = 0; at < bytes << 1; at += 8) {
    const event = source + (at >> 3) * eventBytes;
    let row = rows + at;
    for (let offset: usize = 0; offset < eventBytes; offset += 8) {
      store<i64>(row, load<i64>(event + offset));
      row += 2 * rowBytes;
    }
  }
}

/** Rows of 32-bit lanes, whose addresses stand in a table, into events of `count` 32-bit integers. */
export function rowsToEvents32(table: usize, count: i32, target: usize, bytes: usize): void {
  const eventBytes = <usize>count << 2;
  const whole = eventBytes & ~15;
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = target + (at >> 2) * eventBytes;
    let offset: usize = 0;
    for (; offset < whole; offset += 16) {
      const event = first + offset;
      const a = v128.load(<usize>load<u32>(table + offset) + at);
      const b = v128.load(<usize>load<u32>(table + offset, 4) + at);
      const c = v128.load(<usize>load<u32>(table + offset, 8) + at);
      const d = v128.load(<usize>load<u32>(table + offset, 12) + at);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      v128.store(event, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(event + eventBytes, v128.shuffle<i64>(ab, cd, 1, 3));
      const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(event + 2 * eventBytes, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
      v128.store(event + 3 * eventBytes, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
    }
    for (; offset < eventBytes; offset += 4) {
      const x = v128.load(<usize>load<u32>(table + offset) + at);
      const event = first + offset;
      v128.store_lane<u32>(event, x, 0);
      v128.store_lane<u32>(event + eventBytes, x, 1);
      v128.store_lane<u32>(event + 2 * eventBytes, x, 2);
      v128.store_lane<u32>(event + 3 * eventBytes, x, 3);
    }
  }
}

/** Rows of 16-bit lanes, whose addresses stand in a table, into events of `count` 32-bit integers. */
export function rowsToEvents16(table: usize, count: i32, target: usize, bytes: usize): void {
  const eventBytes = <usize>count << 2;
  const whole = eventBytes & ~15;
  for (let at: usize = 0; at < bytes; at += 16) {
    const first = target + (at >> 2) * eventBytes;
    let offset: usize = 0;
    for (; offset < whole; offset += 16) {
      const event = first + offset;
      const a = v128.load16x4_s(<usize>load<u32>(table + offset) + (at >> 1));
      const b = v128.load16x4_s(<usize>load<u32>(table + offset, 4) + (at >> 1));
      const c = v128.load16x4_s(<usize>load<u32>(table + offset, 8) + (at >> 1));
      const d = v128.load16x4_s(<usize>load<u32>(table + offset, 12) + (at >> 1));
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      v128.store(event, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(event + eventBytes, v128.shuffle<i64>(ab, cd, 1, 3));
      const abHigh = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cdHigh = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      v128.store(event + 2 * eventBytes, v128.shuffle<i64>(abHigh, cdHigh, 0, 2));
      v128.store(event + 3 * eventBytes, v128.shuffle<i64>(abHigh, cdHigh, 1, 3));
    }
    for (; offset < eventBytes; offset += 4) {
      const x = v128.load16x4_s(<usize>load<u32>(table + offset) + (at >> 1));
      const event = first + offset;
      v128.store_lane<u32>(event, x, 0);
      v128.store_lane<u32>(event + eventBytes, x, 1);
      v128.store_lane<u32>(event + 2 * eventBytes, x, 2);
      v128.store_lane<u32>(event + 3 * eventBytes, x, 3);
    }
  }
}

/** Rows of 32-bit lanes, whose addresses stand in a table, into events of `count` 64-bit integers. */
export function rowsToWideEvents(table: usize, count: i32, target: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 4) {
    for (let element = 0; element < count; element++) {
      store<i64>(target, load<i32>(<usize>load<u32>(table + (<usize>element << 2)) + at));
      target += 8;
    }
  }
}

/** Rows of 64-bit lanes, whose addresses stand in a table, into events of `count` 64-bit integers. */
export function rowsToEvents64(table: usize, count: i32, target: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes << 1; at += 8) {
    for (let element = 0; element < count; element++) {
      store<i64>(target, load<i64>(<usize>load<u32>(table + (<usize>element << 2)) + at));
      target += 8;
    }
  }
}
