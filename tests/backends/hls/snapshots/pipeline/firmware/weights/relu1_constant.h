#ifndef SMALL_DENSE_RELU1_CONSTANT_H
#define SMALL_DENSE_RELU1_CONSTANT_H

#include "../trigforge/number.h"
#include "../types.h"

// relu1_constant: fixed<1,1> as raw integers, value = raw * 2^0.
// 1 element, shape [], row-major; 1 of them zero.
typedef trigforge::constants<relu1_constant_t, signed char, 1> relu1_constant_constants;
static const relu1_constant_constants::array relu1_constant = {
    0
};

#endif
