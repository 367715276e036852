// Rounding on vectors of 32-bit and 64-bit lanes, one function a mode. `shift` is 1 to the lane's width less 2.
// Source of the semantics: src/fixed/quantize.ts (docs/numerics.md).

/** Drops `shift` low bits toward zero (TRN_ZERO). */
// @ts-ignore: decorator
@inline
export function roundTowardZero32(x: v128, shift: i32): v128 {
  const bias = v128.and(i32x4.shr_s(x, 31), i32x4.splat((1 << shift) - 1));
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits toward zero (TRN_ZERO). */
// @ts-ignore: decorator
@inline
export function roundTowardZero64(x: v128, shift: i32): v128 {
  const bias = v128.and(i64x2.lt_s(x, i64x2.splat(0)), i64x2.splat((<i64>1 << shift) - 1));
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half upward (RND). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfUp32(x: v128, shift: i32): v128 {
  const bias = i32x4.splat(1 << (shift - 1));
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half upward (RND). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfUp64(x: v128, shift: i32): v128 {
  const bias = i64x2.splat(<i64>1 << (shift - 1));
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half downward (RND_MIN_INF). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfDown32(x: v128, shift: i32): v128 {
  const bias = i32x4.splat((1 << (shift - 1)) - 1);
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half downward (RND_MIN_INF). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfDown64(x: v128, shift: i32): v128 {
  const bias = i64x2.splat((<i64>1 << (shift - 1)) - 1);
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half away from zero (RND_INF). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfAwayFromZero32(x: v128, shift: i32): v128 {
  const bias = i32x4.add(i32x4.splat(1 << (shift - 1)), i32x4.shr_s(x, 31));
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half away from zero (RND_INF). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfAwayFromZero64(x: v128, shift: i32): v128 {
  const bias = i64x2.add(i64x2.splat(<i64>1 << (shift - 1)), i64x2.lt_s(x, i64x2.splat(0)));
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half toward zero (RND_ZERO). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfTowardZero32(x: v128, shift: i32): v128 {
  const bias = i32x4.sub(i32x4.splat((1 << (shift - 1)) - 1), i32x4.shr_s(x, 31));
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half toward zero (RND_ZERO). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfTowardZero64(x: v128, shift: i32): v128 {
  const bias = i64x2.sub(i64x2.splat((<i64>1 << (shift - 1)) - 1), i64x2.lt_s(x, i64x2.splat(0)));
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half to even (RND_CONV). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfToEven32(x: v128, shift: i32): v128 {
  const bias = i32x4.add(i32x4.splat((1 << (shift - 1)) - 1), v128.and(i32x4.shr_s(x, shift), i32x4.splat(1)));
  return i32x4.shr_s(i32x4.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half to even (RND_CONV). x + 2^(shift - 1) must fit the lane. */
// @ts-ignore: decorator
@inline
export function roundHalfToEven64(x: v128, shift: i32): v128 {
  const bias = i64x2.add(i64x2.splat((<i64>1 << (shift - 1)) - 1), v128.and(i64x2.shr_s(x, shift), i64x2.splat(1)));
  return i64x2.shr_s(i64x2.add(x, bias), shift);
}
