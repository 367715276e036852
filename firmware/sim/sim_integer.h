// Trigforge simulation headers: ap_int and ap_uint.
#ifndef TRIGFORGE_SIM_INTEGER_H
#define TRIGFORGE_SIM_INTEGER_H

#include <ostream>
#include <string>

#include "sim_operators.h"
#include "sim_reference.h"

namespace trigforge_sim {

/// What ap_int and ap_uint have in common.
template <class Number, int W, bool S>
struct Integer : Stored<Number, W, W, S, true> {
  typedef typename std::conditional<S, ap_slong, ap_ulong>::type Native;
  using Stored<Number, W, W, S, true>::raw;

  bool to_bool() const { return !this->is_zero(); }
  char to_char() const { return char(to_int64()); }
  signed char to_schar() const { return (signed char)(to_int64()); }
  unsigned char to_uchar() const { return (unsigned char)(to_int64()); }
  short to_short() const { return short(to_int64()); }
  unsigned short to_ushort() const { return (unsigned short)(to_int64()); }
  int to_int() const { return int(to_int64()); }
  unsigned to_uint() const { return unsigned(to_int64()); }
  long to_long() const { return long(to_int64()); }
  unsigned long to_ulong() const { return (unsigned long)(to_int64()); }
  ap_slong to_int64() const { return ap_slong(raw); }
  ap_ulong to_uint64() const { return ap_ulong(raw); }
  double to_double() const { return nearest<double, W, S>(raw, 0); }
  float to_float() const { return nearest<float, W, S>(raw, 0); }
  /// The low 64 bits, wherever C++ wants an integer.
  operator Native() const { return Native(raw); }

  bool iszero() const { return this->is_zero(); }
  bool test(int index) const { return this->bit(index); }
  bool get_bit(int index) const { return this->bit(index); }
  void set_bit(int index, bool value) { this->bit(index) = value; }
  void set(int index, bool value = true) { this->bit(index) = value; }
  void clear(int index) { this->bit(index) = false; }
  void invert(int index) { this->bit(index) = !get_bit(index); }
  bool and_reduce() const { return Lane<W, true>::wrap(raw) == typename Lane<W, true>::type(-1); }
  bool or_reduce() const { return to_bool(); }
  bool xor_reduce() const {
    bool odd = false;
    for (int index = 0; index < W; index++) odd ^= get_bit(index);
    return odd;
  }

  /// The bits of this number above those of another.
  template <class B, int V, bool R>
  ap_uint<W + V> concat(const Integer<B, V, R>& low) const {
    ap_uint<W + V> both;
    both.range(W + V - 1, V) = static_cast<const Number&>(*this);
    both.range(V - 1, 0) = static_cast<const B&>(low);
    return both;
  }

 protected:
  template <class T>
  void take(const T& value) {
    typedef typename View<T>::shape From;
    raw = Lane<W, S>::wrap(integerPart<From::width, From::integer, From::isSigned>(View<T>::raw(value)));
  }
};

/// (a, b): the bits of a above those of b.
template <class A, int W, bool S, class B, int V, bool R>
inline ap_uint<W + V> operator,(const Integer<A, W, S>& a, const Integer<B, V, R>& b) {
  return a.concat(b);
}

/// Prints the integer in decimal.
template <class Number, int W, bool S>
inline std::ostream& operator<<(std::ostream& out, const Integer<Number, W, S>& number) {
  typedef typename Whole<W + 5>::type C;
  C rest = C(number.raw);
  bool negative = rest < C(0);
  std::string digits;
  do {
    int digit = int(rest % C(10));
    digits.insert(digits.begin(), char('0' + (digit < 0 ? -digit : digit)));
    rest = rest / C(10);
  } while (rest != C(0));
  return out << (negative ? "-" + digits : digits);
}

}  // namespace trigforge_sim

/// A signed integer of W bits. Takes any number: fixed point and floating point toward zero, then the low W bits.
template <int W>
struct ap_int : trigforge_sim::Integer<ap_int<W>, W, true> {
  ap_int() {}
  template <class T, typename std::enable_if<trigforge_sim::View<T>::ours, int>::type = 0>
  ap_int(const T& number) {
    this->take(number);
  }
  template <class T, typename std::enable_if<trigforge_sim::View<T>::native, int>::type = 0>
  ap_int(T number) {
    this->take(number);
  }
  ap_int(double real) { this->raw = trigforge_sim::integerFromDouble<W, true>(real); }
  ap_int(float real) : ap_int(double(real)) {}
};

/// An unsigned integer of W bits; see ap_int.
template <int W>
struct ap_uint : trigforge_sim::Integer<ap_uint<W>, W, false> {
  ap_uint() {}
  template <class T, typename std::enable_if<trigforge_sim::View<T>::ours, int>::type = 0>
  ap_uint(const T& number) {
    this->take(number);
  }
  template <class T, typename std::enable_if<trigforge_sim::View<T>::native, int>::type = 0>
  ap_uint(T number) {
    this->take(number);
  }
  ap_uint(double real) { this->raw = trigforge_sim::integerFromDouble<W, false>(real); }
  ap_uint(float real) : ap_uint(double(real)) {}
};

#endif
