#ifndef NET_ARRAYS_H
#define NET_ARRAYS_H

#include "firmware/net.h"
#include "firmware/trigforge/stream.h"

// net on arrays, for the testbench: streams one event in, and its outputs out.

inline void net_on_arrays(const x_t x[50], y_t y[8], first_t first[50]) {
    hls::stream<x_packet> x_stream("x_stream");
    hls::stream<y_packet> y_stream("y_stream");
    hls::stream<first_packet> first_stream("first_stream");
    trigforge::emit<25>(x, x_stream);
    net(x_stream, y_stream, first_stream);
    trigforge::collect<4, 1>(y_stream, y);
    trigforge::collect<25, 1>(first_stream, first);
}

#endif
