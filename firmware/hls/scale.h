#ifndef TRIGFORGE_SCALE_H
#define TRIGFORGE_SCALE_H

#include "number.h"

// result = x times a power of two: the same bits under a type with another binary point. Costs nothing.
//
// parameters: length, x_type, result_type   elements, and their types, which are equally wide

namespace trigforge {

template <class parameters>
void scale(const typename parameters::x_type x[parameters::length],
           typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    const int highest = parameters::result_type::width - 1;
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        result[i].range(highest, 0) = number(x[i]).range(highest, 0);
    }
}

} // namespace trigforge

#endif
