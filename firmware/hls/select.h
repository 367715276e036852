#ifndef TRIGFORGE_SELECT_H
#define TRIGFORGE_SELECT_H

#include "number.h"

// result = a where the condition is 1 and b elsewhere, element by element.
//
// parameters: length                                 elements of the result
//             condition_stride, a_stride, b_stride   1, or 0 for an operand whose single element serves every element
//             condition_type, a_type, b_type         elements of the operands; the condition has one bit
//             result_type                            element of the result, which holds every value of a and b

namespace trigforge {

template <class parameters>
void select(
    const typename parameters::condition_type condition[parameters::condition_stride * (parameters::length - 1) + 1],
    const typename parameters::a_type a[parameters::a_stride * (parameters::length - 1) + 1],
    const typename parameters::b_type b[parameters::b_stride * (parameters::length - 1) + 1],
    typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const bool chosen = number(condition[i * parameters::condition_stride])[0];
        const typename parameters::result_type if_true = number(a[i * parameters::a_stride]);
        const typename parameters::result_type if_false = number(b[i * parameters::b_stride]);
        result[i] = chosen ? if_true : if_false;
    }
}

} // namespace trigforge

#endif
