#ifndef TRIGFORGE_FOLD_H
#define TRIGFORGE_FOLD_H

#include "number.h"

// Many terms into one. A sum takes its terms in the order that defines the result: a saturating accumulator gives other
// bits in another order. Terms are of the accumulator's type already, and each partial sum is assigned to it.

namespace trigforge {

// The order of a sequential sum: for each step from 0 to stride - 1, the terms step, step + stride, step + 2 stride and
// so on. Stride 1 is plain ascending order.
template <unsigned count, unsigned stride> struct fold_order {
    static const unsigned shorter = count / stride;     // terms of the later steps
    static const unsigned longer_steps = count % stride; // steps with one term more, which come first
    static const unsigned divisor = shorter == 0 ? 1 : shorter;

    // The index of the term that is added at a position of the sum.
    static unsigned term(unsigned position) {
#pragma HLS INLINE
        if (stride == 1) return position;
        const unsigned longer_positions = longer_steps * (shorter + 1);
        if (position < longer_positions) return position / (shorter + 1) + position % (shorter + 1) * stride;
        const unsigned rest = position - longer_positions;
        return longer_steps + rest / divisor + rest % divisor * stride;
    }
};

// The largest power of two below a count of at least 2.
template <unsigned count, unsigned power = 1, bool found = (2 * power >= count)> struct power_below {
    static const unsigned value = power_below<count, 2 * power>::value;
};

template <unsigned count, unsigned power> struct power_below<count, power, true> {
    static const unsigned value = power;
};

// How two terms become one.
struct plus {
    template <class term_t> static term_t of(const term_t &a, const term_t &b) {
#pragma HLS INLINE
        const term_t sum = a + b;
        return sum;
    }
};
struct larger {
    template <class term_t> static term_t of(const term_t &a, const term_t &b) {
#pragma HLS INLINE
        return a < b ? b : a;
    }
};
struct smaller {
    template <class term_t> static term_t of(const term_t &a, const term_t &b) {
#pragma HLS INLINE
        return b < a ? b : a;
    }
};

// A balanced tree over terms[first], terms[first + 1], ...: the largest power of two below the count on the left, the
// rest on the right.
template <class combine, unsigned count> struct tree {
    template <class term_t> static term_t of(const term_t terms[], unsigned first = 0) {
#pragma HLS INLINE
        const unsigned left = power_below<count>::value;
        return combine::of(tree<combine, left>::of(terms, first),
                           tree<combine, count - left>::of(terms, first + left));
    }
};

template <class combine> struct tree<combine, 1> {
    template <class term_t> static term_t of(const term_t terms[], unsigned first = 0) {
#pragma HLS INLINE
        return terms[first];
    }
};

// start + terms[0] + terms[1] + ..., one after the other. The terms are in the order of the sum.
template <unsigned count, bool balanced> struct running_sum {
    template <class accumulator_t> static accumulator_t of(const accumulator_t &start, const accumulator_t terms[]) {
#pragma HLS INLINE
        accumulator_t sum = start;
        for (unsigned position = 0; position < count; position++) {
#pragma HLS UNROLL
            sum = plus::of(sum, terms[position]);
        }
        return sum;
    }
};

// The same as a balanced tree, whose sum comes last. It is faster, where the order is a tree or makes no difference.
template <unsigned count> struct running_sum<count, true> {
    template <class accumulator_t> static accumulator_t of(const accumulator_t &start, const accumulator_t terms[]) {
#pragma HLS INLINE
        return plus::of(start, tree<plus, count>::of(terms));
    }
};

} // namespace trigforge

#endif
