#ifndef SMALL_DENSE_V2_SMALL_DENSE_TYPES_H
#define SMALL_DENSE_V2_SMALL_DENSE_TYPES_H

#include "ap_fixed.h"
#include "ap_int.h"

// Types of small_dense. An array x has the element type x_t.
namespace small_dense_v2 {

typedef ap_fixed<8,3> x_t;

// fc1
typedef ap_fixed<6,1> fc1_weights_t;
typedef ap_fixed<6,1> fc1_bias_t;
typedef ap_fixed<16,6> fc1_sum_t;
typedef ap_fixed<10,5,AP_RND,AP_SAT> fc1_t;

// relu1
typedef ap_fixed<1,1> relu1_constant_t;
typedef ap_fixed<10,5> relu1_larger_t;
typedef ap_ufixed<8,4,AP_RND,AP_SAT> relu1_t;

// fc2
typedef ap_fixed<6,1> fc2_weights_t;
typedef ap_fixed<6,1> fc2_bias_t;
typedef ap_fixed<16,6> fc2_sum_t;
typedef ap_fixed<10,5,AP_RND,AP_SAT> fc2_t;

// sigmoid
typedef ap_fixed<6,3,AP_TRN,AP_SAT> sigmoid_cast_t;
typedef ap_ufixed<8,0> sigmoid_table_t;
typedef ap_ufixed<8,0> y_t;

} // namespace small_dense_v2

#endif
