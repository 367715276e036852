#ifndef TRIGFORGE_REDUCE_H
#define TRIGFORGE_REDUCE_H

#include "fold.h"

// Combines the elements of each row: x is [rows, inner], the result [rows].
//
// parameters: rows, inner           extents
//             x_type, result_type   elements of the operand and of the result; the result of a sum is its
//                                   accumulator, to which every element and every partial sum is assigned
//             term_type             type that is assigned to the result: x's own, or one that holds the same values
//                                   and from which the assignment is defined
//             stride                order of a sum (fold.h)

namespace trigforge {

// The elements of one row, in the order in which they are combined.
template <class parameters>
void read_row(const typename parameters::x_type x[parameters::rows * parameters::inner], unsigned row,
              typename parameters::result_type terms[parameters::inner]) {
#pragma HLS INLINE
    for (unsigned position = 0; position < parameters::inner; position++) {
#pragma HLS UNROLL
        const unsigned k = fold_order<parameters::inner, parameters::stride>::term(position);
        const typename parameters::term_type term = number(x[row * parameters::inner + k]);
        terms[position] = term;
    }
}

// Sum of each row, one element after the other, from zero.
//
// parameters: balanced   whether every order gives the same bits, so that a tree will do
template <class parameters>
void reduce_sum(const typename parameters::x_type x[parameters::rows * parameters::inner],
                typename parameters::result_type result[parameters::rows]) {
#pragma HLS INLINE
    for (unsigned row = 0; row < parameters::rows; row++) {
#pragma HLS UNROLL
        typename parameters::result_type terms[parameters::inner];
#pragma HLS ARRAY_PARTITION variable=terms complete
        read_row<parameters>(x, row, terms);
        const typename parameters::result_type zero = 0;
        result[row] = running_sum<parameters::inner, parameters::balanced>::of(zero, terms);
    }
}

// Each row in a balanced tree: its sum, or its largest or smallest element.
//
// parameters: combine   plus, larger or smaller (fold.h)
template <class parameters>
void reduce_tree(const typename parameters::x_type x[parameters::rows * parameters::inner],
                 typename parameters::result_type result[parameters::rows]) {
#pragma HLS INLINE
    for (unsigned row = 0; row < parameters::rows; row++) {
#pragma HLS UNROLL
        typename parameters::result_type terms[parameters::inner];
#pragma HLS ARRAY_PARTITION variable=terms complete
        read_row<parameters>(x, row, terms);
        result[row] = tree<typename parameters::combine, parameters::inner>::of(terms);
    }
}

} // namespace trigforge

#endif
