#ifndef TRIGFORGE_CONTRACT_PACKETS_H
#define TRIGFORGE_CONTRACT_PACKETS_H

#include "contract.h"
#include "stream.h"

// The sums of contract.h with one row, whose terms come packet by packet: a dense layer behind an image. Each packet
// brings `length` terms to every sum, in the order of contract.h.
//
// parameters: packets, length, columns         packets of the tensor, their elements, and the sums
//             balanced                         whether the terms of a packet may be added as a balanced tree
//             reuse_factor                     clock cycles between packets
//             x_type, weight_type, bias_type, product_type, start_type, accumulator_type
//                                              as in contract.h
// The bias may be left out: sums then start at zero.

namespace trigforge {

// Adds the terms of all packets to sums, which hold the start values on entry.
template <class parameters>
void add_packets(hls::stream<packet<typename parameters::x_type, parameters::length> > &stream,
                 const typename parameters::weight_type weights[parameters::packets * parameters::length *
                                                                parameters::columns],
                 typename parameters::accumulator_type sums[parameters::columns]) {
#pragma HLS INLINE
add_packet:
    for (unsigned p = 0; p < parameters::packets; p++) {
#pragma HLS PIPELINE II=parameters::reuse_factor
        const packet<typename parameters::x_type, parameters::length> taken = stream.read();
        for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
            typename parameters::accumulator_type terms[parameters::length];
#pragma HLS ARRAY_PARTITION variable=terms complete
            for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
                const unsigned weight = (p * parameters::length + i) * parameters::columns + column;
                terms[i] = term<parameters>(taken.data[i], weights[weight]);
            }
            sums[column] = running_sum<parameters::length, parameters::balanced>::of(sums[column], terms);
        }
    }
}

template <class parameters>
void contract_packets(hls::stream<packet<typename parameters::x_type, parameters::length> > &stream,
                      const typename parameters::weight_type weights[parameters::packets * parameters::length *
                                                                     parameters::columns],
                      const typename parameters::bias_type bias[parameters::columns],
                      typename parameters::accumulator_type result[parameters::columns]) {
#pragma HLS INLINE
    for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
        result[column] = start<parameters>(bias[column]);
    }
    add_packets<parameters>(stream, weights, result);
}

// The same with sums that start at zero.
template <class parameters>
void contract_packets(hls::stream<packet<typename parameters::x_type, parameters::length> > &stream,
                      const typename parameters::weight_type weights[parameters::packets * parameters::length *
                                                                     parameters::columns],
                      typename parameters::accumulator_type result[parameters::columns]) {
#pragma HLS INLINE
    for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
        result[column] = 0;
    }
    add_packets<parameters>(stream, weights, result);
}

} // namespace trigforge

#endif
