#ifndef SMALL_DENSE_FC1_WEIGHTS_H
#define SMALL_DENSE_FC1_WEIGHTS_H

#include "../trigforge/number.h"
#include "../types.h"

// fc1_weights: fixed<6,1> as raw integers, value = raw * 2^-5.
// 24 elements, shape [4, 6], row-major; 2 of them zero.
typedef trigforge::constants<fc1_weights_t, signed char, 24> fc1_weights_constants;
static const fc1_weights_constants::array fc1_weights = {
    10, -29, -5, -15, 16, -28,
    0, -27, 0, -28, 5, 11,
    28, -31, -30, 18, 30, -6,
    2, 31, -5, -5, 9, -5
};

#endif
