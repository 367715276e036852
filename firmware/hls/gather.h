#ifndef TRIGFORGE_GATHER_H
#define TRIGFORGE_GATHER_H

#include "number.h"

// Elements in another arrangement: wires.

namespace trigforge {

// result[i] = x[indices[i]], or zero where the index is negative.
//
// parameters: x_length, length      elements of the operand and of the result
//             x_type, result_type   their types
//             index_type            integer type of the indices
template <class parameters>
void gather(const typename parameters::x_type x[parameters::x_length],
            const typename parameters::index_type indices[parameters::length],
            typename parameters::result_type result[parameters::length]) {
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
// parameters: length, x_type, result_type   elements and their types
template <class parameters>
void copy(const typename parameters::x_type x[parameters::length],
          typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        result[i] = number(x[i]);
    }
}

} // namespace trigforge

#endif
