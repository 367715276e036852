#ifndef NET_TYPES_H
#define NET_TYPES_H

#include "ap_fixed.h"
#include "ap_int.h"
#include "trigforge/stream.h"

// Types of net. An array x has the element type x_t.

typedef ap_fixed<8,3> x_t;

// conv1
typedef ap_fixed<5,1> conv1_weights_t;
typedef ap_fixed<5,1> conv1_bias_t;
typedef ap_fixed<8,3> conv1_arranged_t;
typedef ap_fixed<11,5,AP_RND,AP_SAT> conv1_sum_t;
typedef ap_fixed<8,4,AP_RND_CONV,AP_SAT> conv1_t;

// relu2
typedef ap_fixed<8,4> relu2_constant_t;
typedef ap_fixed<8,4> relu2_larger_t;
typedef ap_ufixed<7,3,AP_RND,AP_SAT> relu2_t;

// conv3
typedef ap_fixed<5,1> conv3_weights_t;
typedef ap_fixed<5,1> conv3_bias_t;
typedef ap_ufixed<7,3> conv3_arranged_t;
typedef ap_fixed<11,5,AP_RND,AP_SAT> conv3_sum_t;
typedef ap_fixed<8,4,AP_RND_CONV,AP_SAT> conv3_t;

// add4
typedef ap_fixed<10,5> add4_added_t;
typedef ap_fixed<9,4,AP_RND,AP_SAT> add4_t;

// join5
typedef ap_fixed<10,5> join5_cast_t;
typedef ap_fixed<10,5> join5_t;

// conv6
typedef ap_fixed<5,1> conv6_weights_t;
typedef ap_fixed<5,1> conv6_bias_t;
typedef ap_fixed<10,5> conv6_arranged_t;
typedef ap_fixed<11,5,AP_RND,AP_SAT> conv6_sum_t;
typedef ap_fixed<8,4,AP_RND_CONV,AP_SAT> y_t;

// relu2
typedef ap_ufixed<7,3,AP_RND,AP_SAT> first_t;

// Packets of the streams.
typedef trigforge::packet<x_t, 2> x_packet;
typedef trigforge::packet<y_t, 2> y_packet;
typedef trigforge::packet<first_t, 2> first_packet;
typedef trigforge::packet<conv1_t, 2> conv1_packet;
typedef trigforge::packet<relu2_t, 2> relu2_packet;
typedef trigforge::packet<conv3_t, 2> conv3_packet;
typedef trigforge::packet<add4_t, 2> add4_packet;
typedef trigforge::packet<join5_t, 6> join5_packet;

#endif
