#ifndef TRIGFORGE_STREAM_H
#define TRIGFORGE_STREAM_H

#include "hls_stream.h"
#include "number.h"

// Tensors that travel between tasks packet by packet. A tensor is [outer, packets, length / outer]: each packet takes
// its elements of every outer block. A pixel is a packet of its channels, with one outer block.

namespace trigforge {

template <class value_t, unsigned length> struct packet {
    value_t data[length];
};

// Takes the next packet.
template <class value_t, unsigned length>
void read(hls::stream<packet<value_t, length> > &stream, value_t x[length]) {
#pragma HLS INLINE
    const packet<value_t, length> taken = stream.read();
    for (unsigned i = 0; i < length; i++) {
#pragma HLS UNROLL
        x[i] = taken.data[i];
    }
}

// Hands on one packet. Its elements hold every element of x.
template <class x_t, class value_t, unsigned length>
void write(const x_t x[], hls::stream<packet<value_t, length> > &stream) {
#pragma HLS INLINE
    packet<value_t, length> given;
    for (unsigned i = 0; i < length; i++) {
#pragma HLS UNROLL
        given.data[i] = number(x[i]);
    }
    stream.write(given);
}

// Takes all packets of a tensor before anything else happens.
template <unsigned packets, unsigned outer, class value_t, unsigned length>
void collect(hls::stream<packet<value_t, length> > &stream, value_t x[]) {
#pragma HLS INLINE
    const unsigned inner = length / outer;
collect_packet:
    for (unsigned p = 0; p < packets; p++) {
#pragma HLS PIPELINE II=1
        const packet<value_t, length> taken = stream.read();
        for (unsigned i = 0; i < length; i++) {
#pragma HLS UNROLL
            x[(i / inner * packets + p) * inner + i % inner] = taken.data[i];
        }
    }
}

// Hands on all packets of a tensor with one outer block.
template <unsigned packets, class x_t, class value_t, unsigned length>
void emit(const x_t x[], hls::stream<packet<value_t, length> > &stream) {
#pragma HLS INLINE
emit_packet:
    for (unsigned p = 0; p < packets; p++) {
#pragma HLS PIPELINE II=1
        packet<value_t, length> given;
        for (unsigned i = 0; i < length; i++) {
#pragma HLS UNROLL
            given.data[i] = number(x[p * length + i]);
        }
        stream.write(given);
    }
}

} // namespace trigforge

#endif
