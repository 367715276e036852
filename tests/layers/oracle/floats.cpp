// What the C library and hls4ml's own table functions return for float32 arguments.
// Reads "function count" and a line end, then `count` float32; writes as many float32. Repeats until the input ends.
#include "nnet_utils/nnet_activation.h"
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string>
#include <vector>

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
  uint32_t count;
  while (scanf("%15s %u", name, &count) == 2) {
    getchar();
    std::vector<float> numbers(count);
    if (fread(numbers.data(), 4, count, stdin) != count) return 3;
    for (float& number : numbers) number = evaluate(name, number);
    fwrite(numbers.data(), 4, count, stdout);
  }
}
