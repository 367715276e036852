#include "net.h"
#include "parameters.h"

namespace v2 {
// conv1: 9 x 7 windows of 2 x 2 x 1 elements
static void compute_conv1(hls::stream<x_packet> &x_stream, hls::stream<conv1_packet> &conv1_to_relu2) {
    trigforge::windows<windows_conv1_arranged> windows;
position:
    for (unsigned position = 0; position < trigforge::windows<windows_conv1_arranged>::positions; position++) {
#pragma HLS PIPELINE II=1
        x_t x_window[4];
#pragma HLS ARRAY_PARTITION variable=x_window complete dim=0
        if (!windows.next(x_stream, x_window)) continue;
        conv1_sum_t conv1_sum[4];
#pragma HLS ARRAY_PARTITION variable=conv1_sum complete dim=0
        trigforge::contract<contract_conv1_sum>(x_window, conv1_weights, conv1_bias, conv1_sum);
        conv1_t conv1[4];
#pragma HLS ARRAY_PARTITION variable=conv1 complete dim=0
        trigforge::cast<cast_conv1>(conv1_sum, conv1);
        trigforge::write(conv1, conv1_to_relu2);
    }
}

// relu2: packet by packet, 63 for each event
static void compute_relu2(hls::stream<conv1_packet> &conv1_to_relu2, hls::stream<relu2_packet> &relu2_to_dense4) {
packet:
    for (unsigned packet = 0; packet < 63; packet++) {
#pragma HLS PIPELINE II=1
        conv1_t conv1[4];
#pragma HLS ARRAY_PARTITION variable=conv1 complete dim=0
        trigforge::read(conv1_to_relu2, conv1);
        relu2_larger_t relu2_larger[4];
#pragma HLS ARRAY_PARTITION variable=relu2_larger complete dim=0
        trigforge::max<max_relu2_larger>(conv1, relu2_constant, relu2_larger);
        relu2_t relu2[4];
#pragma HLS ARRAY_PARTITION variable=relu2 complete dim=0
        trigforge::cast<cast_relu2>(relu2_larger, relu2);
        trigforge::write(relu2, relu2_to_dense4);
    }
}

// dense4: works through 63 packets of 4
static void compute_dense4(hls::stream<relu2_packet> &relu2_to_dense4, hls::stream<dense4_packet> &dense4_to_relu5) {
#pragma HLS ARRAY_RESHAPE variable=dense4_weights cyclic factor=64
    dense4_sum_t dense4_sum[16];
#pragma HLS ARRAY_PARTITION variable=dense4_sum complete dim=0
    trigforge::contract_packets<contract_dense4_sum>(relu2_to_dense4, dense4_weights, dense4_bias, dense4_sum);
    dense4_t dense4[16];
#pragma HLS ARRAY_PARTITION variable=dense4 complete dim=0
    trigforge::cast<cast_dense4>(dense4_sum, dense4);
    trigforge::write(dense4, dense4_to_relu5);
}

// relu5: one packet for each event
static void compute_relu5(hls::stream<dense4_packet> &dense4_to_relu5, hls::stream<relu5_packet> &relu5_to_dense6) {
#pragma HLS PIPELINE II=1
    dense4_t dense4[16];
#pragma HLS ARRAY_PARTITION variable=dense4 complete dim=0
    trigforge::read(dense4_to_relu5, dense4);
    relu5_larger_t relu5_larger[16];
#pragma HLS ARRAY_PARTITION variable=relu5_larger complete dim=0
    trigforge::max<max_relu5_larger>(dense4, relu5_constant, relu5_larger);
    relu5_t relu5[16];
#pragma HLS ARRAY_PARTITION variable=relu5 complete dim=0
    trigforge::cast<cast_relu5>(relu5_larger, relu5);
    trigforge::write(relu5, relu5_to_dense6);
}

// dense6: one packet for each event
static void compute_dense6(hls::stream<relu5_packet> &relu5_to_dense6, hls::stream<dense6_packet> &dense6_to_relu7) {
#pragma HLS PIPELINE II=1
    relu5_t relu5[16];
#pragma HLS ARRAY_PARTITION variable=relu5 complete dim=0
    trigforge::read(relu5_to_dense6, relu5);
    dense6_sum_t dense6_sum[1];
#pragma HLS ARRAY_PARTITION variable=dense6_sum complete dim=0
    trigforge::contract<contract_dense6_sum>(relu5, dense6_weights, dense6_bias, dense6_sum);
    dense6_t dense6[1];
#pragma HLS ARRAY_PARTITION variable=dense6 complete dim=0
    trigforge::cast<cast_dense6>(dense6_sum, dense6);
    trigforge::write(dense6, dense6_to_relu7);
}

// relu7: one packet for each event
static void compute_relu7(hls::stream<dense6_packet> &dense6_to_relu7, hls::stream<score_packet> &score_stream) {
#pragma HLS PIPELINE II=1
    dense6_t dense6[1];
#pragma HLS ARRAY_PARTITION variable=dense6 complete dim=0
    trigforge::read(dense6_to_relu7, dense6);
    relu7_larger_t relu7_larger[1];
#pragma HLS ARRAY_PARTITION variable=relu7_larger complete dim=0
    trigforge::max<max_relu7_larger>(dense6, relu7_constant, relu7_larger);
    score_t score[1];
#pragma HLS ARRAY_PARTITION variable=score complete dim=0
    trigforge::cast<cast_score>(relu7_larger, score);
    trigforge::write(score, score_stream);
}

void net(hls::stream<x_packet> &x, hls::stream<score_packet> &score) {
#pragma HLS INTERFACE axis port=x,score
#pragma HLS DATAFLOW
#pragma HLS DATA_PACK variable=x
#pragma HLS DATA_PACK variable=score
    hls::stream<conv1_packet> conv1_to_relu2("conv1_to_relu2");
#pragma HLS STREAM variable=conv1_to_relu2 depth=2
#pragma HLS DATA_PACK variable=conv1_to_relu2
    hls::stream<relu2_packet> relu2_to_dense4("relu2_to_dense4");
#pragma HLS STREAM variable=relu2_to_dense4 depth=2
#pragma HLS DATA_PACK variable=relu2_to_dense4
    hls::stream<dense4_packet> dense4_to_relu5("dense4_to_relu5");
#pragma HLS STREAM variable=dense4_to_relu5 depth=2
#pragma HLS DATA_PACK variable=dense4_to_relu5
    hls::stream<relu5_packet> relu5_to_dense6("relu5_to_dense6");
#pragma HLS STREAM variable=relu5_to_dense6 depth=2
#pragma HLS DATA_PACK variable=relu5_to_dense6
    hls::stream<dense6_packet> dense6_to_relu7("dense6_to_relu7");
#pragma HLS STREAM variable=dense6_to_relu7 depth=2
#pragma HLS DATA_PACK variable=dense6_to_relu7

    compute_conv1(x, conv1_to_relu2);
    compute_relu2(conv1_to_relu2, relu2_to_dense4);
    compute_dense4(relu2_to_dense4, dense4_to_relu5);
    compute_relu5(dense4_to_relu5, relu5_to_dense6);
    compute_dense6(relu5_to_dense6, dense6_to_relu7);
    compute_relu7(dense6_to_relu7, score);
}
} // namespace v2
