#ifndef TRIGFORGE_ARRANGE_H
#define TRIGFORGE_ARRANGE_H

#include "number.h"

// Elements in another arrangement that loops describe: windows, padding, transposes, slices, broadcasts. Wires.

namespace trigforge {

// Nested loops over the elements of a result, the outermost first.
template <unsigned... extents> struct loops {
    static const unsigned count = 1;
};

template <unsigned extent, unsigned... inner> struct loops<extent, inner...> {
    static const unsigned count = extent * loops<inner...>::count;
};

// How far the loops have walked at an element: the sum of their counters, each times its step.
template <class nest, int... steps> struct walk {
    static int of(unsigned) { return 0; }
};

template <unsigned extent, unsigned... inner, int step, int... further>
struct walk<loops<extent, inner...>, step, further...> {
    static int of(unsigned element) {
#pragma HLS INLINE
        const unsigned block = loops<inner...>::count;
        return step * int(element / block) + walk<loops<inner...>, further...>::of(element % block);
    }
};

// One axis of the operand: an element lies at the offset plus what the loops have walked along it.
template <int extent, int offset, int... steps> struct axis {
    static const int length = extent;
    template <class nest> static int position(unsigned element) {
#pragma HLS INLINE
        return offset + walk<nest, steps...>::of(element);
    }
};

// Where each element of the result comes from: an index into the operand, or -1 outside of it.
template <class nest, class... axes> struct source {
    static int index(unsigned, int outer = 0) { return outer; }
};

template <class nest, class first, class... inner> struct source<nest, first, inner...> {
    static int index(unsigned element, int outer = 0) {
#pragma HLS INLINE
        const int position = first::template position<nest>(element);
        if (position < 0 || position >= first::length) return -1;
        return source<nest, inner...>::index(element, outer * first::length + position);
    }
};

// result[i] = x[source(i)], or zero where that is outside of x.
//
// parameters: x_length, length      elements of the operand and of the result
//             from                  the source of each element
//             x_type, result_type   types of the elements
template <class parameters>
void arrange(const typename parameters::x_type x[parameters::x_length],
             typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const int index = parameters::from::index(i);
        if (index < 0)
            result[i] = 0;
        else
            result[i] = number(x[index]);
    }
}

} // namespace trigforge

#endif
