// Kernels of hls4ml, compiled with one header set or the other: code that these headers were not written beside.
#include "stream.h"

#include "nnet_utils/nnet_activation.h"
#include "nnet_utils/nnet_batchnorm.h"
#include "nnet_utils/nnet_dense.h"
#include "nnet_utils/nnet_merge.h"
#include "nnet_utils/nnet_pooling.h"

typedef ap_fixed<16, 6> Data;
typedef ap_fixed<9, 3, AP_RND, AP_SAT> Weight;
typedef ap_ufixed<10, 4, AP_RND_CONV, AP_SAT> Hidden;
typedef ap_fixed<18, 8> Wide;

struct First : nnet::dense_config {
  typedef Weight weight_t;
  typedef Weight bias_t;
  typedef ap_fixed<20, 9, AP_TRN, AP_SAT> accum_t;
  static const unsigned n_in = 16;
  static const unsigned n_out = 8;
  static const unsigned reuse_factor = 1;
  static const unsigned multiplier_limit = 128;
  template <class D, class R, class C>
  using kernel = nnet::DenseLatency<D, R, C>;
};

struct Second : nnet::dense_config {
  typedef Weight weight_t;
  typedef Weight bias_t;
  typedef ap_fixed<16, 6> accum_t;
  static const unsigned n_in = 8;
  static const unsigned n_out = 6;
  static const unsigned reuse_factor = 4;
  static const unsigned strategy = nnet::resource;
  static const unsigned multiplier_limit = 12;
  template <class D, class R, class C>
  using kernel = nnet::DenseResource_rf_leq_nin<D, R, C>;
};

struct Batch : nnet::batchnorm_config {
  typedef Weight scale_t;
  typedef Weight bias_t;
  static const unsigned n_in = 6;
  static const unsigned multiplier_limit = 6;
};

struct Eight : nnet::activ_config {
  static const unsigned n_in = 8;
};
struct Table : nnet::activ_config {
  static const unsigned n_in = 6;
};

struct Softmax : nnet::activ_config {
  static const unsigned n_in = 6;
  static const unsigned n_slice = 6;
  static const unsigned n_outer = 1;
  static const unsigned n_inner = 1;
  static const unsigned parallelization_factor = 1;
  static const unsigned exp_table_size = 1024;
  static const unsigned inv_table_size = 1024;
  static constexpr float exp_scale = 1.0;
  typedef ap_fixed<18, 8, AP_RND, AP_SAT> exp_table_t;
  typedef ap_fixed<18, 8, AP_RND, AP_SAT> inv_table_t;
  typedef ap_fixed<18, 8, AP_RND, AP_SAT> inv_inp_t;
  typedef ap_fixed<18, 8, AP_RND, AP_SAT> inp_norm_t;
  typedef ap_fixed<18, 8, AP_RND, AP_SAT> accum_t;
  static const nnet::softmax_implementation implementation = nnet::softmax_implementation::stable;
};
struct SoftmaxLatency : Softmax {
  static const nnet::softmax_implementation implementation = nnet::softmax_implementation::latency;
};
struct SoftmaxArgmax : Softmax {
  static const nnet::softmax_implementation implementation = nnet::softmax_implementation::argmax;
};
struct Merge {
  static const unsigned n_elem = 6;
  static const unsigned n_elem1 = 6;
  static const unsigned n_elem2 = 6;
};

template <class T, int size>
void draw(T (&numbers)[size]) {
  for (T& number : numbers) oracle::setRaw(number, oracle::draw(T::width));
}

template <class T, int size>
void putAll(const T (&numbers)[size]) {
  for (const T& number : numbers) oracle::putRaw(number);
}

int main(int argc, char** argv) {
  int count = oracle::start(argc, argv);
  for (int event = 0; event < count; event++) {
    Data input[16];
    Weight firstWeights[128], firstBiases[8], secondWeights[48], secondBiases[6], scale[6], shift[6];
    draw(input);
    draw(firstWeights);
    draw(firstBiases);
    draw(secondWeights);
    draw(secondBiases);
    draw(scale);
    draw(shift);

    Wide sums[8];
    nnet::dense<Data, Wide, First>(input, sums, firstWeights, firstBiases);
    putAll(sums);
    Hidden hidden[8];
    nnet::relu<Wide, Hidden, Eight>(sums, hidden);
    putAll(hidden);
    Data second[6], normal[6], result[6], other[6];
    nnet::dense<Hidden, Data, Second>(hidden, second, secondWeights, secondBiases);
    putAll(second);
    nnet::normalize<Data, Data, Batch>(second, normal, scale, shift);
    putAll(normal);
    nnet::sigmoid<Data, Data, Table>(normal, result);
    putAll(result);
    nnet::tanh<Data, Data, Table>(normal, result);
    putAll(result);
    nnet::leaky_relu<Data, Weight, Data, Table>(normal, scale[0], result);
    putAll(result);
    nnet::elu<Data, Weight, Data, Table>(normal, scale[1], result);
    putAll(result);
    nnet::softplus<Data, Data, Table>(normal, result);
    putAll(result);
    nnet::softmax<Data, Data, Softmax>(normal, result);
    putAll(result);
    nnet::softmax<Data, Data, SoftmaxLatency>(normal, result);
    putAll(result);
    nnet::softmax<Data, Data, SoftmaxArgmax>(normal, result);
    putAll(result);
    nnet::average<Data, Data, Data, Merge>(normal, second, other);
    putAll(other);
    nnet::maximum<Data, Data, Data, Merge>(normal, second, other);
    putAll(other);
    Data mean = nnet::pool_op<Data, 6, nnet::Average, Wide>(normal, 6);
    oracle::putRaw(mean);
  }
  oracle::flush();
  return 0;
}
