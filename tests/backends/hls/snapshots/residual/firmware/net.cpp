#include "net.h"
#include "parameters.h"

static void share_x(const x_t x[4], x_t x_for_first[4], x_t x_for_join[4], x_2_t x_2[4]) {
#pragma HLS PIPELINE II=1

    trigforge::copy<copy_into_x_for_first>(x, x_for_first);
    trigforge::copy<copy_into_x_for_join>(x, x_for_join);
    trigforge::copy<copy_into_x_2>(x, x_2);
}

static void write_residual_constant(gain_t gain[4]) {
#pragma HLS PIPELINE II=1

    trigforge::copy<copy_into_gain>(residual_constant, gain);
}

// first
static void compute_first(
    const x_t x_for_first[4],
    first_sum_t first_sum_for_second[4],
    first_sum_t first_sum_for_join[4],
    first_t first[4]
) {
#pragma HLS ARRAY_RESHAPE variable=first_weights_by_step cyclic factor=8

    first_sum_t first_sum[4];
#pragma HLS ARRAY_PARTITION variable=first_sum complete dim=0
    trigforge::contract_shared<contract_first_sum>(x_for_first, first_weights_by_step, first_sum);
    trigforge::copy<copy_into_first_sum_for_second>(first_sum, first_sum_for_second);
    trigforge::copy<copy_into_first_sum_for_join>(first_sum, first_sum_for_join);
    trigforge::copy<copy_into_first>(first_sum, first);
}

// second
static void compute_second(const first_sum_t first_sum_for_second[4], second_t second[4]) {
#pragma HLS ARRAY_RESHAPE variable=second_weights_by_step cyclic factor=8

    trigforge::contract_shared<contract_second>(first_sum_for_second, second_weights_by_step, second);
}

// join
static void compute_join(
    const x_t x_for_join[4],
    const first_sum_t first_sum_for_join[4],
    const second_t second[4],
    join_cast_t join_cast_for_first_2[4],
    sum_t sum[4]
) {
#pragma HLS PIPELINE II=1

    join_added_t join_added[4];
#pragma HLS ARRAY_PARTITION variable=join_added complete dim=0
    trigforge::add<add_join_added>(first_sum_for_join, second, join_added);
    join_added_2_t join_added_2[4];
#pragma HLS ARRAY_PARTITION variable=join_added_2 complete dim=0
    trigforge::add<add_join_added_2>(join_added, x_for_join, join_added_2);
    join_cast_t join_cast[4];
#pragma HLS ARRAY_PARTITION variable=join_cast complete dim=0
    trigforge::cast<cast_join_cast>(join_added_2, join_cast);
    trigforge::copy<copy_into_join_cast_for_first_2>(join_cast, join_cast_for_first_2);
    trigforge::copy<copy_into_sum>(join_cast, sum);
}

// first
static void compute_first_2(
    const join_cast_t join_cast_for_first_2[4],
    first_sum_2_t first_sum_2_for_join_2[4],
    again_t again[4]
) {
#pragma HLS ARRAY_RESHAPE variable=first_weights_2_by_step cyclic factor=8

    first_sum_2_t first_sum_2[4];
#pragma HLS ARRAY_PARTITION variable=first_sum_2 complete dim=0
    trigforge::contract_shared<contract_first_sum_2>(join_cast_for_first_2, first_weights_2_by_step, first_sum_2);
    trigforge::copy<copy_into_first_sum_2_for_join_2>(first_sum_2, first_sum_2_for_join_2);
    trigforge::copy<copy_into_again>(first_sum_2, again);
}

// join
static void compute_join_2(const first_sum_2_t first_sum_2_for_join_2[4], product_t product[4]) {
#pragma HLS PIPELINE II=1

    trigforge::mul<mul_product>(first_sum_2_for_join_2, residual_constant, product);
}

void net(
    const x_t x[4],
    sum_t sum[4],
    again_t again[4],
    first_t first[4],
    x_2_t x_2[4],
    gain_t gain[4],
    product_t product[4]
) {
#pragma HLS ARRAY_RESHAPE variable=x complete dim=0
#pragma HLS ARRAY_PARTITION variable=sum complete dim=0
#pragma HLS ARRAY_PARTITION variable=again complete dim=0
#pragma HLS ARRAY_PARTITION variable=first complete dim=0
#pragma HLS ARRAY_PARTITION variable=x_2 complete dim=0
#pragma HLS ARRAY_PARTITION variable=gain complete dim=0
#pragma HLS ARRAY_PARTITION variable=product complete dim=0
#pragma HLS INTERFACE ap_vld port=x,sum,again,first,x_2,gain,product
#pragma HLS DATAFLOW
    x_t x_for_first[4];
#pragma HLS ARRAY_PARTITION variable=x_for_first complete dim=0
    x_t x_for_join[4];
#pragma HLS ARRAY_PARTITION variable=x_for_join complete dim=0
    first_sum_t first_sum_for_second[4];
#pragma HLS ARRAY_PARTITION variable=first_sum_for_second complete dim=0
    first_sum_t first_sum_for_join[4];
#pragma HLS ARRAY_PARTITION variable=first_sum_for_join complete dim=0
    second_t second[4];
#pragma HLS ARRAY_PARTITION variable=second complete dim=0
    join_cast_t join_cast_for_first_2[4];
#pragma HLS ARRAY_PARTITION variable=join_cast_for_first_2 complete dim=0
    first_sum_2_t first_sum_2_for_join_2[4];
#pragma HLS ARRAY_PARTITION variable=first_sum_2_for_join_2 complete dim=0

    share_x(x, x_for_first, x_for_join, x_2);
    write_residual_constant(gain);
    compute_first(x_for_first, first_sum_for_second, first_sum_for_join, first);
    compute_second(first_sum_for_second, second);
    compute_join(x_for_join, first_sum_for_join, second, join_cast_for_first_2, sum);
    compute_first_2(join_cast_for_first_2, first_sum_2_for_join_2, again);
    compute_join_2(first_sum_2_for_join_2, product);
}
