#ifndef TRIGFORGE_CONTRACT_H
#define TRIGFORGE_CONTRACT_H

#include "fold.h"

// Sums of products: result[row, column] = bias[column] + sum over k of x[row, k] * weights[k, column].
// Each product is assigned to the accumulator before it is added, and so is each partial sum.
//
// parameters: batch, rows, inner, columns      extents: x is [batch, rows, inner], weights are [batch, inner,
//                                              columns]
//             x_length, weights_length,
//             result_length                    the elements that this makes
//             stride, balanced                order of the sum, and whether it is a balanced tree (fold.h)
//             reuse_factor                     clock cycles that share a multiplier
//             x_type, weight_type, bias_type   elements of the operands
//             product_type, start_type         types that hold every product and every bias
//             accumulator_type                 element of the result
// The bias may be left out: sums then start at zero.

namespace trigforge {

// One product, assigned to the accumulator.
template <class parameters>
typename parameters::accumulator_type term(const typename parameters::x_type &x,
                                        const typename parameters::weight_type &weight) {
#pragma HLS INLINE
    const typename parameters::product_type product = number(x) * number(weight);
    const typename parameters::accumulator_type assigned = product;
    return assigned;
}

// The bias of a column, assigned to the accumulator.
template <class parameters>
typename parameters::accumulator_type start(const typename parameters::bias_type &bias) {
#pragma HLS INLINE
    const typename parameters::start_type value = number(bias);
    const typename parameters::accumulator_type assigned = value;
    return assigned;
}

// Adds the products of one row and one column to a sum, with a multiplier for each.
template <class parameters>
typename parameters::accumulator_type
add_products(const typename parameters::accumulator_type &start,
             const typename parameters::x_type x[parameters::x_length],
             const typename parameters::weight_type weights[parameters::weights_length],
             unsigned row, unsigned column) {
#pragma HLS INLINE
    const unsigned matrix = row / parameters::rows;
    typename parameters::accumulator_type terms[parameters::inner];
#pragma HLS ARRAY_PARTITION variable=terms complete
    for (unsigned position = 0; position < parameters::inner; position++) {
#pragma HLS UNROLL
        const unsigned k = fold_order<parameters::inner, parameters::stride>::term(position);
        terms[position] = term<parameters>(x[row * parameters::inner + k],
                                           weights[(matrix * parameters::inner + k) * parameters::columns + column]);
    }
    return running_sum<parameters::inner, parameters::balanced>::of(start, terms);
}

// Latency: everything at once, with a new event every reuse_factor cycles.
// parameters: multiplier_limit   multipliers that suffice for that
template <class parameters>
void contract(const typename parameters::x_type x[parameters::x_length],
              const typename parameters::weight_type weights[parameters::weights_length],
              const typename parameters::bias_type bias[parameters::columns],
              typename parameters::accumulator_type result[parameters::result_length]) {
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
void contract(const typename parameters::x_type x[parameters::x_length],
              const typename parameters::weight_type weights[parameters::weights_length],
              typename parameters::accumulator_type result[parameters::result_length]) {
#pragma HLS INLINE
    typename parameters::bias_type zeros[parameters::columns];
#pragma HLS ARRAY_PARTITION variable=zeros complete
    for (unsigned column = 0; column < parameters::columns; column++) {
#pragma HLS UNROLL
        zeros[column] = 0;
    }
    contract<parameters>(x, weights, zeros, result);
}

} // namespace trigforge

#endif
