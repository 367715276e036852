// Trigforge simulation headers: arbitrary-precision numbers for plain g++, so that generated HLS C++ runs with no vendor
// tool. Bit-exact with the vendor's open headers, against which they are tested; semantics in docs/numerics.md.
#ifndef TRIGFORGE_AP_INT_H
#define TRIGFORGE_AP_INT_H

// Existing HLS code counts on the vendor's headers to bring these.
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <iostream>
#include <limits>
#include <sstream>
#include <string>

#include "sim_fixed.h"
#include "sim_integer.h"

#endif
