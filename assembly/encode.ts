// Real numbers to raw integers, in the memory of an input port and in place. Multiplying by a power of two that is no fraction
// loses nothing, and neither does taking the floor; what a format does with numbers beyond its range is left to the caller,
// unless it clamps. Modes: 0 TRN, 1 RND, 2 RND_CONV. Source of the semantics: src/fixed/real.ts.

// @ts-ignore: decorator
@inline
function roundedFloats(x: v128, mode: i32): v128 {
  if (mode == 2) return f32x4.nearest(x);
  const floor = f32x4.floor(x);
  if (mode == 0) return floor;
  const up = f32x4.ge(f32x4.sub(x, floor), f32x4.splat(0.5));
  return f32x4.add(floor, v128.and(up, f32x4.splat(1)));
}

// @ts-ignore: decorator
@inline
function roundedDoubles(x: v128, mode: i32): v128 {
  if (mode == 2) return f64x2.nearest(x);
  const floor = f64x2.floor(x);
  if (mode == 0) return floor;
  const up = f64x2.ge(f64x2.sub(x, floor), f64x2.splat(0.5));
  return f64x2.add(floor, v128.and(up, f64x2.splat(1)));
}

/**
 * Converts `count` singles, a multiple of 4, to 32-bit integers in their place.
 *
 * @param low, high least and largest raw integer, exact in single precision
 * @returns whether every number was in range, or was clamped and is no NaN; else the memory holds nothing of use
 */
export function encodeFloats(at: usize, count: i32, scale: f32, low: f32, high: f32, mode: i32, clamps: bool): bool {
  let fine = i32x4.splat(-1);
  const end = at + (<usize>count << 2);
  for (; at < end; at += 16) {
    const whole = roundedFloats(f32x4.mul(v128.load(at), f32x4.splat(scale)), mode);
    const inside = f32x4.min(f32x4.max(whole, f32x4.splat(low)), f32x4.splat(high));
    // A NaN is not equal to itself.
    fine = v128.and(fine, f32x4.eq(inside, clamps ? inside : whole));
    v128.store(at, i32x4.trunc_sat_f32x4_s(inside));
  }
  return i32x4.all_true(fine);
}

/** The same for `count` doubles, a multiple of 2: the integers lie densely where the first half of the doubles lay. */
export function encodeDoubles(at: usize, count: i32, scale: f64, low: f64, high: f64, mode: i32, clamps: bool): bool {
  let fine = i32x4.splat(-1);
  const end = at + (<usize>count << 3);
  for (let target = at; at < end; at += 16, target += 8) {
    const whole = roundedDoubles(f64x2.mul(v128.load(at), f64x2.splat(scale)), mode);
    const inside = f64x2.min(f64x2.max(whole, f64x2.splat(low)), f64x2.splat(high));
    fine = v128.and(fine, f64x2.eq(inside, clamps ? inside : whole));
    v128.store64_lane(target, i32x4.trunc_sat_f64x2_s_zero(inside), 0);
  }
  return i64x2.all_true(fine);
}
