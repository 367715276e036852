// Reads of tables in memory: the address of each lane is its raw integer under a mask, so that no read can miss.

/** Four entries of a table of 32-bit integers. */
// @ts-ignore: decorator
@inline
export function lookup32(x: v128, table: usize, mask: i32): v128 {
  const offset = i32x4.shl(v128.and(x, i32x4.splat(mask)), 2);
  let y = v128.load32_zero(table + <usize>i32x4.extract_lane(offset, 0));
  y = v128.load_lane<u32>(table + <usize>i32x4.extract_lane(offset, 1), y, 1);
  y = v128.load_lane<u32>(table + <usize>i32x4.extract_lane(offset, 2), y, 2);
  return v128.load_lane<u32>(table + <usize>i32x4.extract_lane(offset, 3), y, 3);
}

/** The entries of a table of 64-bit integers at the first two of four 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function lookup64Low(x: v128, table: usize, mask: i32): v128 {
  const offset = i32x4.shl(v128.and(x, i32x4.splat(mask)), 3);
  const y = v128.load64_zero(table + <usize>i32x4.extract_lane(offset, 0));
  return v128.load_lane<u64>(table + <usize>i32x4.extract_lane(offset, 1), y, 1);
}

/** The entries of a table of 64-bit integers at the last two of four 32-bit lanes. */
// @ts-ignore: decorator
@inline
export function lookup64High(x: v128, table: usize, mask: i32): v128 {
  const offset = i32x4.shl(v128.and(x, i32x4.splat(mask)), 3);
  const y = v128.load64_zero(table + <usize>i32x4.extract_lane(offset, 2));
  return v128.load_lane<u64>(table + <usize>i32x4.extract_lane(offset, 3), y, 1);
}
