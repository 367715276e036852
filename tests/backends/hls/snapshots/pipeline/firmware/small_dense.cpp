#include "small_dense.h"
#include "parameters.h"

void small_dense(const x_t x[4], y_t y[2]) {
#pragma HLS ARRAY_RESHAPE variable=x complete dim=0
#pragma HLS ARRAY_PARTITION variable=y complete dim=0
#pragma HLS INTERFACE ap_vld port=x,y
#pragma HLS PIPELINE II=1
#pragma HLS BIND_STORAGE variable=sigmoid_table type=rom_np impl=lutram

    // fc1
    fc1_sum_t fc1_sum[6];
#pragma HLS ARRAY_PARTITION variable=fc1_sum complete dim=0
    trigforge::contract<contract_fc1_sum>(x, fc1_weights, fc1_bias, fc1_sum);
    fc1_t fc1[6];
#pragma HLS ARRAY_PARTITION variable=fc1 complete dim=0
    trigforge::cast<cast_fc1>(fc1_sum, fc1);

    // relu1
    relu1_larger_t relu1_larger[6];
#pragma HLS ARRAY_PARTITION variable=relu1_larger complete dim=0
    trigforge::max<max_relu1_larger>(fc1, relu1_constant, relu1_larger);
    relu1_t relu1[6];
#pragma HLS ARRAY_PARTITION variable=relu1 complete dim=0
    trigforge::cast<cast_relu1>(relu1_larger, relu1);

    // fc2
    fc2_sum_t fc2_sum[2];
#pragma HLS ARRAY_PARTITION variable=fc2_sum complete dim=0
    trigforge::contract<contract_fc2_sum>(relu1, fc2_weights, fc2_bias, fc2_sum);
    fc2_t fc2[2];
#pragma HLS ARRAY_PARTITION variable=fc2 complete dim=0
    trigforge::cast<cast_fc2>(fc2_sum, fc2);

    // sigmoid
    sigmoid_cast_t sigmoid_cast[2];
#pragma HLS ARRAY_PARTITION variable=sigmoid_cast complete dim=0
    trigforge::cast<cast_sigmoid_cast>(fc2, sigmoid_cast);
    trigforge::lookup<lookup_y>(sigmoid_cast, sigmoid_table, y);
}
