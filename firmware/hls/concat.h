#ifndef TRIGFORGE_CONCAT_H
#define TRIGFORGE_CONCAT_H

#include "number.h"

// Places one operand among those that are joined: blocks of `length` elements at an offset in rows of `row_length`.
//
// parameters: rows, length          blocks of the operand and their elements
//             row_length, offset    elements of a row of the result, and where the operand's block begins in it
//             x_type, result_type   elements; the result holds every value of every operand

namespace trigforge {

template <class parameters>
void concat(const typename parameters::x_type x[parameters::rows * parameters::length],
            typename parameters::result_type result[parameters::rows * parameters::row_length]) {
#pragma HLS INLINE
    for (unsigned row = 0; row < parameters::rows; row++) {
#pragma HLS UNROLL
        for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
            result[row * parameters::row_length + parameters::offset + i] = number(x[row * parameters::length + i]);
        }
    }
}

} // namespace trigforge

#endif
