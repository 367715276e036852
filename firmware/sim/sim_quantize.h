// Trigforge simulation headers: rounding and overflow.
#ifndef TRIGFORGE_SIM_QUANTIZE_H
#define TRIGFORGE_SIM_QUANTIZE_H

#include "sim_raw.h"

namespace trigforge_sim {

/// Drops `drop` low bits (fewer than C has, less one) of an integer by a rounding mode.
template <ap_q_mode Q, class C>
inline C roundOff(const C& value, int drop) {
  if (drop <= 0) return value;
  C quotient = value >> drop;
  if (Q == AP_TRN) return quotient;
  C rest = value - shiftLeft(quotient, drop);
  C half = shiftLeft(C(1), drop - 1);
  bool negative = value < C(0);
  bool up = false;
  switch (Q) {
    case AP_TRN: break;
    case AP_TRN_ZERO: up = negative && rest != C(0); break;
    case AP_RND: up = rest >= half; break;
    case AP_RND_MIN_INF: up = rest > half; break;
    case AP_RND_ZERO: up = rest > half || (rest == half && negative); break;
    case AP_RND_INF: up = rest > half || (rest == half && !negative); break;
    case AP_RND_CONV: up = rest > half || (rest == half && bitAt(quotient, 0)); break;
  }
  return up ? C(quotient + C(1)) : quotient;
}

/// Brings a rounded integer into a type of W bits by an overflow mode. `deleted` is the bit of the unrounded source just
/// above the first bit of the type, which AP_WRAP_SM looks at. C has at least W + 2 bits.
template <int W, bool S, ap_o_mode O, int N, class C>
inline typename Lane<W, S>::type fit(const C& value, bool deleted) {
  typedef Lane<W, S> Target;
  const C high = C(shiftLeft(C(1), W - S) - C(1));
  const C low = S ? C(-high - C(1)) : C(0);
  if (O == AP_SAT_SYM) {
    const C lowest = S && W > 1 ? C(-high) : low;
    return Target::wrap(value > high ? high : value < lowest ? lowest : value);
  }
  if (O == AP_WRAP && N == 0) return Target::wrap(value);
  if (value <= high && value >= low) return Target::wrap(value);
  if (O == AP_SAT_ZERO) return Target::wrap(C(0));
  if (O == AP_SAT || (O == AP_WRAP_SM && !S)) return Target::wrap(value > high ? high : low);

  // AP_WRAP with saturation bits, and AP_WRAP_SM.
  const int saturated = N < W ? N : W;
  const bool negative = value < C(0);
  const C kept = C(shiftLeft(C(1), W - saturated) - C(1));
  const C top = negative ? low : C(high & ~kept);
  C wrapped = C(Target::wrap(value));
  if (O == AP_WRAP) return Target::wrap(C((wrapped & kept) | (S ? top : C(shiftLeft(C(1), W) - C(1) - kept))));
  if (N == 0) return Target::wrap(deleted == (wrapped < C(0)) ? wrapped : C(~wrapped));
  if (N == 1) return Target::wrap(negative == (wrapped < C(0)) ? wrapped : C(~wrapped));
  if (bitAt(wrapped, W - saturated) == negative) wrapped = C(~wrapped);
  return Target::wrap(C((wrapped & kept) | top));
}

/// A fixed-point number of W2 bits, I2 of them integer bits, as the raw integer of a type of W and I bits.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N, int W2, int I2, bool S2>
struct Conversion {
  static const int drop = (W2 - I2) - (W - I);
  static const bool plain = (Q == AP_TRN || drop <= 0 || (Q == AP_TRN_ZERO && !S2)) && O == AP_WRAP && N == 0;
  // Beyond these limits one more bit changes nothing: all bits of the source are gone, or all are too high.
  static const int right = minimum(maximum(drop, 0), W2 + 1);
  static const int left = minimum(maximum(-drop, 0), W + 1);
  static const int bits = plain ? maximum(W2 + !S2, W) : maximum(W2 + left, W) + 3;
  typedef typename Whole<bits>::type C;

  static typename Lane<W, S>::type apply(const typename Lane<W2, S2>::type& raw) {
    C value = C(raw);
    if (plain) {
      if (left >= W) return Lane<W, S>::wrap(C(0));
      // shifts stay below the size of C, also where this line is dead
      return Lane<W, S>::wrap(left > 0 ? shiftLeft(value, left < W ? left : 0) : C(value >> minimum(right, bits - 1)));
    }
    const int position = W + right - left;
    const bool deleted = O == AP_WRAP_SM && position >= 0 && bitAt(value, minimum(maximum(position, 0), bits - 1));
    C moved = left > 0 ? shiftLeft(value, left) : roundOff<Q>(value, minimum(right, bits - 2));
    return fit<W, S, O, N>(moved, deleted);
  }
};

/// A double as the raw integer of a fixed-point type.
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
inline typename Lane<W, S>::type fromDouble(double real) {
  typedef typename Whole<54 + W + 4>::type C;
  int64_t mantissa;
  int exponent;
  decompose(real, mantissa, exponent);
  if (mantissa == 0) return Lane<W, S>::wrap(C(0));
  const int drop = -(exponent + W - I);
  const int right = drop > 56 ? 56 : drop, left = -drop > W + 1 ? W + 1 : -drop;
  const int position = W + (drop > 0 ? right : -left);
  const bool deleted = position >= 0 && bitAt(C(mantissa), position < 54 + W ? position : 54 + W);
  C moved = drop > 0 ? roundOff<Q>(C(mantissa), right) : shiftLeft(C(mantissa), left);
  return fit<W, S, O, N>(moved, deleted);
}

/// A double as an integer: toward zero, then wrapped. Between -0.5 and 0 the vendor's headers give 1, and so does this.
template <int W, bool S>
inline typename Lane<W, S>::type integerFromDouble(double real) {
  if (real < 0 && real > -0.5) return Lane<W, S>::wrap(1);
  return fromDouble<W, W, S, AP_TRN_ZERO, AP_WRAP, 0>(real);
}

/// The integer part of a fixed-point number, toward zero, as the raw integer of max(I, 1) bits. Without integer bits the
/// vendor's headers give -1 for every negative number, and so does this.
template <int W, int I, bool S>
inline typename Lane<maximum(I, 1), S>::type integerPart(const typename Lane<W, S>::type& raw) {
  typedef typename Whole<W + 1>::type C;
  if (I <= 0) return Lane<maximum(I, 1), S>::wrap(C(raw) < C(0) ? -1 : 0);
  return Conversion<maximum(I, 1), maximum(I, 1), S, AP_TRN_ZERO, AP_WRAP, 0, W, I, S>::apply(raw);
}

}  // namespace trigforge_sim

#endif
