#ifndef TRIGFORGE_COMPARE_H
#define TRIGFORGE_COMPARE_H

#include "number.h"

// result = 1 where a stands in a relation to b, by value, and 0 elsewhere, element by element.
//
// parameters: length               elements of the result
//             a_stride, b_stride   1, or 0 for an operand whose single element meets every element of the other
//             a_type, b_type       elements of the operands
//             common_type          type that holds every value of both: operands of one type compare exactly
//             relation             less, less_or_equal, greater, greater_or_equal, equal or not_equal
//             result_type          element of the result, one bit

namespace trigforge {

struct less {
    template <class t> static bool holds(const t &a, const t &b) { return a < b; }
};
struct less_or_equal {
    template <class t> static bool holds(const t &a, const t &b) { return a <= b; }
};
struct greater {
    template <class t> static bool holds(const t &a, const t &b) { return a > b; }
};
struct greater_or_equal {
    template <class t> static bool holds(const t &a, const t &b) { return a >= b; }
};
struct equal {
    template <class t> static bool holds(const t &a, const t &b) { return a == b; }
};
struct not_equal {
    template <class t> static bool holds(const t &a, const t &b) { return a != b; }
};

template <class parameters>
void compare(const typename parameters::a_type a[parameters::a_stride * (parameters::length - 1) + 1],
             const typename parameters::b_type b[parameters::b_stride * (parameters::length - 1) + 1],
             typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const typename parameters::common_type left = number(a[i * parameters::a_stride]);
        const typename parameters::common_type right = number(b[i * parameters::b_stride]);
        result[i] = parameters::relation::holds(left, right);
    }
}

} // namespace trigforge

#endif
