// Plumbing of the generated kernel programs: raw integers come in and go out as 64-bit words.
// The vendor's numbers of up to 64 bits are one two's complement integer, extended to the size of the object.
#pragma once
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_batchnorm.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_merge.h"

/// The number with a raw integer.
template <class T>
T fromRaw(int64_t raw) {
  static_assert(sizeof(T) <= 8, "numbers of up to 64 bits");
  T number;
  memcpy(&number, &raw, sizeof(T));
  return number;
}

template <class T>
void read(T* numbers, int count) {
  for (int index = 0; index < count; index++) {
    int64_t raw;
    if (fread(&raw, 8, 1, stdin) != 1) exit(3);
    numbers[index] = fromRaw<T>(raw);
  }
}

template <class T>
void write(const T* numbers, int count) {
  for (int index = 0; index < count; index++) {
    uint64_t raw = 0;
    memcpy(&raw, &numbers[index], sizeof(T));
    fwrite(&raw, 8, 1, stdout);
  }
}

/// Fills an array of constants with raw integers.
template <class T>
void fill(T* numbers, const int64_t* raws, int count) {
  for (int index = 0; index < count; index++) numbers[index] = fromRaw<T>(raws[index]);
}
