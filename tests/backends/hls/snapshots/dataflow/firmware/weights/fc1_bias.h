#ifndef SMALL_DENSE_V2_SMALL_DENSE_FC1_BIAS_H
#define SMALL_DENSE_V2_SMALL_DENSE_FC1_BIAS_H

#include "../trigforge/number.h"
#include "../types.h"

namespace small_dense_v2 {
// fc1_bias: fixed<6,1> as raw integers, value = raw * 2^-5.
// 6 elements, shape [6], row-major; 1 of them zero.
typedef trigforge::constants<fc1_bias_t, signed char, 6> fc1_bias_constants;
static const fc1_bias_constants::array fc1_bias = {
    -21, 0, 10, -9, 18, -8
};
} // namespace small_dense_v2

#endif
