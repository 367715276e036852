#include "small_dense.h"
#include "parameters.h"

namespace small_dense_v2 {
// fc1
static void compute_fc1(const x_t x[4], fc1_t fc1[6]) {
#pragma HLS ARRAY_RESHAPE variable=fc1_weights_by_step cyclic factor=12

    fc1_sum_t fc1_sum[6];
#pragma HLS ARRAY_PARTITION variable=fc1_sum complete dim=0
    trigforge::contract_shared<contract_fc1_sum>(x, fc1_weights_by_step, fc1_bias, fc1_sum);
    trigforge::cast<cast_fc1>(fc1_sum, fc1);
}

// relu1
static void compute_relu1(const fc1_t fc1[6], relu1_t relu1[6]) {
#pragma HLS PIPELINE II=1

    relu1_larger_t relu1_larger[6];
#pragma HLS ARRAY_PARTITION variable=relu1_larger complete dim=0
    trigforge::max<max_relu1_larger>(fc1, relu1_constant, relu1_larger);
    trigforge::cast<cast_relu1>(relu1_larger, relu1);
}

// fc2
static void compute_fc2(const relu1_t relu1[6], fc2_t fc2[2]) {
#pragma HLS ARRAY_RESHAPE variable=fc2_weights_by_step cyclic factor=1

    fc2_sum_t fc2_sum[2];
#pragma HLS ARRAY_PARTITION variable=fc2_sum complete dim=0
    trigforge::contract_shared<contract_fc2_sum>(relu1, fc2_weights_by_step, fc2_bias, fc2_sum);
    trigforge::cast<cast_fc2>(fc2_sum, fc2);
}

// sigmoid
static void compute_sigmoid(const fc2_t fc2[2], y_t y[2]) {
#pragma HLS PIPELINE II=1
#pragma HLS RESOURCE variable=sigmoid_table core=ROM_nP_BRAM

    sigmoid_cast_t sigmoid_cast[2];
#pragma HLS ARRAY_PARTITION variable=sigmoid_cast complete dim=0
    trigforge::cast<cast_sigmoid_cast>(fc2, sigmoid_cast);
    trigforge::lookup<lookup_y>(sigmoid_cast, sigmoid_table, y);
}

void small_dense(const x_t x[4], y_t y[2]) {
#pragma HLS ARRAY_RESHAPE variable=x complete dim=0
#pragma HLS ARRAY_PARTITION variable=y complete dim=0
#pragma HLS INTERFACE ap_vld port=x,y
#pragma HLS DATAFLOW
    fc1_t fc1[6];
#pragma HLS ARRAY_PARTITION variable=fc1 complete dim=0
    relu1_t relu1[6];
#pragma HLS ARRAY_PARTITION variable=relu1 complete dim=0
    fc2_t fc2[2];
#pragma HLS ARRAY_PARTITION variable=fc2 complete dim=0

    compute_fc1(x, fc1);
    compute_relu1(fc1, relu1);
    compute_fc2(relu1, fc2);
    compute_sigmoid(fc2, y);
}
} // namespace small_dense_v2
