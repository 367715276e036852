// Trigforge simulation headers: arbitrary-precision numbers for plain g++, so that generated HLS C++ runs with no vendor
// tool. Bit-exact with the vendor's open headers, against which they are tested; semantics in docs/numerics.md.
#ifndef TRIGFORGE_AP_INT_H
#define TRIGFORGE_AP_INT_H

#include "sim_fixed.h"
#include "sim_integer.h"

#endif
