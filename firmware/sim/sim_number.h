// Trigforge simulation headers: what an operand is, and the result types of arithmetic.
#ifndef TRIGFORGE_SIM_NUMBER_H
#define TRIGFORGE_SIM_NUMBER_H

#include "sim_quantize.h"

template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
struct ap_fixed;
template <int W, int I, ap_q_mode Q = AP_TRN, ap_o_mode O = AP_WRAP, int N = 0>
struct ap_ufixed;
template <int W>
struct ap_int;
template <int W>
struct ap_uint;

namespace trigforge_sim {

/// The type of a number as its operators see it. `whole` tells ap_[u]int (and C++ integers) from fixed point.
template <int W, int I, bool S, bool whole>
struct Shape {
  static const int width = W;
  static const int integer = I;
  static const int fraction = W - I;
  static const bool isSigned = S;
  static const bool isWhole = whole;
  typedef Lane<W, S> lane;
};

/// The class that holds numbers of a shape.
template <class Kind>
struct NumberOf;
template <int W, int I>
struct NumberOf<Shape<W, I, true, false>> { typedef ap_fixed<W, I> type; };
template <int W, int I>
struct NumberOf<Shape<W, I, false, false>> { typedef ap_ufixed<W, I> type; };
template <int W, int I>
struct NumberOf<Shape<W, I, true, true>> { typedef ap_int<W> type; };
template <int W, int I>
struct NumberOf<Shape<W, I, false, true>> { typedef ap_uint<W> type; };

template <class T>
struct Exists { typedef void type; };

/// How a C++ type takes part in arithmetic: its shape and its raw integer. `valid` is false for types that do not;
/// `ours` are numbers and references to their bits, `number` the numbers alone.
template <class T, class Enable = void>
struct View {
  static const bool valid = false;
  static const bool native = false;
  static const bool ours = false;
  static const bool number = false;
};

/// C++ integers (bool has one bit) and unscoped enumerations, which count as the integer they promote to.
template <class T>
struct View<T, typename std::enable_if<std::is_integral<T>::value ||
                                       (std::is_enum<T>::value && std::is_convertible<T, int>::value)>::type> {
  typedef typename std::conditional<std::is_enum<T>::value, int, T>::type Native;
  static const bool valid = true;
  static const bool native = true;
  static const bool ours = false;
  static const bool number = false;
  static const int width = std::is_same<Native, bool>::value ? 1 : int(8 * sizeof(Native));
  typedef Shape<width, width, std::is_signed<Native>::value, true> shape;
  static typename shape::lane::type raw(T value) { return typename shape::lane::type(value); }
};

/// Trigforge's numbers, and references to their bits, which count as unsigned integers.
template <class T>
struct View<T, typename Exists<typename T::trigforge_shape>::type> {
  static const bool valid = true;
  static const bool native = false;
  static const bool ours = true;
  static const bool number = T::trigforge_number;
  typedef typename T::trigforge_shape shape;
  static typename shape::lane::type raw(const T& value) { return value.trigforge_raw(); }
};

/// A number of a shape from any integer, of which it keeps the low bits.
template <class Kind, class C>
inline typename NumberOf<Kind>::type numberFrom(const C& value) {
  typename NumberOf<Kind>::type number;
  number.raw = Kind::lane::wrap(value);
  return number;
}

/// Result types of the operators on two shapes.
template <class A, class B>
struct Rules {
  static const bool isSigned = A::isSigned || B::isSigned;
  static const bool isWhole = A::isWhole && B::isWhole;
  static const int integer = maximum(A::integer + (B::isSigned && !A::isSigned), B::integer + (A::isSigned && !B::isSigned));
  static const int fraction = maximum(A::fraction, B::fraction);
  typedef Shape<integer + fraction, integer, isSigned, isWhole> logic;
  typedef Shape<integer + 1 + fraction, integer + 1, isSigned, isWhole> sum;
  typedef Shape<integer + 1 + fraction, integer + 1, true, isWhole> difference;
  typedef Shape<A::width + B::width, A::integer + B::integer, isSigned, isWhole> product;
  typedef Shape<A::width + maximum(B::fraction, 0) + B::isSigned, A::integer + B::fraction + B::isSigned, isSigned, isWhole>
      quotient;
  static const int remainderWidth = minimum(A::width, B::width + (!B::isSigned && A::isSigned));
  typedef Shape<remainderWidth, remainderWidth, A::isSigned, true> remainder;

  typedef typename Whole<integer + fraction + 2>::type C;
  static C left(const typename A::lane::type& raw) { return shiftLeft(C(raw), fraction - A::fraction); }
  static C right(const typename B::lane::type& raw) { return shiftLeft(C(raw), fraction - B::fraction); }
};

}  // namespace trigforge_sim

#endif
