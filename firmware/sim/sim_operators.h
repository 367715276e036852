// Trigforge simulation headers: operators between numbers, and between numbers and C++ integers.
#ifndef TRIGFORGE_SIM_OPERATORS_H
#define TRIGFORGE_SIM_OPERATORS_H

#include "sim_number.h"

namespace trigforge_sim {

template <class A, class B>
struct Operands : Rules<typename View<A>::shape, typename View<B>::shape> {
  typedef typename View<A>::shape a;
  typedef typename View<B>::shape b;
};

/// Operators take part in overload resolution when both operands are numbers and at least one is ours.
template <class A, class B>
struct Both : std::integral_constant<bool, View<A>::valid && View<B>::valid && (View<A>::ours || View<B>::ours)> {};

#define TRIGFORGE_SIM_BOTH template <class A, class B, typename std::enable_if<Both<A, B>::value, int>::type = 0>

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::sum>::type operator+(const A& a, const B& b) {
  typedef Operands<A, B> R;
  return numberFrom<typename R::sum>(R::left(View<A>::raw(a)) + R::right(View<B>::raw(b)));
}

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::difference>::type operator-(const A& a, const B& b) {
  typedef Operands<A, B> R;
  return numberFrom<typename R::difference>(R::left(View<A>::raw(a)) - R::right(View<B>::raw(b)));
}

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::product>::type operator*(const A& a, const B& b) {
  typedef typename Operands<A, B>::product R;
  typedef typename Whole<R::width + 1>::type C;
  return numberFrom<R>(C(View<A>::raw(a)) * C(View<B>::raw(b)));
}

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::logic>::type operator&(const A& a, const B& b) {
  typedef Operands<A, B> R;
  return numberFrom<typename R::logic>(R::left(View<A>::raw(a)) & R::right(View<B>::raw(b)));
}

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::logic>::type operator|(const A& a, const B& b) {
  typedef Operands<A, B> R;
  return numberFrom<typename R::logic>(R::left(View<A>::raw(a)) | R::right(View<B>::raw(b)));
}

TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::logic>::type operator^(const A& a, const B& b) {
  typedef Operands<A, B> R;
  return numberFrom<typename R::logic>(R::left(View<A>::raw(a)) ^ R::right(View<B>::raw(b)));
}

/// The word in which the vendor's headers divide: integers in one whose sign is the wider operand's, so that a negative
/// dividend of a wider unsigned divisor is taken as unsigned; fixed point in one that just holds both operands.
template <class A, class B>
struct DivisionWord {
  static const bool whole = A::isWhole && B::isWhole;
  static const bool isSigned = !whole || A::width == B::width ? A::isSigned || B::isSigned
                               : A::width > B::width          ? A::isSigned
                                                              : B::isSigned;
  static const int shift = maximum(B::fraction, 0);
  static const int width = whole ? maximum(A::width, B::width) + (A::isSigned || B::isSigned)
                                 : maximum(A::width + shift + (B::isSigned && !A::isSigned),
                                           B::width + (A::isSigned && !B::isSigned));
  typedef Lane<width, isSigned> lane;
  typedef typename Whole<width + 2>::type C;
  static C dividend(const typename A::lane::type& raw) { return C(lane::wrap(shiftLeft(C(raw), shift))); }
  static C divisor(const typename B::lane::type& raw) { return C(lane::wrap(C(raw))); }
};

/// Quotient toward zero. Fixed point: the lowest number over minus one unit may wrap, as docs/numerics.md says.
TRIGFORGE_SIM_BOTH
inline typename NumberOf<typename Operands<A, B>::quotient>::type operator/(const A& a, const B& b) {
  typedef typename Operands<A, B>::quotient R;
  typedef DivisionWord<typename View<A>::shape, typename View<B>::shape> D;
  typename D::C quotient = D::dividend(View<A>::raw(a)) / D::divisor(View<B>::raw(b));
  return numberFrom<R>(typename D::C(D::lane::wrap(quotient)));
}

/// Remainder of integers with the sign of the dividend. An unsigned dividend is unchanged by a negative divisor.
template <class A, class B,
          typename std::enable_if<Both<A, B>::value && Operands<A, B>::a::isWhole && Operands<A, B>::b::isWhole, int>::type = 0>
inline typename NumberOf<typename Operands<A, B>::remainder>::type operator%(const A& a, const B& b) {
  typedef typename Operands<A, B>::remainder R;
  typedef DivisionWord<typename View<A>::shape, typename View<B>::shape> D;
  typename D::C dividend = D::dividend(View<A>::raw(a)), divisor = D::divisor(View<B>::raw(b));
  if (!Operands<A, B>::a::isSigned && divisor < typename D::C(0)) return numberFrom<R>(dividend);
  return numberFrom<R>(dividend % divisor);
}

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

  static bool less(const A& x, const B& y) {
    typename R::C left = R::left(View<A>::raw(x)), right = R::right(View<B>::raw(y));
    return asUnsigned ? Lane<width + 1, false>::wrap(left) < Lane<width + 1, false>::wrap(right) : left < right;
  }
  static bool equal(const A& x, const B& y) {
    typename R::C left = R::left(View<A>::raw(x)), right = R::right(View<B>::raw(y));
    return asUnsigned ? Lane<width, false>::wrap(left) == Lane<width, false>::wrap(right) : left == right;
  }
  static bool greater(const A& x, const B& y) {
    typename R::C left = R::left(View<A>::raw(x)), right = R::right(View<B>::raw(y));
    return asUnsigned ? Lane<width + 1, false>::wrap(left) > Lane<width + 1, false>::wrap(right) : left > right;
  }
};

TRIGFORGE_SIM_BOTH inline bool operator<(const A& a, const B& b) { return Order<A, B>::less(a, b); }
TRIGFORGE_SIM_BOTH inline bool operator>(const A& a, const B& b) { return Order<A, B>::greater(a, b); }
TRIGFORGE_SIM_BOTH inline bool operator<=(const A& a, const B& b) { return !Order<A, B>::greater(a, b); }
TRIGFORGE_SIM_BOTH inline bool operator>=(const A& a, const B& b) { return !Order<A, B>::less(a, b); }
TRIGFORGE_SIM_BOTH inline bool operator==(const A& a, const B& b) { return Order<A, B>::equal(a, b); }
TRIGFORGE_SIM_BOTH inline bool operator!=(const A& a, const B& b) { return !Order<A, B>::equal(a, b); }

// ---- with floating point: numbers compare with it; integers, but not fixed point, calculate with it ----

template <class A, class F>
struct WithReal : std::integral_constant<bool, View<A>::ours && std::is_floating_point<F>::value> {};

#define TRIGFORGE_SIM_REAL_COMPARISON(symbol)                                                                       \
  template <class A, class F, typename std::enable_if<WithReal<A, F>::value, int>::type = 0>                       \
  inline bool operator symbol(const A& a, F real) { return a.to_double() symbol real; }                            \
  template <class A, class F, typename std::enable_if<WithReal<A, F>::value, int>::type = 0>                       \
  inline bool operator symbol(F real, const A& a) { return real symbol a.to_double(); }

TRIGFORGE_SIM_REAL_COMPARISON(<)
TRIGFORGE_SIM_REAL_COMPARISON(>)
TRIGFORGE_SIM_REAL_COMPARISON(<=)
TRIGFORGE_SIM_REAL_COMPARISON(>=)
TRIGFORGE_SIM_REAL_COMPARISON(==)
TRIGFORGE_SIM_REAL_COMPARISON(!=)

template <class A, class F, bool ours = WithReal<A, F>::value>
struct WholeWithReal : std::false_type {};
template <class A, class F>
struct WholeWithReal<A, F, true> : std::integral_constant<bool, View<A>::shape::isWhole> {};

#define TRIGFORGE_SIM_REAL_ARITHMETIC(symbol)                                                   \
  template <class A, class F, typename std::enable_if<WholeWithReal<A, F>::value, int>::type = 0> \
  inline F operator symbol(const A& a, F real) { return F(a.to_double()) symbol real; }         \
  template <class A, class F, typename std::enable_if<WholeWithReal<A, F>::value, int>::type = 0> \
  inline F operator symbol(F real, const A& a) { return real symbol F(a.to_double()); }

TRIGFORGE_SIM_REAL_ARITHMETIC(+)
TRIGFORGE_SIM_REAL_ARITHMETIC(-)
TRIGFORGE_SIM_REAL_ARITHMETIC(*)
TRIGFORGE_SIM_REAL_ARITHMETIC(/)

// ---- one operand ----

#define TRIGFORGE_SIM_NUMBER template <class A, typename std::enable_if<View<A>::number, int>::type = 0>

template <class A>
struct Negation {
  typedef typename View<A>::shape a;
  typedef typename std::conditional<a::isWhole, typename Rules<Shape<1, 1, false, true>, a>::difference,
                                    Shape<a::width + 1, a::integer + 1, true, false>>::type shape;
};

TRIGFORGE_SIM_NUMBER
inline typename NumberOf<typename Negation<A>::shape>::type operator-(const A& a) {
  typedef typename Negation<A>::shape R;
  return numberFrom<R>(-typename Whole<R::width + 1>::type(a.raw));
}

TRIGFORGE_SIM_NUMBER inline A operator+(const A& a) { return a; }
TRIGFORGE_SIM_NUMBER inline bool operator!(const A& a) { return a.raw == typename View<A>::shape::lane::type(0); }

TRIGFORGE_SIM_NUMBER
inline typename NumberOf<typename View<A>::shape>::type operator~(const A& a) {
  typedef typename View<A>::shape R;
  return numberFrom<R>(~typename Whole<R::width + 1>::type(a.raw));
}

// ---- shifts: the result has the type of the left operand, and bits fall off at both ends ----

TRIGFORGE_SIM_NUMBER
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

template <class A, class B>
struct Shifting : std::integral_constant<bool, View<A>::number && View<B>::valid> {};

template <class B>
inline int shiftCount(const B& b) {
  return int(integerPart<View<B>::shape::width, View<B>::shape::integer, View<B>::shape::isSigned>(View<B>::raw(b)));
}

template <class A, class B, typename std::enable_if<Shifting<A, B>::value, int>::type = 0>
inline A operator<<(const A& a, const B& count) { return shifted(a, shiftCount(count)); }
template <class A, class B, typename std::enable_if<Shifting<A, B>::value, int>::type = 0>
inline A operator>>(const A& a, const B& count) { return shifted(a, -shiftCount(count)); }

// ---- assignment ----

/// The right operand of a compound assignment: an integer on the left makes an integer of a fixed-point number first.
template <class A, class B, bool cut = View<A>::shape::isWhole && !View<B>::shape::isWhole>
struct Assigned {
  static const B& from(const B& b) { return b; }
};
template <class A, class B>
struct Assigned<A, B, true> {
  typedef typename View<B>::shape b;
  static const int integer = maximum(b::integer, 1);
  static typename NumberOf<Shape<integer, integer, b::isSigned, true>>::type from(const B& number) { return number; }
};

#define TRIGFORGE_SIM_ASSIGNMENT(symbol)                                                      \
  template <class A, class B, typename std::enable_if<Shifting<A, B>::value, int>::type = 0> \
  inline A& operator symbol##=(A& a, const B& b) { return a = A(a symbol Assigned<A, B>::from(b)); }

TRIGFORGE_SIM_ASSIGNMENT(+)
TRIGFORGE_SIM_ASSIGNMENT(-)
TRIGFORGE_SIM_ASSIGNMENT(*)
TRIGFORGE_SIM_ASSIGNMENT(/)
TRIGFORGE_SIM_ASSIGNMENT(%)
TRIGFORGE_SIM_ASSIGNMENT(&)
TRIGFORGE_SIM_ASSIGNMENT(|)
TRIGFORGE_SIM_ASSIGNMENT(^)

template <class A, class B, typename std::enable_if<Shifting<A, B>::value, int>::type = 0>
inline A& operator<<=(A& a, const B& count) { return a = a << count; }
template <class A, class B, typename std::enable_if<Shifting<A, B>::value, int>::type = 0>
inline A& operator>>=(A& a, const B& count) { return a = a >> count; }

TRIGFORGE_SIM_NUMBER inline A& operator++(A& a) { return a += true; }
TRIGFORGE_SIM_NUMBER inline A& operator--(A& a) { return a -= true; }
TRIGFORGE_SIM_NUMBER inline A operator++(A& a, int) { A before(a); ++a; return before; }
TRIGFORGE_SIM_NUMBER inline A operator--(A& a, int) { A before(a); --a; return before; }

}  // namespace trigforge_sim

#endif
