// Overflow handling on vectors of 32-bit and 64-bit lanes. Source of the semantics: src/fixed/quantize.ts.
import { max64, min64 } from "./lanes";

/** Keeps the low `width` bits as a signed integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapSigned32(x: v128, width: i32): v128 {
  return i32x4.shr_s(i32x4.shl(x, 32 - width), 32 - width);
}

/** Keeps the low `width` bits as an unsigned integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapUnsigned32(x: v128, width: i32): v128 {
  return v128.and(x, i32x4.splat((1 << width) - 1));
}

/** Clamps to [low, high] (SAT, SAT_SYM). */
// @ts-ignore: decorator
@inline
export function clamp32(x: v128, low: i32, high: i32): v128 {
  return i32x4.min_s(i32x4.max_s(x, i32x4.splat(low)), i32x4.splat(high));
}

/** Clamps to at least `low`. */
// @ts-ignore: decorator
@inline
export function clampLow32(x: v128, low: i32): v128 {
  return i32x4.max_s(x, i32x4.splat(low));
}

/** Clamps to at most `high`. */
// @ts-ignore: decorator
@inline
export function clampHigh32(x: v128, high: i32): v128 {
  return i32x4.min_s(x, i32x4.splat(high));
}

/** Zero outside [low, high] (SAT_ZERO). */
// @ts-ignore: decorator
@inline
export function zeroOutside32(x: v128, low: i32, high: i32): v128 {
  const outside = v128.or(i32x4.lt_s(x, i32x4.splat(low)), i32x4.gt_s(x, i32x4.splat(high)));
  return v128.andnot(x, outside);
}

/** Keeps the low `width` bits as a signed integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapSigned64(x: v128, width: i32): v128 {
  return i64x2.shr_s(i64x2.shl(x, 64 - width), 64 - width);
}

/** Keeps the low `width` bits as an unsigned integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapUnsigned64(x: v128, width: i32): v128 {
  return v128.and(x, i64x2.splat((<i64>1 << width) - 1));
}

/** Clamps to [low, high] (SAT, SAT_SYM). */
// @ts-ignore: decorator
@inline
export function clamp64(x: v128, low: i64, high: i64): v128 {
  return min64(max64(x, i64x2.splat(low)), i64x2.splat(high));
}

/** Clamps to at least `low`. */
// @ts-ignore: decorator
@inline
export function clampLow64(x: v128, low: i64): v128 {
  return max64(x, i64x2.splat(low));
}

/** Clamps to at most `high`. */
// @ts-ignore: decorator
@inline
export function clampHigh64(x: v128, high: i64): v128 {
  return min64(x, i64x2.splat(high));
}

/** Zero outside [low, high] (SAT_ZERO). */
// @ts-ignore: decorator
@inline
export function zeroOutside64(x: v128, low: i64, high: i64): v128 {
  const outside = v128.or(i64x2.lt_s(x, i64x2.splat(low)), i64x2.gt_s(x, i64x2.splat(high)));
  return v128.andnot(x, outside);
}
