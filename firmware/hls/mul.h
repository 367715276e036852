#ifndef TRIGFORGE_MUL_H
#define TRIGFORGE_MUL_H

#include "number.h"

// result = a * b, element by element, exactly.
//
// parameters: length               elements of the result
//             a_stride, b_stride   1, or 0 for an operand whose single element meets every element of the other
//             a_type, b_type       elements of the operands
//             result_type          element of the result, which holds every product

namespace trigforge {

template <class parameters>
void mul(const typename parameters::a_type a[parameters::a_stride * (parameters::length - 1) + 1],
         const typename parameters::b_type b[parameters::b_stride * (parameters::length - 1) + 1],
         typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        result[i] = number(a[i * parameters::a_stride]) * number(b[i * parameters::b_stride]);
    }
}

} // namespace trigforge

#endif
