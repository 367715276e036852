#ifndef TRIGFORGE_CAST_H
#define TRIGFORGE_CAST_H

#include "number.h"

// result = x in another type, element by element. The type of the result rounds and handles overflow.
//
// parameters: length        elements
//             x_type        element of the operand
//             source_type   type that is assigned to the result: x's own, or one that holds the same values and from
//                           which the assignment is defined
//             result_type   element of the result

namespace trigforge {

template <class parameters>
void cast(const typename parameters::x_type x[parameters::length],
          typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const typename parameters::source_type source = number(x[i]);
        result[i] = source;
    }
}

} // namespace trigforge

#endif
