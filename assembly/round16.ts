// Rounding on vectors of eight 16-bit lanes, one function a mode; see round.ts. `shift` is 1 to 14. What exceeds 16 bits on the
// way is clamped there, which callers allow only where the result is clamped anyway.

/** Drops `shift` low bits toward zero (TRN_ZERO). */
// @ts-ignore: decorator
@inline
export function roundTowardZero16(x: v128, shift: i32): v128 {
  const bias = v128.and(i16x8.shr_s(x, 15), i16x8.splat((<i16>1 << <i16>shift) - 1));
  return i16x8.shr_s(i16x8.add(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half upward (RND). */
// @ts-ignore: decorator
@inline
export function roundHalfUp16(x: v128, shift: i32): v128 {
  const bias = i16x8.splat(<i16>1 << (<i16>shift - 1));
  return i16x8.shr_s(i16x8.add_sat_s(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half downward (RND_MIN_INF). */
// @ts-ignore: decorator
@inline
export function roundHalfDown16(x: v128, shift: i32): v128 {
  const bias = i16x8.splat((<i16>1 << (<i16>shift - 1)) - 1);
  return i16x8.shr_s(i16x8.add_sat_s(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half away from zero (RND_INF). */
// @ts-ignore: decorator
@inline
export function roundHalfAwayFromZero16(x: v128, shift: i32): v128 {
  const bias = i16x8.add(i16x8.splat(<i16>1 << (<i16>shift - 1)), i16x8.shr_s(x, 15));
  return i16x8.shr_s(i16x8.add_sat_s(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half toward zero (RND_ZERO). */
// @ts-ignore: decorator
@inline
export function roundHalfTowardZero16(x: v128, shift: i32): v128 {
  const bias = i16x8.sub(i16x8.splat((<i16>1 << (<i16>shift - 1)) - 1), i16x8.shr_s(x, 15));
  return i16x8.shr_s(i16x8.add_sat_s(x, bias), shift);
}

/** Drops `shift` low bits, to nearest, a half to even (RND_CONV). */
// @ts-ignore: decorator
@inline
export function roundHalfToEven16(x: v128, shift: i32): v128 {
  const odd = v128.and(i16x8.shr_s(x, shift), i16x8.splat(1));
  const bias = i16x8.add(i16x8.splat((<i16>1 << (<i16>shift - 1)) - 1), odd);
  return i16x8.shr_s(i16x8.add_sat_s(x, bias), shift);
}
