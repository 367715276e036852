#ifndef TRIGFORGE_LOOKUP_H
#define TRIGFORGE_LOOKUP_H

#include "number.h"

// result = the entry of a table at the address that the bits of x form, element by element. The table has an entry for
// every address.
//
// parameters: length               elements
//             address_bits         width of x; the table has 2^address_bits entries
//             x_type, table_type   elements of the operands
//             result_type          element of the result

namespace trigforge {

template <class parameters>
void lookup(const typename parameters::x_type x[parameters::length],
            const typename parameters::table_type table[1 << parameters::address_bits],
            typename parameters::result_type result[parameters::length]) {
#pragma HLS INLINE
    for (unsigned i = 0; i < parameters::length; i++) {
#pragma HLS UNROLL
        const ap_uint<parameters::address_bits> address = number(x[i]).range(parameters::address_bits - 1, 0);
        result[i] = number(table[address.to_uint()]);
    }
}

} // namespace trigforge

#endif
