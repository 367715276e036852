import { activations } from "./activations.js";
import { arithmeticConvolutions } from "./arithmetic.js";
import { bidirectionalStack } from "./bidirectional.js";
import { convolutions } from "./convolution.js";
import { dense } from "./dense.js";
import { depthwiseConvolutions } from "./depthwise.js";
import { einsum, einsumDense } from "./einsum.js";
import { embedding } from "./embedding.js";
import type { Kernel } from "./kernel.js";
import { layernormalize } from "./layerNormalization.js";
import { concatenations, dot1d, merges } from "./merges.js";
import { normalize, normalizeBinaryTanh, normalizeTernaryTanh } from "./normalize.js";
import { poolings } from "./pooling.js";
import { gruStack, lstmStack } from "./recurrent.js";
import { reshapings } from "./reshaping.js";
import { softmax, softmaxMultidim } from "./softmax.js";
import { timeSteps } from "./timeSteps.js";

/** Every kernel of nnet that Trigforge translates, by name: the table of docs/importers-hls4ml.md. */
export const kernels: Readonly<Record<string, Kernel>> = {
  dense,
  ...convolutions,
  ...depthwiseConvolutions,
  ...poolings,
  ...reshapings,
  normalize,
  normalize_binary_tanh: normalizeBinaryTanh,
  normalize_ternary_tanh: normalizeTernaryTanh,
  ...activations,
  softmax,
  softmax_multidim: softmaxMultidim,
  ...merges,
  dot1d,
  ...concatenations,
  lstm_stack: lstmStack,
  gru_stack: gruStack,
  bidirectional_stack: bidirectionalStack,
  ...arithmeticConvolutions,
  embedding,
  layernormalize,
  einsum,
  einsum_dense: einsumDense,
  ...timeSteps,
};

export { generatedFunction } from "./arithmetic.js";
export {
  CallContext,
  type CallEnvironment,
  type DataArray,
  type Kernel,
  resultRoles,
  type Signature,
} from "./kernel.js";
export { streamKernels } from "./streams.js";
