// Reads of tables in memory: the address of each lane is its raw integer under a mask, so that no read can miss.

/** Eight entries of a table of 16-bit integers at eight 16-bit lanes. */
// @ts-ignore: decorator
@inline
export function lookup16(x: v128, table: usize, mask: i32): v128 {
  const address = v128.and(x, i16x8.splat(<i16>mask));
  let y = i16x8.splat(load<i16>(table + (<usize>i16x8.extract_lane_u(address, 0) << 1)));
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 1) << 1), y, 1);
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 2) << 1), y, 2);
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 3) << 1), y, 3);
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 4) << 1), y, 4);
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 5) << 1), y, 5);
  y = v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 6) << 1), y, 6);
  return v128.load_lane<u16>(table + (<usize>i16x8.extract_lane_u(address, 7) << 1), y, 7);
}

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
