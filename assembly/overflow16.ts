// Overflow handling on vectors of 16-bit lanes; see overflow.ts.

/** Keeps the low `width` bits as a signed integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapSigned16(x: v128, width: i32): v128 {
  return i16x8.shr_s(i16x8.shl(x, 16 - width), 16 - width);
}

/** Keeps the low `width` bits as an unsigned integer (WRAP). */
// @ts-ignore: decorator
@inline
export function wrapUnsigned16(x: v128, width: i32): v128 {
  return v128.and(x, i16x8.splat((<i16>1 << <i16>width) - 1));
}

/** Clamps to [low, high] (SAT, SAT_SYM). */
// @ts-ignore: decorator
@inline
export function clamp16(x: v128, low: i16, high: i16): v128 {
  return i16x8.min_s(i16x8.max_s(x, i16x8.splat(low)), i16x8.splat(high));
}

/** Clamps to at least `low`. */
// @ts-ignore: decorator
@inline
export function clampLow16(x: v128, low: i16): v128 {
  return i16x8.max_s(x, i16x8.splat(low));
}

/** Clamps to at most `high`. */
// @ts-ignore: decorator
@inline
export function clampHigh16(x: v128, high: i16): v128 {
  return i16x8.min_s(x, i16x8.splat(high));
}

/** Zero outside [low, high] (SAT_ZERO). */
// @ts-ignore: decorator
@inline
export function zeroOutside16(x: v128, low: i16, high: i16): v128 {
  const outside = v128.or(i16x8.lt_s(x, i16x8.splat(low)), i16x8.gt_s(x, i16x8.splat(high)));
  return v128.andnot(x, outside);
}
