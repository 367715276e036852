#ifndef NET_PARAMETERS_H
#define NET_PARAMETERS_H

#include "trigforge/add.h"
#include "trigforge/cast.h"
#include "trigforge/concat.h"
#include "trigforge/contract.h"
#include "trigforge/max.h"
#include "trigforge/number.h"
#include "trigforge/stream.h"
#include "trigforge/windows.h"
#include "types.h"
#include "weights/conv1_weights.h"
#include "weights/conv1_bias.h"
#include "weights/relu2_constant.h"
#include "weights/conv3_weights.h"
#include "weights/conv3_bias.h"
#include "weights/conv6_weights.h"
#include "weights/conv6_bias.h"

// Parameters of the kernels that net calls: one structure for each call.

// conv1
struct windows_conv1_arranged {
    static const unsigned rows = 5;
    static const unsigned before_rows = 1;
    static const unsigned grid_rows = 7;
    static const unsigned window_rows = 3;
    static const unsigned row_dilation = 1;
    static const unsigned first_row = 2;
    static const unsigned row_stride = 1;
    static const unsigned row_count = 5;
    static const unsigned columns = 5;
    static const unsigned before_columns = 1;
    static const unsigned grid_columns = 7;
    static const unsigned window_columns = 3;
    static const unsigned column_dilation = 1;
    static const unsigned first_column = 2;
    static const unsigned column_stride = 1;
    static const unsigned column_count = 5;
    static const unsigned channels = 2;
    typedef x_t x_type;
};
struct contract_conv1_sum {
    static const unsigned batch = 1;
    static const unsigned rows = 1;
    static const unsigned inner = 18;
    static const unsigned columns = 2;
    static const unsigned x_length = 18;
    static const unsigned weights_length = 36;
    static const unsigned result_length = 2;
    static const unsigned stride = 1;
    static const bool balanced = false;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 33;
    typedef x_t x_type;
    typedef conv1_weights_constants::element weight_type;
    typedef conv1_bias_constants::element bias_type;
    typedef ap_fixed<13,4> product_type;
    typedef conv1_bias_t start_type;
    typedef conv1_sum_t accumulator_type;
};
struct cast_conv1 {
    static const unsigned length = 2;
    typedef conv1_sum_t x_type;
    typedef conv1_sum_t source_type;
    typedef conv1_t result_type;
};

// relu2
struct max_relu2_larger {
    static const unsigned length = 2;
    static const unsigned a_stride = 1;
    static const unsigned b_stride = 0;
    typedef conv1_t a_type;
    typedef relu2_constant_constants::element b_type;
    typedef relu2_larger_t result_type;
};
struct cast_relu2 {
    static const unsigned length = 2;
    typedef relu2_larger_t x_type;
    typedef relu2_larger_t source_type;
    typedef relu2_t result_type;
};

// conv3
struct windows_conv3_arranged {
    static const unsigned rows = 5;
    static const unsigned before_rows = 1;
    static const unsigned grid_rows = 7;
    static const unsigned window_rows = 3;
    static const unsigned row_dilation = 1;
    static const unsigned first_row = 2;
    static const unsigned row_stride = 1;
    static const unsigned row_count = 5;
    static const unsigned columns = 5;
    static const unsigned before_columns = 1;
    static const unsigned grid_columns = 7;
    static const unsigned window_columns = 3;
    static const unsigned column_dilation = 1;
    static const unsigned first_column = 2;
    static const unsigned column_stride = 1;
    static const unsigned column_count = 5;
    static const unsigned channels = 2;
    typedef relu2_t x_type;
};
struct contract_conv3_sum {
    static const unsigned batch = 1;
    static const unsigned rows = 1;
    static const unsigned inner = 18;
    static const unsigned columns = 2;
    static const unsigned x_length = 18;
    static const unsigned weights_length = 36;
    static const unsigned result_length = 2;
    static const unsigned stride = 1;
    static const bool balanced = false;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 32;
    typedef relu2_t x_type;
    typedef conv3_weights_constants::element weight_type;
    typedef conv3_bias_constants::element bias_type;
    typedef ap_fixed<12,4> product_type;
    typedef conv3_bias_t start_type;
    typedef conv3_sum_t accumulator_type;
};
struct cast_conv3 {
    static const unsigned length = 2;
    typedef conv3_sum_t x_type;
    typedef conv3_sum_t source_type;
    typedef conv3_t result_type;
};

// add4
struct add_add4_added {
    static const unsigned length = 2;
    static const unsigned a_stride = 1;
    static const unsigned b_stride = 1;
    typedef conv3_t a_type;
    typedef x_t b_type;
    typedef add4_added_t result_type;
};
struct cast_add4 {
    static const unsigned length = 2;
    typedef add4_added_t x_type;
    typedef add4_added_t source_type;
    typedef add4_t result_type;
};

// join5
struct cast_join5_cast {
    static const unsigned length = 2;
    typedef add4_t x_type;
    typedef add4_t source_type;
    typedef join5_cast_t result_type;
};
struct cast_join5_cast_2 {
    static const unsigned length = 2;
    typedef relu2_t x_type;
    typedef relu2_t source_type;
    typedef join5_cast_t result_type;
};
struct cast_join5_cast_3 {
    static const unsigned length = 2;
    typedef x_t x_type;
    typedef x_t source_type;
    typedef join5_cast_t result_type;
};
struct concat_join5_part {
    static const unsigned rows = 1;
    static const unsigned length = 2;
    static const unsigned row_length = 6;
    static const unsigned offset = 0;
    typedef join5_cast_t x_type;
    typedef join5_t result_type;
};
struct concat_join5_part_2 {
    static const unsigned rows = 1;
    static const unsigned length = 2;
    static const unsigned row_length = 6;
    static const unsigned offset = 2;
    typedef join5_cast_t x_type;
    typedef join5_t result_type;
};
struct concat_join5_part_3 {
    static const unsigned rows = 1;
    static const unsigned length = 2;
    static const unsigned row_length = 6;
    static const unsigned offset = 4;
    typedef join5_cast_t x_type;
    typedef join5_t result_type;
};

// conv6
struct windows_conv6_arranged {
    static const unsigned rows = 5;
    static const unsigned before_rows = 0;
    static const unsigned grid_rows = 5;
    static const unsigned window_rows = 2;
    static const unsigned row_dilation = 1;
    static const unsigned first_row = 1;
    static const unsigned row_stride = 2;
    static const unsigned row_count = 2;
    static const unsigned columns = 5;
    static const unsigned before_columns = 0;
    static const unsigned grid_columns = 5;
    static const unsigned window_columns = 2;
    static const unsigned column_dilation = 1;
    static const unsigned first_column = 1;
    static const unsigned column_stride = 2;
    static const unsigned column_count = 2;
    static const unsigned channels = 6;
    typedef join5_t x_type;
};
struct contract_conv6_sum {
    static const unsigned batch = 1;
    static const unsigned rows = 1;
    static const unsigned inner = 24;
    static const unsigned columns = 2;
    static const unsigned x_length = 24;
    static const unsigned weights_length = 48;
    static const unsigned result_length = 2;
    static const unsigned stride = 1;
    static const bool balanced = false;
    static const unsigned reuse_factor = 1;
    static const unsigned multiplier_limit = 44;
    typedef join5_t x_type;
    typedef conv6_weights_constants::element weight_type;
    typedef conv6_bias_constants::element bias_type;
    typedef ap_fixed<15,6> product_type;
    typedef conv6_bias_t start_type;
    typedef conv6_sum_t accumulator_type;
};
struct cast_y {
    static const unsigned length = 2;
    typedef conv6_sum_t x_type;
    typedef conv6_sum_t source_type;
    typedef y_t result_type;
};

#endif
