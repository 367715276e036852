#ifndef TRIGFORGE_FOLD_PACKETS_H
#define TRIGFORGE_FOLD_PACKETS_H

#include "fold.h"
#include "stream.h"

// Combines the packets of a tensor as they come, element by element: sums, largest or smallest elements over all
// packets.
//
// parameters: packets, length       packets of the tensor and their elements
//             combine               plus, larger or smaller (fold.h)
//             from_zero             whether the first packet is combined with zeros, as in a sum, or with itself
//             x_type, result_type   elements of the packets and of the result; the result of a sum is its
//                                   accumulator, to which every element and every partial sum is assigned
//             term_type             type that is assigned to the result: x's own, or one that holds the same values and
//                                   from which the assignment is defined

namespace trigforge {

template <class parameters>
void fold_packets(hls::stream<packet<typename parameters::x_type, parameters::length> > &stream,
                  typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
fold_packet:
    for (unsigned p = 0; p < parameters::packets; p++) {
#pragma HLS PIPELINE II=1
        const packet<typename parameters::x_type, parameters::length> taken = stream.read();
        for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
            const typename parameters::term_type element = number(taken.data[i]);
            const typename parameters::result_type term = element;
            const typename parameters::result_type zero = 0;
            const typename parameters::result_type first = parameters::from_zero ? zero : term;
            const typename parameters::result_type before = p == 0 ? first : result[i];
            result[i] = parameters::combine::of(before, term);
        }
    }
}

} // namespace trigforge

#endif
