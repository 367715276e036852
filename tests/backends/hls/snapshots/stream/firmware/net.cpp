#include "net.h"
#include "parameters.h"

// x, for everybody who reads it
static void share_x(
    hls::stream<x_packet> &x_stream,
    hls::stream<x_packet> &x_to_conv1,
    hls::stream<x_packet> &x_to_add4,
    hls::stream<x_packet> &x_to_join5
) {
packet:
    for (unsigned packet = 0; packet < 25; packet++) {
#pragma HLS PIPELINE II=1
        x_t x[2];
#pragma HLS ARRAY_PARTITION variable=x complete dim=0
        trigforge::read(x_stream, x);
        trigforge::write(x, x_to_conv1);
        trigforge::write(x, x_to_add4);
        trigforge::write(x, x_to_join5);
    }
}

// conv1: 5 x 5 windows of 3 x 3 x 2 elements
static void compute_conv1(hls::stream<x_packet> &x_to_conv1, hls::stream<conv1_packet> &conv1_to_relu2) {
    trigforge::windows<windows_conv1_arranged> windows;
position:
    for (unsigned position = 0; position < trigforge::windows<windows_conv1_arranged>::positions; position++) {
#pragma HLS PIPELINE II=1
        x_t x_window[18];
#pragma HLS ARRAY_PARTITION variable=x_window complete dim=0
        if (!windows.next(x_to_conv1, x_window)) continue;
        conv1_sum_t conv1_sum[2];
#pragma HLS ARRAY_PARTITION variable=conv1_sum complete dim=0
        trigforge::contract<contract_conv1_sum>(x_window, conv1_weights, conv1_bias, conv1_sum);
        conv1_t conv1[2];
#pragma HLS ARRAY_PARTITION variable=conv1 complete dim=0
        trigforge::cast<cast_conv1>(conv1_sum, conv1);
        trigforge::write(conv1, conv1_to_relu2);
    }
}

// relu2: packet by packet, 25 for each event
static void compute_relu2(
    hls::stream<conv1_packet> &conv1_to_relu2,
    hls::stream<relu2_packet> &relu2_to_conv3,
    hls::stream<relu2_packet> &relu2_to_join5,
    hls::stream<first_packet> &first_stream
) {
packet:
    for (unsigned packet = 0; packet < 25; packet++) {
#pragma HLS PIPELINE II=1
        conv1_t conv1[2];
#pragma HLS ARRAY_PARTITION variable=conv1 complete dim=0
        trigforge::read(conv1_to_relu2, conv1);
        relu2_larger_t relu2_larger[2];
#pragma HLS ARRAY_PARTITION variable=relu2_larger complete dim=0
        trigforge::max<max_relu2_larger>(conv1, relu2_constant, relu2_larger);
        relu2_t relu2[2];
#pragma HLS ARRAY_PARTITION variable=relu2 complete dim=0
        trigforge::cast<cast_relu2>(relu2_larger, relu2);
        trigforge::write(relu2, relu2_to_conv3);
        trigforge::write(relu2, relu2_to_join5);
        trigforge::write(relu2, first_stream);
    }
}

// conv3: 5 x 5 windows of 3 x 3 x 2 elements
static void compute_conv3(hls::stream<relu2_packet> &relu2_to_conv3, hls::stream<conv3_packet> &conv3_to_add4) {
    trigforge::windows<windows_conv3_arranged> windows;
position:
    for (unsigned position = 0; position < trigforge::windows<windows_conv3_arranged>::positions; position++) {
#pragma HLS PIPELINE II=1
        relu2_t relu2_window[18];
#pragma HLS ARRAY_PARTITION variable=relu2_window complete dim=0
        if (!windows.next(relu2_to_conv3, relu2_window)) continue;
        conv3_sum_t conv3_sum[2];
#pragma HLS ARRAY_PARTITION variable=conv3_sum complete dim=0
        trigforge::contract<contract_conv3_sum>(relu2_window, conv3_weights, conv3_bias, conv3_sum);
        conv3_t conv3[2];
#pragma HLS ARRAY_PARTITION variable=conv3 complete dim=0
        trigforge::cast<cast_conv3>(conv3_sum, conv3);
        trigforge::write(conv3, conv3_to_add4);
    }
}

// add4: packet by packet, 25 for each event
static void compute_add4(
    hls::stream<x_packet> &x_to_add4,
    hls::stream<conv3_packet> &conv3_to_add4,
    hls::stream<add4_packet> &add4_to_join5
) {
packet:
    for (unsigned packet = 0; packet < 25; packet++) {
#pragma HLS PIPELINE II=1
        x_t x[2];
#pragma HLS ARRAY_PARTITION variable=x complete dim=0
        trigforge::read(x_to_add4, x);
        conv3_t conv3[2];
#pragma HLS ARRAY_PARTITION variable=conv3 complete dim=0
        trigforge::read(conv3_to_add4, conv3);
        add4_added_t add4_added[2];
#pragma HLS ARRAY_PARTITION variable=add4_added complete dim=0
        trigforge::add<add_add4_added>(conv3, x, add4_added);
        add4_t add4[2];
#pragma HLS ARRAY_PARTITION variable=add4 complete dim=0
        trigforge::cast<cast_add4>(add4_added, add4);
        trigforge::write(add4, add4_to_join5);
    }
}

// join5: packet by packet, 25 for each event
static void compute_join5(
    hls::stream<x_packet> &x_to_join5,
    hls::stream<relu2_packet> &relu2_to_join5,
    hls::stream<add4_packet> &add4_to_join5,
    hls::stream<join5_packet> &join5_to_conv6
) {
packet:
    for (unsigned packet = 0; packet < 25; packet++) {
#pragma HLS PIPELINE II=1
        x_t x[2];
#pragma HLS ARRAY_PARTITION variable=x complete dim=0
        trigforge::read(x_to_join5, x);
        relu2_t relu2[2];
#pragma HLS ARRAY_PARTITION variable=relu2 complete dim=0
        trigforge::read(relu2_to_join5, relu2);
        add4_t add4[2];
#pragma HLS ARRAY_PARTITION variable=add4 complete dim=0
        trigforge::read(add4_to_join5, add4);
        join5_cast_t join5_cast[2];
#pragma HLS ARRAY_PARTITION variable=join5_cast complete dim=0
        trigforge::cast<cast_join5_cast>(add4, join5_cast);
        join5_cast_t join5_cast_2[2];
#pragma HLS ARRAY_PARTITION variable=join5_cast_2 complete dim=0
        trigforge::cast<cast_join5_cast_2>(relu2, join5_cast_2);
        join5_cast_t join5_cast_3[2];
#pragma HLS ARRAY_PARTITION variable=join5_cast_3 complete dim=0
        trigforge::cast<cast_join5_cast_3>(x, join5_cast_3);
        join5_t join5[6];
#pragma HLS ARRAY_PARTITION variable=join5 complete dim=0
        trigforge::concat<concat_join5_part>(join5_cast, join5);
        trigforge::concat<concat_join5_part_2>(join5_cast_2, join5);
        trigforge::concat<concat_join5_part_3>(join5_cast_3, join5);
        trigforge::write(join5, join5_to_conv6);
    }
}

// conv6: 2 x 2 windows of 2 x 2 x 6 elements
static void compute_conv6(hls::stream<join5_packet> &join5_to_conv6, hls::stream<y_packet> &y_stream) {
    trigforge::windows<windows_conv6_arranged> windows;
position:
    for (unsigned position = 0; position < trigforge::windows<windows_conv6_arranged>::positions; position++) {
#pragma HLS PIPELINE II=1
        join5_t join5_window[24];
#pragma HLS ARRAY_PARTITION variable=join5_window complete dim=0
        if (!windows.next(join5_to_conv6, join5_window)) continue;
        conv6_sum_t conv6_sum[2];
#pragma HLS ARRAY_PARTITION variable=conv6_sum complete dim=0
        trigforge::contract<contract_conv6_sum>(join5_window, conv6_weights, conv6_bias, conv6_sum);
        y_t y[2];
#pragma HLS ARRAY_PARTITION variable=y complete dim=0
        trigforge::cast<cast_y>(conv6_sum, y);
        trigforge::write(y, y_stream);
    }
}

void net(hls::stream<x_packet> &x, hls::stream<y_packet> &y, hls::stream<first_packet> &first) {
#pragma HLS INTERFACE axis port=x,y,first
#pragma HLS DATAFLOW
    hls::stream<x_packet> x_to_conv1("x_to_conv1");
#pragma HLS STREAM variable=x_to_conv1 depth=25
    hls::stream<x_packet> x_to_add4("x_to_add4");
#pragma HLS STREAM variable=x_to_add4 depth=25
    hls::stream<x_packet> x_to_join5("x_to_join5");
#pragma HLS STREAM variable=x_to_join5 depth=25
    hls::stream<conv1_packet> conv1_to_relu2("conv1_to_relu2");
#pragma HLS STREAM variable=conv1_to_relu2 depth=25
    hls::stream<relu2_packet> relu2_to_conv3("relu2_to_conv3");
#pragma HLS STREAM variable=relu2_to_conv3 depth=25
    hls::stream<relu2_packet> relu2_to_join5("relu2_to_join5");
#pragma HLS STREAM variable=relu2_to_join5 depth=25
    hls::stream<conv3_packet> conv3_to_add4("conv3_to_add4");
#pragma HLS STREAM variable=conv3_to_add4 depth=25
    hls::stream<add4_packet> add4_to_join5("add4_to_join5");
#pragma HLS STREAM variable=add4_to_join5 depth=25
    hls::stream<join5_packet> join5_to_conv6("join5_to_conv6");
#pragma HLS STREAM variable=join5_to_conv6 depth=2

    share_x(x, x_to_conv1, x_to_add4, x_to_join5);
    compute_conv1(x_to_conv1, conv1_to_relu2);
    compute_relu2(conv1_to_relu2, relu2_to_conv3, relu2_to_join5, first);
    compute_conv3(relu2_to_conv3, conv3_to_add4);
    compute_add4(x_to_add4, conv3_to_add4, add4_to_join5);
    compute_join5(x_to_join5, relu2_to_join5, add4_to_join5, join5_to_conv6);
    compute_conv6(join5_to_conv6, y);
}
