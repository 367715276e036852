#ifndef SMALL_DENSE_V2_SMALL_DENSE_PARAMETERS_H
#define SMALL_DENSE_V2_SMALL_DENSE_PARAMETERS_H

#include "trigforge/cast.h"
#include "trigforge/contract_shared.h"
#include "trigforge/lookup.h"
#include "trigforge/max.h"
#include "trigforge/number.h"
#include "types.h"
#include "weights/fc1_weights_by_step.h"
#include "weights/fc1_bias.h"
#include "weights/relu1_constant.h"
#include "weights/fc2_weights_by_step.h"
#include "weights/fc2_bias.h"
#include "weights/sigmoid_table.h"

// Parameters of the kernels that small_dense calls: one structure for each call.
namespace small_dense_v2 {

// fc1
struct contract_fc1_sum {
    static const unsigned batch = 1;
    static const unsigned rows = 1;
    static const unsigned inner = 4;
    static const unsigned columns = 6;
    static const unsigned x_length = 4;
    static const unsigned weights_length = 24;
    static const unsigned result_length = 6;
    static const unsigned stride = 1;
    static const bool balanced = true;
    static const unsigned reuse_factor = 2;
    static const unsigned positions = 2;
    static const unsigned groups = 1;
    static const unsigned group = 6;
    static const unsigned multipliers = 12;
    static const bool weights_by_step = true;
    typedef x_t x_type;
    typedef fc1_weights_by_step_constants::element weight_type;
    typedef fc1_bias_constants::element bias_type;
    typedef ap_fixed<14,4> product_type;
    typedef fc1_bias_t start_type;
    typedef fc1_sum_t accumulator_type;
};
struct cast_fc1 {
    static const unsigned length = 6;
    typedef fc1_sum_t x_type;
    typedef fc1_sum_t source_type;
    typedef fc1_t result_type;
};

// relu1
struct max_relu1_larger {
    static const unsigned length = 6;
    static const unsigned a_stride = 1;
    static const unsigned b_stride = 0;
    typedef fc1_t a_type;
    typedef relu1_constant_constants::element b_type;
    typedef relu1_larger_t result_type;
};
struct cast_relu1 {
    static const unsigned length = 6;
    typedef relu1_larger_t x_type;
    typedef relu1_larger_t source_type;
    typedef relu1_t result_type;
};

// fc2
struct contract_fc2_sum {
    static const unsigned batch = 1;
    static const unsigned rows = 1;
    static const unsigned inner = 6;
    static const unsigned columns = 2;
    static const unsigned x_length = 6;
    static const unsigned weights_length = 12;
    static const unsigned result_length = 2;
    static const unsigned stride = 1;
    static const bool balanced = true;
    static const unsigned reuse_factor = 12;
    static const unsigned positions = 1;
    static const unsigned groups = 2;
    static const unsigned group = 1;
    static const unsigned multipliers = 1;
    static const bool weights_by_step = true;
    typedef relu1_t x_type;
    typedef fc2_weights_by_step_constants::element weight_type;
    typedef fc2_bias_constants::element bias_type;
    typedef ap_fixed<14,5> product_type;
    typedef fc2_bias_t start_type;
    typedef fc2_sum_t accumulator_type;
};
struct cast_fc2 {
    static const unsigned length = 2;
    typedef fc2_sum_t x_type;
    typedef fc2_sum_t source_type;
    typedef fc2_t result_type;
};

// sigmoid
struct cast_sigmoid_cast {
    static const unsigned length = 2;
    typedef fc2_t x_type;
    typedef fc2_t source_type;
    typedef sigmoid_cast_t result_type;
};
struct lookup_y {
    static const unsigned length = 2;
    static const unsigned address_bits = 6;
    typedef sigmoid_cast_t x_type;
    typedef sigmoid_table_constants::element table_type;
    typedef y_t result_type;
};

} // namespace small_dense_v2

#endif
