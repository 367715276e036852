#ifndef TRIGFORGE_GATHER_H
#define TRIGFORGE_GATHER_H

#include "number.h"

// Elements in another arrangement: wires.

namespace trigforge {

// result[i] = x[indices[i]], or zero where the index is negative.
//
// parameters: x_length, length   elements of the operand and of the result
//             x_t, result_t      their types
//             index_t            integer type of the indices
template <class parameters>
void gather(const typename parameters::x_t x[parameters::x_length],
            const typename parameters::index_t indices[parameters::length],
            typename parameters::result_t result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const int index = indices[i];
        if (index < 0)
            result[i] = 0;
        else
            result[i] = number(x[index]);
    }
}

// result = x: the same elements under another shape or name.
//
// parameters: length, x_t, result_t   elements and their types
template <class parameters>
void copy(const typename parameters::x_t x[parameters::length],
          typename parameters::result_t result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        result[i] = number(x[i]);
    }
}

} // namespace trigforge

#endif
