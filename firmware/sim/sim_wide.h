// Trigforge simulation headers: integers of several machine words.
#ifndef TRIGFORGE_SIM_WIDE_H
#define TRIGFORGE_SIM_WIDE_H

#include <cstdint>
#include <type_traits>

namespace trigforge_sim {

/// Integers that the compiler has itself, 128 bits included (std::is_integral leaves those out in strict modes).
template <class T>
struct IsNative : std::is_integral<T> {};
template <>
struct IsNative<__int128> : std::true_type {};
template <>
struct IsNative<unsigned __int128> : std::true_type {};

/// A signed two's complement integer of K words of 64 bits, least significant first. Arithmetic is modulo 2^(64 K).
template <int K>
struct Wide {
  uint64_t word[K];

  Wide() : word() {}

  template <class T, typename std::enable_if<IsNative<T>::value, int>::type = 0>
  Wide(T value) {
    word[0] = uint64_t(value);
    uint64_t sign = value < T(0) ? ~uint64_t(0) : 0;
    for (int k = 1; k < K; k++) word[k] = sizeof(T) > 8 && k == 1 ? uint64_t((unsigned __int128)value >> 64) : sign;
  }

  template <int L>
  Wide(const Wide<L>& other) {
    for (int k = 0; k < K; k++) word[k] = k < L ? other.word[k] : other.signWord();
  }

  /// The low bits, as of any native integer.
  template <class T, typename std::enable_if<IsNative<T>::value && !std::is_same<T, bool>::value, int>::type = 0>
  explicit operator T() const {
    if (sizeof(T) <= 8) return T(word[0]);
    uint64_t upper = K > 1 ? word[K > 1 ? 1 : 0] : signWord();
    return T((unsigned __int128)upper << 64 | word[0]);
  }

  explicit operator bool() const {
    for (int k = 0; k < K; k++)
      if (word[k] != 0) return true;
    return false;
  }

  bool negative() const { return word[K - 1] >> 63; }
  uint64_t signWord() const { return negative() ? ~uint64_t(0) : 0; }

  friend Wide operator+(const Wide& a, const Wide& b) {
    Wide sum;
    unsigned __int128 carry = 0;
    for (int k = 0; k < K; k++) {
      carry += (unsigned __int128)a.word[k] + b.word[k];
      sum.word[k] = uint64_t(carry);
      carry >>= 64;
    }
    return sum;
  }
  friend Wide operator~(const Wide& a) {
    Wide flipped;
    for (int k = 0; k < K; k++) flipped.word[k] = ~a.word[k];
    return flipped;
  }
  friend Wide operator-(const Wide& a) { return ~a + Wide(1); }
  friend Wide operator-(const Wide& a, const Wide& b) { return a + -b; }
  friend Wide operator*(const Wide& a, const Wide& b) {
    Wide product;
    for (int i = 0; i < K; i++) {
      unsigned __int128 carry = 0;
      for (int j = 0; i + j < K; j++) {
        carry += (unsigned __int128)a.word[i] * b.word[j] + product.word[i + j];
        product.word[i + j] = uint64_t(carry);
        carry >>= 64;
      }
    }
    return product;
  }
  friend Wide operator&(const Wide& a, const Wide& b) {
    Wide both;
    for (int k = 0; k < K; k++) both.word[k] = a.word[k] & b.word[k];
    return both;
  }
  friend Wide operator|(const Wide& a, const Wide& b) {
    Wide either;
    for (int k = 0; k < K; k++) either.word[k] = a.word[k] | b.word[k];
    return either;
  }
  friend Wide operator^(const Wide& a, const Wide& b) {
    Wide unequal;
    for (int k = 0; k < K; k++) unequal.word[k] = a.word[k] ^ b.word[k];
    return unequal;
  }
  friend Wide operator<<(const Wide& a, int bits) {
    Wide shifted;
    int whole = bits / 64, part = bits % 64;
    for (int k = K - 1; k >= whole; k--) {
      shifted.word[k] = a.word[k - whole] << part;
      if (part != 0 && k > whole) shifted.word[k] |= a.word[k - whole - 1] >> (64 - part);
    }
    return shifted;
  }
  friend Wide operator>>(const Wide& a, int bits) {
    Wide shifted;
    int whole = bits / 64, part = bits % 64;
    for (int k = 0; k < K; k++) {
      uint64_t here = k + whole < K ? a.word[k + whole] : a.signWord();
      uint64_t above = k + whole + 1 < K ? a.word[k + whole + 1] : a.signWord();
      shifted.word[k] = part == 0 ? here : here >> part | above << (64 - part);
    }
    return shifted;
  }
  friend bool operator==(const Wide& a, const Wide& b) { return !(a ^ b); }
  friend bool operator!=(const Wide& a, const Wide& b) { return bool(a ^ b); }
  friend bool operator<(const Wide& a, const Wide& b) {
    if (a.negative() != b.negative()) return a.negative();
    for (int k = K - 1; k >= 0; k--)
      if (a.word[k] != b.word[k]) return a.word[k] < b.word[k];
    return false;
  }
  friend bool operator>(const Wide& a, const Wide& b) { return b < a; }
  friend bool operator<=(const Wide& a, const Wide& b) { return !(b < a); }
  friend bool operator>=(const Wide& a, const Wide& b) { return !(a < b); }
  friend bool operator!(const Wide& a) { return !bool(a); }

  /// Quotient toward zero, bit by bit.
  friend Wide operator/(const Wide& a, const Wide& b) {
    Wide quotient, rest;
    Wide dividend = a.negative() ? -a : a, divisor = b.negative() ? -b : b;
    for (int bit = 64 * K - 1; bit >= 0; bit--) {
      rest = rest << 1;
      rest.word[0] |= dividend.word[bit / 64] >> (bit % 64) & 1;
      if (rest >= divisor) {
        rest = rest - divisor;
        quotient.word[bit / 64] |= uint64_t(1) << (bit % 64);
      }
    }
    return a.negative() != b.negative() ? -quotient : quotient;
  }
  /// Remainder with the sign of the dividend.
  friend Wide operator%(const Wide& a, const Wide& b) { return a - a / b * b; }
};

}  // namespace trigforge_sim

#endif
