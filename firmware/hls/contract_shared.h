#ifndef TRIGFORGE_CONTRACT_SHARED_H
#define TRIGFORGE_CONTRACT_SHARED_H

#include "contract.h"

// The sums of contract.h by the Resource strategy: reuse_factor steps, one a cycle, share the multipliers. Each step
// takes the next `positions` terms of `group` columns, and `groups` steps cover all columns, so that every sum takes
// its terms in the order of contract.h, whatever the reuse factor.
//
// parameters, beside those of contract.h:
//             positions, groups, group   reuse_factor = inner / positions * groups, columns = groups * group
//             multipliers                positions * group, the multiplications of a step
//             weights_by_step            whether weights are stored in the order of their use: [step, position,
//                                        column]

namespace trigforge {

// The multiplications of one row. sums holds the start values on entry and the sums on return.
template <class parameters>
void add_products_by_step(
    const typename parameters::x_type x[parameters::x_length],
    const typename parameters::weight_type weights[parameters::weights_length],
    unsigned row, typename parameters::accumulator_type sums[parameters::columns]) {
#pragma HLS INLINE
    const unsigned matrix = row / parameters::rows;
step:
    for (unsigned step = 0; step < parameters::reuse_factor; step++) {
#pragma HLS PIPELINE II=1
        const unsigned first_position = step / parameters::groups * parameters::positions;
        const unsigned first_column = step % parameters::groups * parameters::group;
        for (unsigned column = 0; column < parameters::group; column++) {
#pragma HLS UNROLL
            typename parameters::accumulator_type terms[parameters::positions];
#pragma HLS ARRAY_PARTITION variable=terms complete
            for (unsigned position = 0; position < parameters::positions; position++) {
#pragma HLS UNROLL
                const unsigned k =
                    fold_order<parameters::inner, parameters::stride>::term(first_position + position);
                const unsigned by_step = (matrix * parameters::reuse_factor + step) * parameters::multipliers +
                                         position * parameters::group + column;
                const unsigned by_row = (matrix * parameters::inner + k) * parameters::columns + first_column + column;
                const unsigned weight = parameters::weights_by_step ? by_step : by_row;
                terms[position] = term<parameters>(x[row * parameters::inner + k], weights[weight]);
            }
            typename parameters::accumulator_type &sum = sums[first_column + column];
            sum = running_sum<parameters::positions, parameters::balanced>::of(sum, terms);
        }
    }
}

template <class parameters>
void contract_shared(
    const typename parameters::x_type x[parameters::x_length],
    const typename parameters::weight_type weights[parameters::weights_length],
    const typename parameters::bias_type bias[parameters::columns],
    typename parameters::accumulator_type result[parameters::result_length]) {
row:
    for (unsigned row = 0; row < parameters::batch * parameters::rows; row++) {
        typename parameters::accumulator_type sums[parameters::columns];
#pragma HLS ARRAY_PARTITION variable=sums complete
        for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
            sums[column] = start<parameters>(bias[column]);
        }
        add_products_by_step<parameters>(x, weights, row, sums);
        for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
            result[row * parameters::columns + column] = sums[column];
        }
    }
}

// The same with sums that start at zero.
template <class parameters>
void contract_shared(
    const typename parameters::x_type x[parameters::x_length],
    const typename parameters::weight_type weights[parameters::weights_length],
    typename parameters::accumulator_type result[parameters::result_length]) {
#pragma HLS INLINE
    typename parameters::bias_type zeros[parameters::columns];
#pragma HLS ARRAY_PARTITION variable=zeros complete
    for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
        zeros[column] = 0;
    }
    contract_shared<parameters>(x, weights, zeros, result);
}

} // namespace trigforge

#endif
