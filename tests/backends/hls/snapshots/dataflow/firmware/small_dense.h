#ifndef SMALL_DENSE_V2_SMALL_DENSE_H
#define SMALL_DENSE_V2_SMALL_DENSE_H

#include "types.h"
namespace small_dense_v2 {

// x: shape [4]
// y: shape [2]
void small_dense(const x_t x[4], y_t y[2]);

} // namespace small_dense_v2

#endif
