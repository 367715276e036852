#ifndef SMALL_DENSE_V2_SMALL_DENSE_FC2_WEIGHTS_BY_STEP_H
#define SMALL_DENSE_V2_SMALL_DENSE_FC2_WEIGHTS_BY_STEP_H

#include "../trigforge/number.h"
#include "../types.h"

namespace small_dense_v2 {
// fc2_weights_by_step: fixed<6,1> as raw integers, value = raw * 2^-5.
// 12 elements, shape [6, 2], in the order of use; 0 of them zero.
typedef trigforge::constants<fc2_weights_t, signed char, 12> fc2_weights_by_step_constants;
static const fc2_weights_by_step_constants::array fc2_weights_by_step = {
    26,
    -4,
    8,
    16,
    -26,
    -32,
    30,
    -1,
    9,
    -17,
    8,
    -22
};
} // namespace small_dense_v2

#endif
