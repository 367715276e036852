import type { KnownKernels } from "./known.js";

/**
 * Convolutions, poolings and shapes of arrays: what hls4ml 0.7 to 1.3 (poolings 0.5 to 1.3) and the public CMS repositories bring. Labels other than
 * `current` are explained where kernels/convolution.ts and kernels/pooling.ts ask for them.
 */
export const spatialKernels = {
  "nnet_conv1d.h": {
    conv_1d_cl: { current: ["c0d39206ab01"], strategy: ["beab275fbb22"] },
    pointwise_conv_1d_cl: { current: ["aa7a97cd1b1c"], strategy: ["d13d3a118425"], implementation: ["a8e6bc2972f2"] },
    Conv1DLatency: { current: ["b4ad10a2e6aa", "a6d85464ae6a"] },
    Conv1DResource: { current: ["c710d4288767", "6c4d2285b382"] },
    BatchedDenseForConv1D: { current: ["58cd015d68e3"] },
  },
  "nnet_conv1d_latency.h": {
    conv_1d_latency_cl: { current: ["3cb3ee363045", "331cb125cb8c", "2b438a417a6d"] },
    pointwise_conv_1d_latency_cl: { current: ["13d76b2d16db"], "by reuse factor": ["328980c2917f", "c8c63b1060a5"] },
  },
  "nnet_conv1d_resource.h": {
    conv_1d_resource_cl: { current: ["7da10d4e2608", "8c519780e4a2", "79ff970c6f66"] },
  },
  "nnet_conv2d.h": {
    conv_2d_cl: { current: ["b26d9c11c63f", "2a0872402237", "b8729a481480"] },
    pointwise_conv_2d_cl: { current: ["ebfa70a209d0", "250a61ff4ae5", "64366a2c3b55"] },
  },
  "nnet_conv2d_latency.h": {
    conv_2d_latency_cl: { current: ["32ed6a3b2e42", "5737dca041db", "d0a5eb63ff74"] },
  },
  "nnet_conv2d_resource.h": {
    conv_2d_resource_cl: { current: ["e19c41d92100", "b8695c5420a6", "d2b0c71be479", "d3f8b9852929"] },
  },
  "nnet_pooling.h": {
    max: { current: ["24a4d6141c35"], "in data type": ["5d54cffa7575"] },
    avg: {
      current: ["7bc22a986194"],
      "wide for plain types": ["59a9d53646d4"],
      "wide without saturation bits": ["1dc1e0bb3b6a"],
      wide: ["038d765afd50"],
    },
    pool_op: { current: ["9d263876e4d7"], "in data type": ["1352541026b4"] },
    pad_val: { current: ["46f12bb940de"] },
    pooling1d_cl: {
      current: ["73abd5877895"],
      "by strides": ["181087192168"],
      rescaled: ["0a66e55c7919", "05a65adfdb80", "d8134c192ef1"],
    },
    pooling2d_cl: {
      current: ["9239360a206a"],
      "by strides": ["acd7527db2d9"],
      rescaled: ["a7f89f505dc3", "14a902029ce4", "99527c743741"],
    },
    global_pooling1d_cl: { current: ["03f7e83fc64f"], "in data type": ["a94b15a575a6"] },
    global_pooling2d_cl: { current: ["4a0bb702b928"], "in data type": ["b2af75156638"] },
  },
  "nnet_padding.h": {
    zeropad1d_cl: { current: ["bebf1976723e"] },
    zeropad2d_cl: { current: ["e2a506fa6556"] },
  },
  "nnet_image.h": {
    resize_nearest: { current: ["40aafb586359"] },
  },
  "nnet_sepconv1d.h": {
    depthwise_conv_1d_cl: { current: ["0837c0edc2ec", "6f0866b7c931"] },
    separable_conv_1d_cl: { current: ["e681d6baf379"] },
  },
  "nnet_sepconv2d.h": {
    depthwise_conv_2d_cl: { current: ["8186fb71a4a7", "6c65d0e72903"] },
    separable_conv_2d_cl: { current: ["edb44893a7f2"] },
  },
  "nnet_sepconv1d_latency.h": {
    depthwise_conv_1d_latency_cl: { current: ["023a74c8659e"] },
  },
  "nnet_sepconv2d_latency.h": {
    depthwise_conv_2d_latency_cl: { current: ["26acf51e7618"] },
  },
  "nnet_cropping.h": {
    cropping1d_cl: { current: ["6fb3fb78ff7b"] },
    cropping2d_cl: { current: ["f2098574ed35"] },
  },
} as const satisfies KnownKernels;
