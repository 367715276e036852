// Trigforge simulation headers: the operators between numbers, and between numbers and native types.
// Native operands go by value: constants such as `static const unsigned n = 4;` of a class have no address in C++14.
#ifndef TRIGFORGE_SIM_OPERATORS_H
#define TRIGFORGE_SIM_OPERATORS_H

#include "sim_arithmetic.h"

namespace trigforge_sim {

/// Which operators two types share: both ours, or one ours and the other a native integer.
template <class A, class B>
struct Ours : std::integral_constant<bool, View<A>::ours && View<B>::ours> {};
template <class A, class B>
struct OursNative : std::integral_constant<bool, View<A>::ours && View<B>::valid && !View<B>::ours> {};

#define TRIGFORGE_SIM_IF(...) typename std::enable_if<__VA_ARGS__::value, int>::type = 0

#define TRIGFORGE_SIM_BINARY(symbol, Operation)                                            \
  template <class A, class B, TRIGFORGE_SIM_IF(Ours<A, B>)>                              \
  inline typename Operation<A, B>::result operator symbol(const A& a, const B& b) {        \
    return Operation<A, B>::of(a, b);                                                      \
  }                                                                                        \
  template <class A, class B, TRIGFORGE_SIM_IF(OursNative<A, B>)>                        \
  inline typename Operation<A, B>::result operator symbol(const A& a, B b) {               \
    return Operation<A, B>::of(a, b);                                                      \
  }                                                                                        \
  template <class A, class B, TRIGFORGE_SIM_IF(OursNative<B, A>)>                        \
  inline typename Operation<A, B>::result operator symbol(A a, const B& b) {               \
    return Operation<A, B>::of(a, b);                                                      \
  }

TRIGFORGE_SIM_BINARY(+, Sum)
TRIGFORGE_SIM_BINARY(-, Difference)
TRIGFORGE_SIM_BINARY(*, Product)
TRIGFORGE_SIM_BINARY(/, Quotient)
TRIGFORGE_SIM_BINARY(%, Remainder)
TRIGFORGE_SIM_BINARY(&, And)
TRIGFORGE_SIM_BINARY(|, Or)
TRIGFORGE_SIM_BINARY(^, Xor)
TRIGFORGE_SIM_BINARY(<, Less)
TRIGFORGE_SIM_BINARY(>, Greater)
TRIGFORGE_SIM_BINARY(<=, LessOrEqual)
TRIGFORGE_SIM_BINARY(>=, GreaterOrEqual)
TRIGFORGE_SIM_BINARY(==, Equal)
TRIGFORGE_SIM_BINARY(!=, Unequal)

// ---- shifts and assignments: a number on the left, a number, its bits or a native integer on the right ----

template <class A, class B>
struct NumberOurs : std::integral_constant<bool, View<A>::number && View<B>::ours> {};
template <class A, class B>
struct NumberNative : std::integral_constant<bool, View<A>::number && View<B>::valid && !View<B>::ours> {};

#define TRIGFORGE_SIM_SHIFT(symbol, Operation)                                                                       \
  template <class A, class B, TRIGFORGE_SIM_IF(NumberOurs<A, B>)>                                                  \
  inline A operator symbol(const A& a, const B& b) { return Operation<A, B>::of(a, b); }                             \
  template <class A, class B, TRIGFORGE_SIM_IF(NumberNative<A, B>)>                                                \
  inline A operator symbol(const A& a, B b) { return Operation<A, B>::of(a, b); }

TRIGFORGE_SIM_SHIFT(<<, LeftShift)
TRIGFORGE_SIM_SHIFT(>>, RightShift)

#define TRIGFORGE_SIM_ASSIGNMENT(symbol, Operation)                                          \
  template <class A, class B, TRIGFORGE_SIM_IF(NumberOurs<A, B>)>                          \
  inline A& operator symbol(A& a, const B& b) {                                              \
    typedef typename Assigned<A, B>::type R;                                                 \
    return a = A(Operation<A, R>::of(a, R(b)));                                              \
  }                                                                                          \
  template <class A, class B, TRIGFORGE_SIM_IF(NumberNative<A, B>)>                        \
  inline A& operator symbol(A& a, B b) { return a = A(Operation<A, B>::of(a, b)); }

TRIGFORGE_SIM_ASSIGNMENT(+=, Sum)
TRIGFORGE_SIM_ASSIGNMENT(-=, Difference)
TRIGFORGE_SIM_ASSIGNMENT(*=, Product)
TRIGFORGE_SIM_ASSIGNMENT(/=, Quotient)
TRIGFORGE_SIM_ASSIGNMENT(%=, Remainder)
TRIGFORGE_SIM_ASSIGNMENT(&=, And)
TRIGFORGE_SIM_ASSIGNMENT(|=, Or)
TRIGFORGE_SIM_ASSIGNMENT(^=, Xor)
TRIGFORGE_SIM_ASSIGNMENT(<<=, LeftShift)
TRIGFORGE_SIM_ASSIGNMENT(>>=, RightShift)

// ---- with floating point: numbers compare with it; integers, but not fixed point, calculate with it ----

template <class A, class F>
struct WithReal : std::integral_constant<bool, View<A>::ours && std::is_floating_point<F>::value> {};
template <class A, class F, bool ours = WithReal<A, F>::value>
struct WholeWithReal : std::false_type {};
template <class A, class F>
struct WholeWithReal<A, F, true> : std::integral_constant<bool, View<A>::shape::isWhole> {};

#define TRIGFORGE_SIM_REAL_COMPARISON(symbol)                                          \
  template <class A, class F, TRIGFORGE_SIM_IF(WithReal<A, F>)>                      \
  inline bool operator symbol(const A& a, F real) { return a.to_double() symbol real; } \
  template <class A, class F, TRIGFORGE_SIM_IF(WithReal<A, F>)>                      \
  inline bool operator symbol(F real, const A& a) { return real symbol a.to_double(); }

TRIGFORGE_SIM_REAL_COMPARISON(<)
TRIGFORGE_SIM_REAL_COMPARISON(>)
TRIGFORGE_SIM_REAL_COMPARISON(<=)
TRIGFORGE_SIM_REAL_COMPARISON(>=)
TRIGFORGE_SIM_REAL_COMPARISON(==)
TRIGFORGE_SIM_REAL_COMPARISON(!=)

#define TRIGFORGE_SIM_REAL_ARITHMETIC(symbol)                                           \
  template <class A, class F, TRIGFORGE_SIM_IF(WholeWithReal<A, F>)>                  \
  inline F operator symbol(const A& a, F real) { return F(a.to_double()) symbol real; } \
  template <class A, class F, TRIGFORGE_SIM_IF(WholeWithReal<A, F>)>                  \
  inline F operator symbol(F real, const A& a) { return real symbol F(a.to_double()); }

TRIGFORGE_SIM_REAL_ARITHMETIC(+)
TRIGFORGE_SIM_REAL_ARITHMETIC(-)
TRIGFORGE_SIM_REAL_ARITHMETIC(*)
TRIGFORGE_SIM_REAL_ARITHMETIC(/)

// ---- one operand ----

#define TRIGFORGE_SIM_NUMBER template <class A, typename std::enable_if<View<A>::number, int>::type = 0>

TRIGFORGE_SIM_NUMBER inline typename Negation<A>::result operator-(const A& a) { return Negation<A>::of(a); }
TRIGFORGE_SIM_NUMBER inline A operator+(const A& a) { return a; }
TRIGFORGE_SIM_NUMBER inline bool operator!(const A& a) { return a.is_zero(); }
TRIGFORGE_SIM_NUMBER
inline typename NumberOf<typename View<A>::shape>::type operator~(const A& a) {
  typedef typename View<A>::shape R;
  return numberFrom<R>(~typename Whole<R::width + 1>::type(a.raw));
}

TRIGFORGE_SIM_NUMBER inline A& operator++(A& a) { return a += true; }
TRIGFORGE_SIM_NUMBER inline A& operator--(A& a) { return a -= true; }
TRIGFORGE_SIM_NUMBER
inline A operator++(A& a, int) {
  A before(a);
  ++a;
  return before;
}
TRIGFORGE_SIM_NUMBER
inline A operator--(A& a, int) {
  A before(a);
  --a;
  return before;
}

}  // namespace trigforge_sim

#endif
