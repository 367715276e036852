#ifndef SMALL_DENSE_FC2_WEIGHTS_H
#define SMALL_DENSE_FC2_WEIGHTS_H

#include "../trigforge/number.h"
#include "../types.h"

// fc2_weights: fixed<6,1> as raw integers, value = raw * 2^-5.
// 12 elements, shape [6, 2], row-major; 0 of them zero.
typedef trigforge::constants<fc2_weights_t, signed char, 12> fc2_weights_constants;
static const fc2_weights_constants::array fc2_weights = {
    26, -4,
    8, 16,
    -26, -32,
    30, -1,
    9, -17,
    8, -22
};

#endif
