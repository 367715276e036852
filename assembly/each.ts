// The rare conversions, one lane at a time in 64-bit integers: exact for every shift and width up to 64 bits.
// Source of the semantics: src/fixed/quantize.ts (docs/numerics.md).

/** Rounding modes as `roundEach` numbers them: the order of `roundings` in src/fixed/types.ts. */
const truncating = 0;
const towardZero = 1;
const halfUp = 2;
const halfTowardZero = 3;
const halfAwayFromZero = 4;
const halfDown = 5;
const halfToEven = 6;

/** Drops `shift` low bits of an integer by a rounding mode; `shift` is at least 1 and may exceed 64. */
export function roundOne(x: i64, shift: i32, mode: i32): i64 {
  const negative = x < 0;
  const quotient = shift > 63 ? x >> 63 : x >> shift;
  if (mode == truncating) return quotient;
  if (mode == towardZero) {
    const exact = shift > 63 ? x == 0 : quotient << shift == x;
    return negative && !exact ? quotient + 1 : quotient;
  }
  const order = compareToHalf(x, shift);
  if (order != 0) return order > 0 ? quotient + 1 : quotient;
  if (mode == halfUp) return quotient + 1;
  if (mode == halfDown) return quotient;
  if (mode == halfTowardZero) return negative ? quotient + 1 : quotient;
  if (mode == halfAwayFromZero) return negative ? quotient : quotient + 1;
  if (mode == halfToEven) return quotient + (quotient & 1);
  return unreachable();
}

/** Sign of (x mod 2^shift) − 2^(shift − 1). */
function compareToHalf(x: i64, shift: i32): i32 {
  if (shift > 64) return x < 0 ? 1 : -1;
  const half = (<u64>1) << (shift - 1);
  const remainder = shift == 64 ? <u64>x : <u64>x & (((<u64>1) << shift) - 1);
  return remainder == half ? 0 : remainder > half ? 1 : -1;
}

/** Rounds two 64-bit lanes; see roundOne. */
export function roundEach64(x: v128, shift: i32, mode: i32): v128 {
  const low = roundOne(i64x2.extract_lane(x, 0), shift, mode);
  return i64x2.replace_lane(i64x2.splat(low), 1, roundOne(i64x2.extract_lane(x, 1), shift, mode));
}

/** WRAP with `bits` saturation bits: outside the range the top bits saturate and the rest wraps. */
export function saturateTopOne(x: i64, width: i32, signed: bool, bits: i32): i64 {
  const low = signed ? (<i64>-1) << (width - 1) : 0;
  const high = signed ? ~low : ((<i64>1) << width) - 1;
  if (x >= low && x <= high) return x;
  const kept = width - bits;
  const rest = kept == 0 ? 0 : x & ~((<i64>-1) << kept);
  if (!signed) return ((((<i64>1) << bits) - 1) << kept) | rest;
  return saturatedTop(x < 0, width, bits) | rest;
}

/** The sign bit of a saturated number and, below it, bits − 1 bits of its opposite. */
function saturatedTop(negative: bool, width: i32, bits: i32): i64 {
  if (negative) return (<i64>-1) << (width - 1);
  return (((<i64>1) << (bits - 1)) - 1) << (width - bits);
}

/**
 * WRAP_SM to a signed type: outside the range, sign-magnitude wrap-around. `source` is the number before `shift` bits were
 * rounded away (negative: appended).
 */
export function mirrorOne(x: i64, source: i64, shift: i32, width: i32, bits: i32): i64 {
  const low = (<i64>-1) << (width - 1);
  if (x >= low && x <= ~low) return x;
  const wrapped = (x << (64 - width)) >> (64 - width);
  if (bits == 0) return bitOf(source, width + shift) == wrapped < 0 ? wrapped : ~wrapped;
  if (bits == 1) return x < 0 == wrapped < 0 ? wrapped : ~wrapped;
  const kept = width - bits;
  const mirrored = bitOf(wrapped, kept) == x < 0 ? ~wrapped : wrapped;
  const rest = kept == 0 ? 0 : mirrored & ~((<i64>-1) << kept);
  return saturatedTop(x < 0, width, bits) | rest;
}

function bitOf(x: i64, position: i32): bool {
  return position >= 0 && ((x >> (position > 63 ? 63 : position)) & 1) == 1;
}

/** saturateTopOne on four 32-bit lanes. */
export function saturateTop32(x: v128, width: i32, signed: bool, bits: i32): v128 {
  let y = i32x4.splat(<i32>saturateTopOne(i32x4.extract_lane(x, 0), width, signed, bits));
  y = i32x4.replace_lane(y, 1, <i32>saturateTopOne(i32x4.extract_lane(x, 1), width, signed, bits));
  y = i32x4.replace_lane(y, 2, <i32>saturateTopOne(i32x4.extract_lane(x, 2), width, signed, bits));
  return i32x4.replace_lane(y, 3, <i32>saturateTopOne(i32x4.extract_lane(x, 3), width, signed, bits));
}

/** saturateTopOne on two 64-bit lanes. */
export function saturateTop64(x: v128, width: i32, signed: bool, bits: i32): v128 {
  const low = saturateTopOne(i64x2.extract_lane(x, 0), width, signed, bits);
  return i64x2.replace_lane(
    i64x2.splat(low), 1, saturateTopOne(i64x2.extract_lane(x, 1), width, signed, bits));
}

/** mirrorOne on four 32-bit lanes. */
export function mirror32(x: v128, source: v128, shift: i32, width: i32, bits: i32): v128 {
  const a = mirrorOne(i32x4.extract_lane(x, 0), i32x4.extract_lane(source, 0), shift, width, bits);
  const b = mirrorOne(i32x4.extract_lane(x, 1), i32x4.extract_lane(source, 1), shift, width, bits);
  const c = mirrorOne(i32x4.extract_lane(x, 2), i32x4.extract_lane(source, 2), shift, width, bits);
  const d = mirrorOne(i32x4.extract_lane(x, 3), i32x4.extract_lane(source, 3), shift, width, bits);
  let y = i32x4.splat(<i32>a);
  y = i32x4.replace_lane(y, 1, <i32>b);
  y = i32x4.replace_lane(y, 2, <i32>c);
  return i32x4.replace_lane(y, 3, <i32>d);
}

/** mirrorOne on two 64-bit lanes. */
export function mirror64(x: v128, source: v128, shift: i32, width: i32, bits: i32): v128 {
  const low = mirrorOne(i64x2.extract_lane(x, 0), i64x2.extract_lane(source, 0), shift, width, bits);
  const high = mirrorOne(i64x2.extract_lane(x, 1), i64x2.extract_lane(source, 1), shift, width, bits);
  return i64x2.replace_lane(i64x2.splat(low), 1, high);
}
