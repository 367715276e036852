// Trigforge simulation headers: the machine integers that hold raw integers of any width, up to 1024 bits.
#ifndef TRIGFORGE_SIM_RAW_H
#define TRIGFORGE_SIM_RAW_H

#include <cmath>
#include <cstring>

#include "sim_wide.h"

/// Tells code that these are Trigforge's simulation headers, not the vendor's.
#define TRIGFORGE_SIM 1

/// Rounding modes, numbered as in the vendor's headers; docs/numerics.md has their meanings.
enum ap_q_mode { AP_RND, AP_RND_ZERO, AP_RND_MIN_INF, AP_RND_INF, AP_RND_CONV, AP_TRN, AP_TRN_ZERO };

/// Overflow modes, numbered as in the vendor's headers; docs/numerics.md has their meanings.
enum ap_o_mode { AP_SAT, AP_SAT_ZERO, AP_SAT_SYM, AP_WRAP, AP_WRAP_SM };

typedef long long ap_slong;
typedef unsigned long long ap_ulong;

namespace trigforge_sim {

constexpr int maximum(int a, int b) { return a > b ? a : b; }
constexpr int minimum(int a, int b) { return a < b ? a : b; }

template <int size, bool isSigned>
struct NativeOf;
template <> struct NativeOf<8, true> { typedef int8_t type; };
template <> struct NativeOf<8, false> { typedef uint8_t type; };
template <> struct NativeOf<16, true> { typedef int16_t type; };
template <> struct NativeOf<16, false> { typedef uint16_t type; };
template <> struct NativeOf<32, true> { typedef int32_t type; };
template <> struct NativeOf<32, false> { typedef uint32_t type; };
template <> struct NativeOf<64, true> { typedef int64_t type; };
template <> struct NativeOf<64, false> { typedef uint64_t type; };
template <> struct NativeOf<128, true> { typedef __int128 type; };
template <> struct NativeOf<128, false> { typedef unsigned __int128 type; };

constexpr int nativeSize(int width) { return width <= 8 ? 8 : width <= 16 ? 16 : width <= 32 ? 32 : width <= 64 ? 64 : 128; }

/// Where a raw integer of `width` bits lives: a native integer of its sign, or a Wide (always signed, so that an unsigned
/// number needs one bit more).
template <int width, bool isSigned, bool native = (width <= 128)>
struct Lane {
  typedef typename NativeOf<nativeSize(width), isSigned>::type type;
  typedef typename NativeOf<nativeSize(width), false>::type bits;
  static const int size = nativeSize(width);

  /// The low `width` bits of any integer.
  template <class C>
  static type wrap(const C& value) {
    bits low = static_cast<bits>(value);
    if (isSigned) return type(type(bits(low << (size - width))) >> (size - width));
    return type(bits(low << (size - width)) >> (size - width));
  }
};

template <int width, bool isSigned>
struct Lane<width, isSigned, false> {
  static_assert(width <= 1024, "Trigforge's simulation headers hold numbers of at most 1024 bits");
  typedef Wide<(width + (isSigned ? 63 : 64)) / 64> type;
  static const int words = (width + (isSigned ? 63 : 64)) / 64;

  template <class C>
  static type wrap(const C& value) {
    type low(value);
    const int last = (width - 1) / 64, part = width - 64 * last;
    uint64_t top = low.word[last] << (64 - part);
    low.word[last] = isSigned ? uint64_t(int64_t(top) >> (64 - part)) : top >> (64 - part);
    for (int k = last + 1; k < words; k++) low.word[k] = 0;
    return low;
  }
};

/// A signed integer of at least `bits` bits to compute with.
template <int bits, bool native = (bits <= 128)>
struct Whole {
  typedef typename NativeOf<maximum(32, nativeSize(bits)), true>::type type;
};
template <int bits>
struct Whole<bits, false> {
  typedef Wide<(bits + 63) / 64> type;
};

template <class C>
struct UnsignedOf { typedef typename std::make_unsigned<C>::type type; };
template <>
struct UnsignedOf<__int128> { typedef unsigned __int128 type; };

/// value · 2^bits modulo the size of C; `bits` is below that size.
template <class C>
inline C shiftLeft(const C& value, int bits) {
  return C(typename UnsignedOf<C>::type(value) << bits);
}
template <int K>
inline Wide<K> shiftLeft(const Wide<K>& value, int bits) {
  return value << bits;
}

/// One bit of an integer in two's complement.
template <class C>
inline bool bitAt(const C& value, int position) {
  return bool((value >> position) & C(1));
}

/// value · 2^exponent as the nearest double or float, ties to even, rounded once.
template <class Real, class C>
inline Real nearest(const C& value, int exponent, std::true_type /* fits in 64 bits */) {
  return std::ldexp(Real(value), exponent);
}
template <class Real, class C>
inline Real nearest(const C& value, int exponent, std::false_type) {
  bool negative = value < C(0);
  C magnitude = negative ? C(-value) : value;
  int drop = 0;
  while (C(magnitude >> drop) > C(uint64_t(1) << 62)) drop++;
  uint64_t kept = uint64_t(C(magnitude >> drop));
  if (shiftLeft(C(magnitude >> drop), drop) != magnitude) kept |= 1;
  Real result = std::ldexp(Real(kept), drop + exponent);
  return negative ? -result : result;
}
template <class Real, int width, bool isSigned>
inline Real nearest(const typename Lane<width, isSigned>::type& raw, int exponent) {
  typedef typename Whole<width + 2>::type C;
  return nearest<Real>(C(raw), exponent, std::integral_constant<bool, (width < 64)>());
}

/// A double as mantissa · 2^exponent. Infinities are ±2^1024 and NaN lies beyond them.
inline void decompose(double value, int64_t& mantissa, int& exponent) {
  uint64_t bits;
  std::memcpy(&bits, &value, 8);
  int biased = int(bits >> 52 & 0x7ff);
  uint64_t fraction = bits & 0xfffffffffffffull;
  mantissa = int64_t(biased == 0 ? fraction : fraction | 0x10000000000000ull);
  exponent = (biased == 0 ? 1 : biased) - 1075;
  if (bits >> 63) mantissa = -mantissa;
}

}  // namespace trigforge_sim

#endif
