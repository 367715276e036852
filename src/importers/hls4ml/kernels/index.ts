import { activations } from "./activations.js";
import { dense } from "./dense.js";
import type { Kernel } from "./kernel.js";
import { concatenations, dot1d, merges } from "./merges.js";
import { normalize, normalizeBinaryTanh, normalizeTernaryTanh } from "./normalize.js";
import { softmax, softmaxMultidim } from "./softmax.js";

/** Every kernel of nnet that Trigforge translates, by name: the table of docs/importers-hls4ml.md. */
export const kernels: Readonly<Record<string, Kernel>> = {
  dense,
  normalize,
  normalize_binary_tanh: normalizeBinaryTanh,
  normalize_ternary_tanh: normalizeTernaryTanh,
  ...activations,
  softmax,
  softmax_multidim: softmaxMultidim,
  ...merges,
  dot1d,
  ...concatenations,
};

export { CallContext, type CallEnvironment, type DataArray, type Kernel } from "./kernel.js";
