// What the oracle programs share: random raw integers with many corners, and results as little-endian 64-bit words.
// Compiles with the vendor's headers and with firmware/sim alike; uses nothing but their public interface.
#pragma once
#include <ap_fixed.h>
#include <ap_int.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace oracle {

constexpr int limit = 17; // words of the widest raw integer: 1024 bits and a sign

struct Raw {
  uint64_t word[limit];
};

// ---- random numbers: splitmix64 ----

inline uint64_t& state() {
  static uint64_t value = 1;
  return value;
}

inline uint64_t next() {
  uint64_t mixed = (state() += 0x9e3779b97f4a7c15ull);
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ull;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebull;
  return mixed ^ (mixed >> 31);
}

inline int below(int bound) { return int(next() % uint64_t(bound)); }

/// Adds a small number to a raw integer of `limit` words.
inline void addSmall(Raw& raw, int64_t small) {
  uint64_t carry = uint64_t(small), high = small < 0 ? ~0ull : 0;
  for (int index = 0; index < limit; index++) {
    uint64_t before = raw.word[index];
    unsigned __int128 sum = (unsigned __int128)before + carry;
    raw.word[index] = uint64_t(sum);
    unsigned __int128 rest = (unsigned __int128)high + uint64_t(sum >> 64);
    carry = uint64_t(rest);
    high = small < 0 && (rest >> 64) == 0 ? ~0ull : 0;
  }
}

/// Bits for a value of `width` bits: corners, runs of ones, powers of two with a little added, or any bits.
inline Raw draw(int width) {
  Raw raw;
  int kind = below(8);
  for (auto& word : raw.word) word = kind < 3 ? next() : (kind & 1) ? ~0ull : 0;
  if (kind < 3) {
    if (kind == 0) return raw;
    int kept = below(width) + 1;  // a number of few significant bits, of either sign
    for (int bit = kept; bit < limit * 64; bit++) {
      uint64_t mask = 1ull << (bit % 64);
      if (kind == 1) raw.word[bit / 64] &= ~mask; else raw.word[bit / 64] |= mask;
    }
    return raw;
  }
  int bit = below(width);
  if (kind < 7) raw.word[bit / 64] ^= 1ull << (bit % 64);
  if (kind == 5 || kind == 6) {
    int other = below(width);
    raw.word[other / 64] ^= 1ull << (other % 64);
  }
  addSmall(raw, below(7) - 3);
  return raw;
}

// ---- raw bits of a number ----
// Both header sets keep a number as one little-endian two's complement integer, extended to the size of the object.
// Copying its bytes keeps range() out of hundreds of instantiations, which would double the time to compile.

template <class T>
struct IsSigned;
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct IsSigned<ap_fixed<W, I, Q, O, N>> {
  static const bool value = true;
};
template <int W, int I, ap_q_mode Q, ap_o_mode O, int N>
struct IsSigned<ap_ufixed<W, I, Q, O, N>> {
  static const bool value = false;
};
template <int W>
struct IsSigned<ap_int<W>> {
  static const bool value = true;
};
template <int W>
struct IsSigned<ap_uint<W>> {
  static const bool value = false;
};
#ifndef TRIGFORGE_SIM
template <int W, int I, bool S, ap_q_mode Q, ap_o_mode O, int N>
struct IsSigned<ap_fixed_base<W, I, S, Q, O, N>> {
  static const bool value = S;
};
#endif

/// Extends bit width - 1 (or 0) over all higher bits.
inline void extend(Raw& raw, int width, bool isSigned) {
  bool ones = isSigned && (raw.word[(width - 1) / 64] >> ((width - 1) % 64) & 1);
  for (int bit = width; bit < limit * 64;) {
    if (bit % 64 == 0) {
      raw.word[bit / 64] = ones ? ~0ull : 0;
      bit += 64;
    } else {
      uint64_t mask = ~0ull << (bit % 64);
      raw.word[bit / 64] = ones ? raw.word[bit / 64] | mask : raw.word[bit / 64] & ~mask;
      bit += 64 - bit % 64;
    }
  }
}

/// Gives a number the lowest bits of `raw`.
template <class T>
void setRaw(T& number, Raw raw) {
  extend(raw, T::width, IsSigned<T>::value);
  memcpy((void*)&number, raw.word, sizeof number);
}

inline std::vector<uint64_t>& output() {
  static std::vector<uint64_t> words;
  return words;
}

inline void put(uint64_t word) { output().push_back(word); }

inline void putBits(const void* number, size_t size, int width) {
  Raw raw = {};
  memcpy(raw.word, number, size);
  extend(raw, width, false);
  for (int low = 0; low < width; low += 64) put(raw.word[low / 64]);
}

/// Writes the bits of a number as ceil(width / 64) words; those beyond the width are 0.
template <class T>
void putRaw(const T& number) {
  static_assert(T::width <= 64 * limit, "widen oracle::limit");
  putBits(&number, sizeof number, T::width);
}

inline void putReal(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  put(bits);
}

inline void flush() {
  fwrite(output().data(), 8, output().size(), stdout);
  output().clear();
}

/// Reads the seed and the number of cases a type pair from the command line.
inline int start(int argc, char** argv) {
  state() = argc > 1 ? strtoull(argv[1], nullptr, 10) : 1;
  return argc > 2 ? atoi(argv[2]) : 100;
}

}  // namespace oracle
