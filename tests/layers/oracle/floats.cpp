// What the C library and hls4ml's own table functions return for float32 arguments.
// Reads commands "function first step count" (first: the bits of a float32, in decimal); for each, writes the results for the
// arguments whose bits are first, first + step, … as float32.
#include "nnet_utils/nnet_activation.h"
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>

static float evaluate(const std::string& name, float x) {
  if (name == "exp") return std::exp(x);
  if (name == "tanh") return std::tanh(x);
  if (name == "sigmoid") return nnet::sigmoid_fcn_float(x);
  if (name == "softplus") return nnet::softplus_fcn_float(x);
  if (name == "softsign") return nnet::softsign_fcn_float(x);
  if (name == "elu") return nnet::elu_fcn_float(x);
  if (name == "selu") return nnet::selu_fcn_float(x);
  return NAN;
}

int main() {
  char name[16];
  uint32_t first, step, count;
  while (scanf("%15s %u %u %u", name, &first, &step, &count) == 4) {
    for (uint32_t index = 0; index < count; index++) {
      uint32_t bits = first + index * step;
      float x;
      memcpy(&x, &bits, 4);
      float y = evaluate(name, x);
      fwrite(&y, 4, 1, stdout);
    }
  }
}
