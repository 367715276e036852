// Everything that generated code uses of the headers, over random numbers of many types. Prints raw bits, one line a
// block, so that two header sets can be compared as text.
#include "stream.h"

#include <hls_stream.h>

#include <iostream>
#include <string>

static void show(const char* name, uint64_t hash) { printf("%s %016llx\n", name, (unsigned long long)hash); }

// Every result goes into a running hash and, for the first few, into the text, so that a difference can be found.
static uint64_t running;
static int shown;

static void mix(uint64_t word) {
  running = (running ^ word) * 0x100000001b3ull;
  running ^= running >> 29;
  if (shown-- > 0) printf(" %llx", (unsigned long long)word);
}

template <class T>
void mixBits(const T& number) {
  for (int low = 0; low < T::width; low += 64)
    mix(number.range(low + 63 < T::width ? low + 63 : T::width - 1, low).to_uint64());
}

static void mixReal(double value) {
  uint64_t bits;
  memcpy(&bits, &value, 8);
  mix(bits);
}

template <class T>
T any() {
  T number;
  oracle::setRaw(number, oracle::draw(T::width));
  return number;
}

template <class T>
void bitsAndRanges() {
  T x = any<T>(), y = any<T>();
  const T constant = y;
  int high = oracle::below(T::width), low = oracle::below(high + 1), index = oracle::below(T::width);
  mixBits(x);
  mix(x[index]);
  mix(constant[index]);
  mix(bool(x.bit(index)));
  mix(x.range(high, low).to_uint64());
  mix(constant(high, low).to_uint64());
  mix(x.range(high, low).to_int());
  mix(x.range(high, low).length());
  ap_uint<T::width> taken = x.range(high, low);
  mixBits(taken);
  ap_int<T::width + 3> wider = x(high, low);
  mixBits(wider);
  x[index] = y[low];
  mixBits(x);
  x[high] = !x[high];
  mixBits(x);
  x.range(high, low) = oracle::next();
  mixBits(x);
  x(high, low) = y(high, low);
  mixBits(x);
  x.range() = y.range();
  mixBits(x);
  x(high, low) = taken;
  mixBits(x);
  x(high, low) = any<T>();
  mixBits(x);
  T copy;
  copy(T::width - 1, 0) = x(T::width - 1, 0);
  mix(copy == x);
  mix(x.length());
}

template <class T>
void shiftsAndSteps() {
  T x = any<T>();
  int count = oracle::below(T::width + 3);
  ap_uint<9> counter = count;
  mixBits(T(x << count));
  mixBits(T(x >> count));
  mixBits(T(x << -1));
  mixBits(T(x >> counter));
  x <<= 1;
  mixBits(x);
  x >>= count;
  mixBits(x);
  mixBits(x++);
  mixBits(++x);
  mixBits(x--);
  mixBits(--x);
  mix(!x);
  mixBits(~x);
}

template <class T>
void nativeTypes() {
  T x = any<T>();
  mix(int(x));
  mix((unsigned)(x));
  mix((long long)x);
  mix((unsigned long long)x);
  mix((short)x);
  mix((unsigned char)x);
  mix(x.to_int());
  mix(x.to_uint());
  mix(x.to_int64());
  mix(x.to_uint64());
  mixReal(x.to_double());
  mixReal(x.to_float());
  mixReal(double(x));
  mixReal(float(x));
  if (T::width <= 64) mix(bool(x) ? 1 : 2);  // beyond, the vendor's bool looks at 64 bits only
  mix(x > 0.5);
  mix(1.25 <= x);
  mix(x == double(x));
}

/// Constants as generated code declares them, without a definition: operators must not want their address.
struct Constants {
  static const unsigned four = 4;
  static constexpr int minusTwo = -2;
  enum { three = 3 };
};

template <class T, class U>
void mixing() {
  T x = any<T>();
  U y = any<U>();
  int i = int(oracle::next()) >> oracle::below(32);
  unsigned u = unsigned(oracle::next()) >> oracle::below(32);
  long long l = (long long)(oracle::next()) >> oracle::below(60);
  short s = short(oracle::next());
  bool flag = u & 1;
  T sum = x + y;
  mixBits(sum);
  mixBits(x + y);
  mixBits(x - y);
  mixBits(x * y);
  mixBits(x & y);
  mixBits(x | y);
  mixBits(x ^ y);
  mixBits(x + i);
  mixBits(i - x);
  mixBits(x * u);
  mixBits(s * x);
  mixBits(x + l);
  mixBits(x + flag);
  mixBits(x & 7);
  if (i != 0) mixBits(x / i);
  mix(x < y);
  mix(y >= x);
  mix(x == i);
  mix(i < x);
  mix(x != 0);
  mix(x > u);
  sum += y;
  mixBits(sum);
  sum -= i;
  mixBits(sum);
  sum *= y;
  mixBits(sum);
  sum = flag ? x : T(y);
  mixBits(sum);
  sum = i;
  mixBits(sum);
  sum = l;
  mixBits(sum);
  sum = 0.375;
  mixBits(sum);
  sum = -1.25f;
  mixBits(sum);
  sum = Constants::four;
  mixBits(sum);
  sum += Constants::minusTwo;
  mixBits(sum);
  mixBits(x * Constants::four);
  mixBits(Constants::minusTwo - x);
  mixBits(T(x << Constants::four));
  mixBits(x + int(Constants::three));
  mix(x > Constants::minusTwo);
  T array[3] = {x, T(y), 1};
  for (const T& item : array) mixBits(item);
}

template <int W, int V>
void integers() {
  ap_int<W> a = any<ap_int<W>>();
  ap_uint<V> b = any<ap_uint<V>>();
  ap_int<V> c = any<ap_int<V>>();
  if (c != 0) {
    mixBits(a / c);
    mixBits(a % c);
    a %= c;
    a /= c;
    mixBits(a);
  }
  if (b != 0) {
    mixBits(b % 3);
    mixBits(b / 5);
    mixBits(a / b);
    mixBits(a % b);
  }
  a &= c;
  a |= 5;
  a ^= b;
  mixBits(a);
  mix(b.and_reduce());
  mix(b.or_reduce());
  mix(b.xor_reduce());
  mix(a.sign());
  ap_uint<W + V> joined = (a, b);
  mixBits(joined);
  ap_uint<V + V> pair = (b, b);
  mixBits(pair);
  a.set_bit(0, true);
  mix(a.get_bit(0));
  mix(a.test(W - 1));
  int place[4] = {1, 2, 3, 4};
  ap_uint<2> where = b;
  mix(place[where]);
  mixReal(a * 0.5);
  ap_fixed<20, 10> fraction = any<ap_fixed<20, 10>>();
  a += fraction;
  mixBits(a);
  mixBits(a * fraction);
  mixBits(fraction - c);
  mix(c < fraction);
  fraction += b;
  mixBits(fraction);
}

template <class T>
void streams() {
  hls::stream<T> queue("queue");
  mix(queue.empty());
  queue.write(any<T>());
  queue << any<T>();
  mix(queue.size());
  T value = queue.read();
  mixBits(value);
  queue >> value;
  mixBits(value);
  mix(queue.read_nb(value));
  mix(queue.empty());
}

// A sum of products as generated code writes it: a cast of every product, then a cast of every sum.
template <class Data, class Weight, class Accumulator, class Result>
void sumOfProducts() {
  Accumulator accumulator = Accumulator(any<Weight>());
  for (int index = 0; index < 20; index++) {
    Data data = any<Data>();
    Weight weight = any<Weight>();
    accumulator += Accumulator(data * weight);
  }
  Result result = accumulator;
  mixBits(accumulator);
  mixBits(result);
}

template <class Function>
void block(const char* name, int count, Function function) {
  running = 0xcbf29ce484222325ull;
  shown = 40;
  printf("%s:", name);
  for (int index = 0; index < count; index++) function();
  show("\n ", running);
}

#define FIXED(...) ap_fixed<__VA_ARGS__>
#define UFIXED(...) ap_ufixed<__VA_ARGS__>
#define EACH(Type)                                             \
  block("bits and ranges of " #Type, count, bitsAndRanges<Type>); \
  block("shifts and steps of " #Type, count, shiftsAndSteps<Type>); \
  block("native types of " #Type, count, nativeTypes<Type>);      \
  block("streams of " #Type, count / 10, streams<Type>);
#define TWO(T, U) block("mixing " #T " and " #U, count, mixing<T, U>);

int main(int argc, char** argv) {
  int count = oracle::start(argc, argv);
  EACH(FIXED(16, 6))
  EACH(FIXED(70, 40))
  EACH(ap_uint<33>)
  TWO(UFIXED(9, 4, AP_RND_ZERO, AP_WRAP, 2), FIXED(16, 6))
  TWO(FIXED(40, 18, AP_TRN_ZERO, AP_WRAP_SM, 1), UFIXED(33, 10))
  TWO(ap_int<11>, ap_uint<23>)
  block("integers 9 and 14", count, integers<9, 14>);
  block("integers 40 and 7", count, integers<40, 7>);
  block("sums, all truncated", count, sumOfProducts<FIXED(16, 6), FIXED(8, 2), FIXED(16, 6), FIXED(12, 4)>);
  block("sums, saturating", count,
        sumOfProducts<UFIXED(8, 0, AP_RND, AP_SAT), FIXED(6, 1, AP_RND, AP_SAT), FIXED(14, 4, AP_RND, AP_SAT),
                      UFIXED(6, 0, AP_RND_CONV, AP_SAT)>);
  block("sums, wide", count, sumOfProducts<FIXED(40, 20), FIXED(30, 10), FIXED(80, 40), FIXED(30, 18, AP_RND, AP_SAT)>);
  return 0;
}
