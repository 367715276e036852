#ifndef TRIGFORGE_NUMBER_H
#define TRIGFORGE_NUMBER_H

#include "ap_fixed.h"
#include "ap_int.h"
#ifndef __SYNTHESIS__
#include <initializer_list>
#endif

// How constants are stored, and how kernels read their operands.
//
// A constant is stored as its raw integer: value = raw * 2^(integer - width). Synthesis sees an array of plain integers
// and makes a ROM or wires of it. Simulation converts the array once, when the program starts: at each use it would be
// slow.
// Define TRIGFORGE_RAW_CONSTANTS to simulate with the array that synthesis sees.
#if defined(__SYNTHESIS__) && !defined(TRIGFORGE_RAW_CONSTANTS)
#define TRIGFORGE_RAW_CONSTANTS
#endif

namespace trigforge {

// A raw integer of more than 64 bits: 64-bit words, the lowest first.
template <unsigned count> struct words {
    unsigned long long word[count];
};

// The number with the given bits. raw holds at least as many bits as value_t.
template <class value_t, class raw_t> value_t from_raw(const raw_t &raw) {
#pragma HLS INLINE
    value_t value;
    value.range(value_t::width - 1, 0) = raw;
    return value;
}

// The number with the given words.
template <class value_t, unsigned count> value_t from_raw(const words<count> &raw) {
#pragma HLS INLINE
    value_t value;
    for (unsigned index = 0; index < count; index++) {
#pragma HLS UNROLL
        const int low = 64 * index;
        const int high = low + 63 < value_t::width ? low + 63 : value_t::width - 1;
        value.range(high, low) = ap_uint<64>(raw.word[index]);
    }
    return value;
}

// One constant as it is stored.
template <class value_t, class raw_t> struct constant {
    raw_t raw;
};

#ifdef TRIGFORGE_RAW_CONSTANTS

template <class value_t, class raw_t, unsigned length> struct constants {
    typedef constant<value_t, raw_t> element;
    typedef element array[length];
};

#else

template <class value_t, class raw_t, unsigned length> struct constants {
    typedef value_t element;
    typedef constants array;

    constants(std::initializer_list<raw_t> raws) {
        unsigned index = 0;
        for (const raw_t &raw : raws) values[index++] = from_raw<value_t>(raw);
    }
    operator const value_t *() const { return values; }

  private:
    value_t values[length];
};

#endif

// The number that an element of an operand stands for: a value is itself, a constant its value.
template <class value_t> const value_t &number(const value_t &value) {
#pragma HLS INLINE
    return value;
}

template <class value_t, class raw_t> value_t number(const constant<value_t, raw_t> &stored) {
#pragma HLS INLINE
    return from_raw<value_t>(stored.raw);
}

} // namespace trigforge

#endif
