// Trigforge simulation headers: arithmetic and comparison of two numbers, exact in their result types.
#ifndef TRIGFORGE_SIM_ARITHMETIC_H
#define TRIGFORGE_SIM_ARITHMETIC_H

#include "sim_number.h"

namespace trigforge_sim {

template <class A, class B>
struct Operands : Rules<typename View<A>::shape, typename View<B>::shape> {
  typedef typename View<A>::shape a;
  typedef typename View<B>::shape b;
};

#define TRIGFORGE_SIM_ALIGNED(Name, rule, symbol)                                                            \
  template <class A, class B>                                                                               \
  struct Name {                                                                                             \
    typedef Operands<A, B> R;                                                                               \
    typedef typename NumberOf<typename R::rule>::type result;                                               \
    static result of(const A& a, const B& b) {                                                              \
      typedef typename Whole<R::rule::width + 1>::type C;                                                   \
      return numberFrom<typename R::rule>(C(R::left(View<A>::raw(a))) symbol C(R::right(View<B>::raw(b)))); \
    }                                                                                                       \
  };

TRIGFORGE_SIM_ALIGNED(Sum, sum, +)
TRIGFORGE_SIM_ALIGNED(Difference, difference, -)
TRIGFORGE_SIM_ALIGNED(And, logic, &)
TRIGFORGE_SIM_ALIGNED(Or, logic, |)
TRIGFORGE_SIM_ALIGNED(Xor, logic, ^)

template <class A, class B>
struct Product {
  typedef typename Operands<A, B>::product shape;
  typedef typename NumberOf<shape>::type result;
  static result of(const A& a, const B& b) {
    typedef typename Whole<shape::width + 1>::type C;
    return numberFrom<shape>(C(View<A>::raw(a)) * C(View<B>::raw(b)));
  }
};

/// The word in which the vendor's headers divide: integers in one whose sign is the wider operand's, so that a negative
/// dividend of a wider unsigned divisor is taken as unsigned; fixed point in one that just holds both operands.
template <class A, class B>
struct DivisionWord {
  static const bool whole = A::isWhole && B::isWhole;
  static const bool eitherSigned = A::isSigned || B::isSigned;
  static const bool widerSigned = A::width == B::width ? eitherSigned : A::width > B::width ? A::isSigned : B::isSigned;
  static const bool isSigned = whole ? widerSigned : eitherSigned;
  static const int shift = maximum(B::fraction, 0);
  static const int left = A::width + shift, right = B::width;
  static const int width = whole ? maximum(left, right) + eitherSigned
                                 : maximum(left + (B::isSigned && !A::isSigned), right + (A::isSigned && !B::isSigned));
  typedef Lane<width, isSigned> lane;
  typedef typename Whole<width + 2>::type C;
  static C dividend(const typename A::lane::type& raw) { return C(lane::wrap(shiftLeft(C(raw), shift))); }
  static C divisor(const typename B::lane::type& raw) { return C(lane::wrap(C(raw))); }
};

/// Quotient toward zero. Fixed point: the lowest number over minus one unit may wrap, as docs/numerics.md says.
template <class A, class B>
struct Quotient {
  typedef typename Operands<A, B>::quotient shape;
  typedef typename NumberOf<shape>::type result;
  static result of(const A& a, const B& b) {
    typedef DivisionWord<typename View<A>::shape, typename View<B>::shape> D;
    typename D::C quotient = D::dividend(View<A>::raw(a)) / D::divisor(View<B>::raw(b));
    return numberFrom<shape>(typename D::C(D::lane::wrap(quotient)));
  }
};

/// Remainder of integers with the sign of the dividend. An unsigned dividend is unchanged by a negative divisor.
template <class A, class B>
struct Remainder {
  typedef typename Operands<A, B>::remainder shape;
  typedef typename NumberOf<shape>::type result;
  static result of(const A& a, const B& b) {
    static_assert(Operands<A, B>::isWhole, "% takes integers");
    typedef DivisionWord<typename View<A>::shape, typename View<B>::shape> D;
    typename D::C dividend = D::dividend(View<A>::raw(a)), divisor = D::divisor(View<B>::raw(b));
    if (!View<A>::shape::isSigned && divisor < typename D::C(0)) return numberFrom<shape>(dividend);
    return numberFrom<shape>(dividend % divisor);
  }
};

/// Comparison as the vendor's headers make it: by value, except that an unsigned operand at least as wide as a signed one,
/// and 32 bits or more after alignment, makes it unsigned, as between C integers.
template <class A, class B>
struct Order {
  typedef typename View<A>::shape a;
  typedef typename View<B>::shape b;
  typedef Rules<a, b> R;
  static const int leftWidth = b::fraction > a::fraction ? maximum(a::width + b::fraction - a::fraction + 1, 1) : a::width;
  static const int rightWidth = a::fraction > b::fraction ? maximum(b::width + a::fraction - b::fraction, 1) : b::width;
  static const int width = maximum(leftWidth, rightWidth);
  static const bool unsignedWins = a::isSigned ? rightWidth >= leftWidth : leftWidth >= rightWidth;
  static const bool asUnsigned = a::isSigned != b::isSigned && width >= 32 && unsignedWins;
  typedef typename R::C C;

  /// The operand to compare: itself, or its bits in a word of `bits` bits.
  static C seen(const C& value, int bits) {
    if (!asUnsigned) return value;
    return C(bits == width ? C(Lane<width, false>::wrap(value)) : C(Lane<width + 1, false>::wrap(value)));
  }
  static C left(const A& x, int bits) { return seen(R::left(View<A>::raw(x)), bits); }
  static C right(const B& y, int bits) { return seen(R::right(View<B>::raw(y)), bits); }
  static bool less(const A& x, const B& y) { return left(x, width + 1) < right(y, width + 1); }
  static bool equal(const A& x, const B& y) { return left(x, width) == right(y, width); }
};

#define TRIGFORGE_SIM_COMPARED(Name, expression)                         \
  template <class A, class B>                                            \
  struct Name {                                                          \
    typedef bool result;                                                 \
    static bool of(const A& a, const B& b) { return expression; }        \
  };

TRIGFORGE_SIM_COMPARED(Less, (Order<A, B>::less(a, b)))
TRIGFORGE_SIM_COMPARED(GreaterOrEqual, !(Order<A, B>::less(a, b)))
TRIGFORGE_SIM_COMPARED(Greater, (Order<A, B>::left(a, Order<A, B>::width + 1) > Order<A, B>::right(b, Order<A, B>::width + 1)))
TRIGFORGE_SIM_COMPARED(LessOrEqual, !(Greater<A, B>::of(a, b)))
TRIGFORGE_SIM_COMPARED(Equal, (Order<A, B>::equal(a, b)))
TRIGFORGE_SIM_COMPARED(Unequal, !(Order<A, B>::equal(a, b)))

/// The result of a shift has the type of the left operand, and bits fall off at both ends. Negative counts reverse it.
template <class A>
inline A shifted(const A& a, int left) {
  typedef typename View<A>::shape R;
  typedef typename Whole<R::width + 1>::type C;
  A result;
  if (left >= R::width)
    result.raw = R::lane::wrap(C(0));
  else if (left >= 0)
    result.raw = R::lane::wrap(shiftLeft(C(a.raw), left));
  else
    result.raw = R::lane::wrap(C(C(a.raw) >> (left > -R::width ? -left : R::width)));
  return result;
}

template <class B>
inline int shiftCount(const B& b) {
  typedef typename View<B>::shape S;
  return int(integerPart<S::width, S::integer, S::isSigned>(View<B>::raw(b)));
}

template <class A, class B>
struct LeftShift {
  typedef A result;
  static A of(const A& a, const B& count) { return shifted(a, shiftCount(count)); }
};
template <class A, class B>
struct RightShift {
  typedef A result;
  static A of(const A& a, const B& count) { return shifted(a, -shiftCount(count)); }
};

/// The type of -a: an integer becomes ap_uint<1>(0) - a, which is a bit wider for ap_int<1>.
template <class A>
struct Negation {
  typedef typename View<A>::shape a;
  typedef typename std::conditional<a::isWhole, typename Rules<Shape<1, 1, false, true>, a>::difference,
                                    Shape<a::width + 1, a::integer + 1, true, false>>::type shape;
  typedef typename NumberOf<shape>::type result;
  static result of(const A& number) { return numberFrom<shape>(-typename Whole<shape::width + 1>::type(number.raw)); }
};

/// The right operand of a compound assignment: an integer on the left makes an integer of a fixed-point number first.
template <class A, class B, bool cut = View<A>::shape::isWhole && !View<B>::shape::isWhole>
struct Assigned {
  typedef B type;
};
template <class A, class B>
struct Assigned<A, B, true> {
  typedef typename View<B>::shape b;
  static const int integer = maximum(b::integer, 1);
  typedef typename NumberOf<Shape<integer, integer, b::isSigned, true>>::type type;
};

}  // namespace trigforge_sim

#endif
