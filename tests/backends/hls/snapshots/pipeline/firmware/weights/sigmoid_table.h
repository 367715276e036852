#ifndef SMALL_DENSE_SIGMOID_TABLE_H
#define SMALL_DENSE_SIGMOID_TABLE_H

#include "../trigforge/number.h"
#include "../types.h"

// sigmoid_table: ufixed<8,0> as raw integers, value = raw * 2^-8.
// 64 elements, shape [64], row-major; 1 of them zero.
typedef trigforge::constants<sigmoid_table_t, unsigned char, 64> sigmoid_table_constants;
static const sigmoid_table_constants::array sigmoid_table = {
    128u, 132u, 136u, 140u, 144u, 148u, 152u, 156u, 160u, 164u, 168u, 172u, 176u, 180u, 184u, 188u, 192u, 196u,
    200u, 204u, 208u, 212u, 216u, 220u, 224u, 228u, 232u, 236u, 240u, 244u, 248u, 252u, 0u, 4u, 8u, 12u, 16u, 20u,
    24u, 28u, 32u, 36u, 40u, 44u, 48u, 52u, 56u, 60u, 64u, 68u, 72u, 76u, 80u, 84u, 88u, 92u, 96u, 100u, 104u,
    108u, 112u, 116u, 120u, 124u
};

#endif
