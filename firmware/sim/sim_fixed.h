// Trigforge simulation headers: ap_fixed and ap_ufixed.
#ifndef TRIGFORGE_SIM_FIXED_H
#define TRIGFORGE_SIM_FIXED_H

#include "sim_integer.h"

namespace trigforge_sim {

/// What ap_fixed and ap_ufixed have in common.
template <class Number, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct FixedPoint : Stored<Number, W, I, S, false> {
  using Stored<Number, W, I, S, false>::raw;
  static constexpr int iwidth = I;
  static constexpr ap_q_mode qmode = Q;
  static constexpr ap_o_mode omode = O;

  /// The integer part, toward zero (docs/numerics.md has the exception for types without integer bits).
  typename NumberOf<Shape<maximum(I, 1), maximum(I, 1), S, true>>::type to_ap_int_base() const {
    return numberFrom<Shape<maximum(I, 1), maximum(I, 1), S, true>>(integerPart<W, I, S>(raw));
  }
  char to_char() const { return to_ap_int_base().to_char(); }
  int to_int() const { return to_ap_int_base().to_int(); }
  unsigned to_uint() const { return to_ap_int_base().to_uint(); }
  ap_slong to_int64() const { return to_ap_int_base().to_int64(); }
  ap_ulong to_uint64() const { return to_ap_int_base().to_uint64(); }
  double to_double() const { return nearest<double, W, S>(raw, I - W); }
  float to_float() const { return nearest<float, W, S>(raw, I - W); }

  /// Every native type: floating point to the nearest, integers toward zero, bool by being other than zero.
  template <class T, typename std::enable_if<std::is_arithmetic<T>::value, int>::type = 0>
  operator T() const {
    return native(static_cast<T*>(nullptr));
  }

  int wl() const { return W; }
  int iwl() const { return I; }
  ap_q_mode q_mode() const { return Q; }
  ap_o_mode o_mode() const { return O; }

 protected:
  template <class T>
  void take(const T& value) {
    typedef typename View<T>::shape From;
    raw = Conversion<W, I, S, Q, O, N, From::width, From::integer, From::isSigned>::apply(View<T>::raw(value));
  }
  void take(double real) { raw = fromDouble<W, I, S, Q, O, N>(real); }
  void take(float real) { take(double(real)); }

 private:
  bool native(bool*) const { return !this->is_zero(); }
  float native(float*) const { return to_float(); }
  double native(double*) const { return to_double(); }
  long double native(long double*) const { return to_double(); }
  template <class T>
  T native(T*) const {
    return T(to_int64());
  }
};
template <class Number, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr int FixedPoint<Number, W, I, S, Q, O, N>::iwidth;
template <class Number, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr ap_q_mode FixedPoint<Number, W, I, S, Q, O, N>::qmode;
template <class Number, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
constexpr ap_o_mode FixedPoint<Number, W, I, S, Q, O, N>::omode;

/// Prints the nearest double.
template <class Number, int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
inline std::ostream& operator<<(std::ostream& out, const FixedPoint<Number, W, I, S, Q, O, N>& number) {
  return out << number.to_double();
}

}  // namespace trigforge_sim

/// A signed number of W bits, I of them before the binary point. Takes any number: rounded by Q, then fitted by O and N.
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct ap_fixed : trigforge_sim::FixedPoint<ap_fixed<W, I, Q, O, N>, W, I, true, Q, O, N> {
  ap_fixed() {}
  template <class T, typename std::enable_if<trigforge_sim::View<T>::ours, int>::type = 0>
  ap_fixed(const T& number) {
    this->take(number);
  }
  template <class T, typename std::enable_if<trigforge_sim::View<T>::native, int>::type = 0>
  ap_fixed(T number) {
    this->take(number);
  }
  ap_fixed(double real) { this->take(real); }
  ap_fixed(float real) { this->take(real); }
};

/// An unsigned number; see ap_fixed.
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct ap_ufixed : trigforge_sim::FixedPoint<ap_ufixed<W, I, Q, O, N>, W, I, false, Q, O, N> {
  static_assert(O != AP_WRAP_SM, "unsigned numbers have no AP_WRAP_SM");
  ap_ufixed() {}
  template <class T, typename std::enable_if<trigforge_sim::View<T>::ours, int>::type = 0>
  ap_ufixed(const T& number) {
    this->take(number);
  }
  template <class T, typename std::enable_if<trigforge_sim::View<T>::native, int>::type = 0>
  ap_ufixed(T number) {
    this->take(number);
  }
  ap_ufixed(double real) { this->take(real); }
  ap_ufixed(float real) { this->take(real); }
};

#endif
