// Layers: functions that write ops. Each takes a builder, the ids of its operands and its parameters, and returns the id of
// its result; docs/layers.md has the formula of each.

export {
  type AttentionStage,
  type MultiHeadAttentionParameters,
  multiHeadAttention,
} from "./attention.js";
export {
  type AverageParameters,
  type AveragePoolingParameters,
  averagePooling,
} from "./averagePooling.js";
export { applyAlpha, type BatchNormalizationParameters, batchNormalization } from "./batchNormalization.js";
export { binaryTanh, type TernaryTanhParameters, ternaryTanh } from "./binaryTanh.js";
export { type ConcatenateParameters, concatenate } from "./concatenate.js";
export { type ConvolutionParameters, convolution } from "./convolution.js";
export { type DenseParameters, dense } from "./dense.js";
export { type DenseStrategy, denseOrder } from "./denseOrder.js";
export {
  type DepthwiseParameters,
  type DepthwiseSums,
  depthwiseConvolution,
  depthwiseSums,
  repeatChannels,
} from "./depthwiseConvolution.js";
export { divide } from "./divide.js";
export { type DotParameters, dot } from "./dot.js";
export { type EinsumParameters, einsum } from "./einsum/einsum.js";
export { type EinsumDenseParameters, einsumDense } from "./einsum/einsumDense.js";
export { type EinsumPlan, planEinsum, withoutBatchAxis } from "./einsum/equation.js";
export { sumsOfExactProducts } from "./einsum/sums.js";
export { type EluParameters, elu, selu } from "./elu.js";
export { type EmbeddingParameters, embedding } from "./embedding.js";
export { type GlobalMaxParameters, globalAveragePooling, globalMaxPooling } from "./globalPooling.js";
export { type HardSigmoidParameters, hardSigmoid, hardTanh } from "./hardSigmoid.js";
export { type LayerNormalizationParameters, layerNormalization } from "./layerNormalization.js";
export { type LeakyReluParameters, leakyRelu, type PreluParameters, prelu } from "./leakyRelu.js";
export { linear, type ResultParameters } from "./linear.js";
export { type MatmulParameters, matmul } from "./matmul.js";
export { type MaxPoolingParameters, maxPooling } from "./maxPooling.js";
export { add, average, maximum, minimum, multiply, subtract } from "./merge.js";
export { cropping, type EdgeParameters, zeroPadding } from "./padding.js";
export {
  type BidirectionalMerge,
  type BidirectionalParameters,
  bidirectional,
  reverseSteps,
} from "./recurrent/bidirectional.js";
export type { CellActivation } from "./recurrent/cellActivation.js";
export { type GruParameters, gru } from "./recurrent/gru.js";
export { type LstmParameters, lstm } from "./recurrent/lstm.js";
export type { RecurrentParameters } from "./recurrent/sequence.js";
export { type SimpleRnnParameters, simpleRnn } from "./recurrent/simpleRnn.js";
export { type ReluMaxParameters, relu, reluMax } from "./relu.js";
export { resizeNearest, upSampling } from "./resize.js";
export { flatten, reshape, transpose } from "./shapes.js";
export {
  type ArgmaxSoftmax,
  type LatencySoftmax,
  type LegacySoftmax,
  normalisedFormat,
  type SoftmaxParameters,
  type SoftmaxTables,
  type StableSoftmax,
  softmax,
  stableExpTableSize,
} from "./softmax.js";
export { sigmoid, softplus, softsign, type TableParameters, tanh } from "./tableActivations.js";
export { expFloat } from "./tables/expFloat.js";
export { tanhFloat } from "./tables/tanhFloat.js";
export { type ConstantTensor, writeConstant } from "./tensor.js";
export { type ThresholdedReluParameters, thresholdedRelu } from "./thresholdedRelu.js";
export { timeDistributed } from "./timeDistributed.js";
export { binaryData, binaryWeights, type ExponentWeights, exponentWeights, ternaryWeights } from "./weightProducts.js";
export {
  gatherByChannel,
  gatherRows,
  layWindows,
  maximumWindowElements,
  samePadding,
  type WindowGeometry,
  type Windows,
} from "./windows.js";
export { type XnorDenseParameters, xnorDense } from "./xnorDense.js";
