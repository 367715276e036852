#ifndef SMALL_DENSE_FC2_BIAS_H
#define SMALL_DENSE_FC2_BIAS_H

#include "../trigforge/number.h"
#include "../types.h"

// fc2_bias: fixed<6,1> as raw integers, value = raw * 2^-5.
// 2 elements, shape [2], row-major; 0 of them zero.
typedef trigforge::constants<fc2_bias_t, signed char, 2> fc2_bias_constants;
static const fc2_bias_constants::array fc2_bias = {
    3, -18
};

#endif
