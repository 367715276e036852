#ifndef TRIGFORGE_CONTRACT_H
#define TRIGFORGE_CONTRACT_H

#include "fold.h"

// Sums of products: result[row, column] = bias[column] + sum over k of x[row, k] * weights[k, column].
// Each product is assigned to the accumulator before it is added, and so is each partial sum.
//
// parameters: batch, rows, inner, columns   extents; x is [batch, rows, inner], weights are [batch, inner, columns]
//             stride, any_order             order of the sum (fold.h), and whether every order gives the same bits
//             reuse_factor                  clock cycles that share a multiplier
//             x_t, weight_t, bias_t         elements of the operands
//             product_t, start_t            types that hold every product and every bias
//             accumulator_t                 type of the result
// The bias may be left out: sums then start at zero.

namespace trigforge {

// One product, assigned to the accumulator.
template <class parameters>
typename parameters::accumulator_t term(const typename parameters::x_t &x,
                                        const typename parameters::weight_t &weight) {
#pragma HLS INLINE
    const typename parameters::product_t product = number(x) * number(weight);
    const typename parameters::accumulator_t assigned = product;
    return assigned;
}

// The bias of a column, assigned to the accumulator.
template <class parameters>
typename parameters::accumulator_t start(const typename parameters::bias_t &bias) {
#pragma HLS INLINE
    const typename parameters::start_t value = number(bias);
    const typename parameters::accumulator_t assigned = value;
    return assigned;
}

// Adds the products of one row and one column to a sum, with a multiplier for each.
template <class parameters>
typename parameters::accumulator_t
add_products(const typename parameters::accumulator_t &start,
             const typename parameters::x_t x[parameters::batch * parameters::rows * parameters::inner],
             const typename parameters::weight_t weights[parameters::batch * parameters::inner * parameters::columns],
             unsigned row, unsigned column) {
#pragma HLS INLINE
    const unsigned matrix = row / parameters::rows;
    typename parameters::accumulator_t terms[parameters::inner];
#pragma HLS ARRAY_PARTITION variable=terms complete
    for (unsigned position = 0; position < parameters::inner; position++) {
#pragma HLS UNROLL
        const unsigned k = fold_order<parameters::inner, parameters::stride>::term(position);
        terms[position] = term<parameters>(x[row * parameters::inner + k],
                                           weights[(matrix * parameters::inner + k) * parameters::columns + column]);
    }
    return running_sum<parameters::inner, parameters::any_order>::of(start, terms);
}

// Latency: everything at once, with a new event every reuse_factor cycles.
// parameters: multiplier_limit   multipliers that suffice for that
template <class parameters>
void contract(const typename parameters::x_t x[parameters::batch * parameters::rows * parameters::inner],
              const typename parameters::weight_t weights[parameters::batch * parameters::inner * parameters::columns],
              const typename parameters::bias_t bias[parameters::columns],
              typename parameters::accumulator_t result[parameters::batch * parameters::rows * parameters::columns]) {
#pragma HLS PIPELINE II=parameters::reuse_factor
#pragma HLS ALLOCATION operation instances=mul limit=parameters::multiplier_limit
    for (unsigned row = 0; row < parameters::batch * parameters::rows; row++) {
#pragma HLS UNROLL
        for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
            result[row * parameters::columns + column] =
                add_products<parameters>(start<parameters>(bias[column]), x, weights, row, column);
        }
    }
}

// The same with sums that start at zero.
template <class parameters>
void contract(const typename parameters::x_t x[parameters::batch * parameters::rows * parameters::inner],
              const typename parameters::weight_t weights[parameters::batch * parameters::inner * parameters::columns],
              typename parameters::accumulator_t result[parameters::batch * parameters::rows * parameters::columns]) {
#pragma HLS INLINE
    typename parameters::bias_t zeros[parameters::columns];
#pragma HLS ARRAY_PARTITION variable=zeros complete
    for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
        zeros[column] = 0;
    }
    contract<parameters>(x, weights, zeros, result);
}

} // namespace trigforge

#endif
