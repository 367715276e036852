// Trigforge simulation headers: single bits and ranges of bits of a number, to read and to write.
#ifndef TRIGFORGE_SIM_REFERENCE_H
#define TRIGFORGE_SIM_REFERENCE_H

#include "sim_number.h"

namespace trigforge_sim {

/// Bit `index` of a number: reads as bool, takes bool.
template <class Number>
struct BitReference {
  typedef Shape<1, 1, false, true> trigforge_shape;
  static const bool trigforge_number = false;

  Number& number;
  int index;

  BitReference(Number& number, int index) : number(number), index(index) {}
  BitReference(const BitReference&) = default;

  bool get() const { return bitAt(number.wholeBits(), index); }
  operator bool() const { return get(); }
  bool to_bool() const { return get(); }
  double to_double() const { return get(); }
  bool operator~() const { return !get(); }
  int length() const { return 1; }
  bool trigforge_raw() const { return get(); }

  BitReference& operator=(bool value) {
    typedef typename Number::Bits C;
    C mask = shiftLeft(C(1), index);
    number.setBits(value ? C(number.wholeBits() | mask) : C(number.wholeBits() & ~mask));
    return *this;
  }
  BitReference& operator=(const BitReference& other) { return *this = other.get(); }
};

/// Bits high..low of a number: reads as an unsigned integer, takes the low bits of an integer and the raw bits of a
/// fixed-point number. With high below low the bits come in reverse order.
template <class Number>
struct RangeReference {
  typedef Shape<Number::width, Number::width, false, true> trigforge_shape;
  static const bool trigforge_number = false;
  static const int width = Number::width;

  Number& number;
  int high, low;

  RangeReference(Number& number, int high, int low) : number(number), high(high), low(low) {}
  RangeReference(const RangeReference&) = default;

  int length() const { return (high < low ? low - high : high - low) + 1; }

  ap_uint<Number::width> get() const {
    typedef typename Number::Bits C;
    C bits = number.wholeBits(), picked = C(0);
    if (high >= low) {
      picked = C((bits >> low) & C(shiftLeft(C(1), length()) - C(1)));
    } else {
      for (int bit = 0; bit < length(); bit++)
        if (bitAt(bits, low - bit)) picked = C(picked | shiftLeft(C(1), bit));
    }
    ap_uint<Number::width> result;
    result.raw = trigforge_shape::lane::wrap(picked);
    return result;
  }
  typename trigforge_shape::lane::type trigforge_raw() const { return get().raw; }

  template <class T, typename std::enable_if<View<T>::ours, int>::type = 0>
  RangeReference& operator=(const T& value) {
    return set(typename Number::Bits(Lane<Number::width, false>::wrap(View<T>::raw(value))));
  }
  template <class T, typename std::enable_if<View<T>::native, int>::type = 0>
  RangeReference& operator=(T value) {
    return set(typename Number::Bits(Lane<Number::width, false>::wrap(View<T>::raw(value))));
  }
  RangeReference& operator=(const RangeReference& other) { return *this = other.get(); }

  operator ap_ulong() const { return to_uint64(); }
  int to_int() const { return get().to_int(); }
  unsigned to_uint() const { return get().to_uint(); }
  long to_long() const { return get().to_long(); }
  unsigned long to_ulong() const { return get().to_ulong(); }
  ap_slong to_int64() const { return get().to_int64(); }
  ap_ulong to_uint64() const { return get().to_uint64(); }
  double to_double() const { return get().to_double(); }
  bool or_reduce() const { return get().to_bool(); }

 private:
  RangeReference& set(const typename Number::Bits& given) {
    typedef typename Number::Bits C;
    C bits = number.wholeBits();
    for (int bit = 0; high < low && bit < length(); bit++) {
      C mask = shiftLeft(C(1), low - bit);
      bits = bitAt(given, bit) ? C(bits | mask) : C(bits & ~mask);
    }
    if (high >= low) {
      C mask = C(shiftLeft(C(1), length()) - C(1));
      bits = C((bits & ~shiftLeft(mask, low)) | shiftLeft(C(given & mask), low));
    }
    number.setBits(bits);
    return *this;
  }
};

/// What both families of numbers have: storage, bits and ranges. `Number` is the class that inherits it.
template <class Number, int W, int I, bool S, bool whole>
struct Stored {
  typedef Shape<W, I, S, whole> trigforge_shape;
  static const bool trigforge_number = true;
  typedef typename Whole<W + 2>::type Bits;
  static_assert(W >= 1 && W <= 1024, "Trigforge's simulation headers hold numbers of 1 to 1024 bits");

  static constexpr int width = W;

  /// The raw integer: the value times 2^(W - I).
  typename Lane<W, S>::type raw;

  Stored() : raw() {}

  typename Lane<W, S>::type trigforge_raw() const { return raw; }
  /// The bits as a non-negative integer, and the way back.
  Bits wholeBits() const { return Bits(Lane<W, false>::wrap(raw)); }
  void setBits(const Bits& bits) { raw = Lane<W, S>::wrap(bits); }

  int length() const { return W; }
  BitReference<Number> operator[](int index) { return BitReference<Number>(self(), index); }
  BitReference<Number> bit(int index) { return BitReference<Number>(self(), index); }
  bool operator[](int index) const { return bitAt(wholeBits(), index); }
  bool bit(int index) const { return bitAt(wholeBits(), index); }
  RangeReference<Number> range(int high, int low) { return RangeReference<Number>(self(), high, low); }
  RangeReference<Number> range() { return range(W - 1, 0); }
  RangeReference<Number> operator()(int high, int low) { return range(high, low); }
  RangeReference<Number> range(int high, int low) const { return const_cast<Stored*>(this)->range(high, low); }
  RangeReference<Number> range() const { return range(W - 1, 0); }
  RangeReference<Number> operator()(int high, int low) const { return range(high, low); }

  bool is_zero() const { return raw == typename Lane<W, S>::type(0); }
  bool is_neg() const { return S && raw < typename Lane<W, S>::type(0); }
  bool sign() const { return is_neg(); }

 private:
  Number& self() { return static_cast<Number&>(*this); }
};
template <class Number, int W, int I, bool S, bool whole>
constexpr int Stored<Number, W, I, S, whole>::width;

}  // namespace trigforge_sim

#endif
