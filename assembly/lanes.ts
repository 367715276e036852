// Arithmetic on vectors of four 32-bit or two 64-bit lanes that WebAssembly lacks, one event a lane.

/** The larger of a and b, lane by lane. */
// @ts-ignore: decorator
@inline
export function max64(a: v128, b: v128): v128 {
  return v128.bitselect(a, b, i64x2.gt_s(a, b));
}

/** The smaller of a and b, lane by lane. */
// @ts-ignore: decorator
@inline
export function min64(a: v128, b: v128): v128 {
  return v128.bitselect(b, a, i64x2.gt_s(a, b));
}

/** Four 32-bit lanes from the low halves of two vectors of 64-bit lanes. */
// @ts-ignore: decorator
@inline
export function narrow64(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(low, high, 0, 2, 4, 6);
}
