import type { HgqLayerWriter } from "../network.js";
import { writeAttention, writeLinformer } from "./attention.js";
import { writeConvolution } from "./convolution.js";
import { writeBatchNormDense, writeDense } from "./dense.js";
import { writeEinsum, writeEinsumDense, writeEinsumDenseBatchnorm } from "./einsum.js";
import { writeAffinedLookup, writeLookup } from "./lookup.js";
import { writeDot, writeMerge } from "./merge.js";
import { writeNormalization } from "./normalization.js";
import { writeAveragePooling, writeGlobalPooling, writeMaxPooling, writeSum } from "./pooling.js";
import { writeGru, writeSimpleRnn } from "./recurrent.js";
import { writeSoftmax } from "./softmax.js";
import { writeTableDense } from "./tableDense.js";

const dimensions = ["1D", "2D", "3D"];

function each(name: string, writer: HgqLayerWriter): Record<string, HgqLayerWriter> {
  return Object.fromEntries(dimensions.map((dimension) => [`${name}${dimension}`, writer]));
}

/** HGQ2's layers by class, their output quantisers aside. */
export const hgqLayers: Readonly<Record<string, HgqLayerWriter>> = {
  QDense: writeDense,
  QBatchNormDense: writeBatchNormDense,
  QEinsumDense: (layer) => writeEinsumDense(layer),
  QEinsumDenseBatchnorm: writeEinsumDenseBatchnorm,
  ...each("QConv", writeConvolution),
  QBatchNormalization: writeNormalization,
  QAdd: writeMerge,
  QSubtract: writeMerge,
  QMultiply: writeMerge,
  QMaximum: writeMerge,
  QMinimum: writeMerge,
  QAveragePow2: writeMerge,
  QDot: writeDot,
  QEinsum: writeEinsum,
  QSum: writeSum,
  QMeanPow2: writeSum,
  ...each("QMaxPooling", writeMaxPooling),
  ...each("QAveragePooling", writeAveragePooling),
  ...each("QGlobalMaxPooling", writeGlobalPooling),
  ...each("QGlobalAveragePooling", writeGlobalPooling),
  QUnaryFunctionLUT: writeLookup,
  QAffinedUnaryFunctionLUT: writeAffinedLookup,
  QSoftmax: writeSoftmax,
  QDenseT: writeTableDense,
  QSimpleRNN: writeSimpleRnn,
  QGRU: writeGru,
  QMultiHeadAttention: writeAttention,
  QLinformerAttention: writeLinformer,
};

/** Plain Keras layers that are written as their HGQ2 counterparts without quantisers. */
export const plainLayers: Readonly<Record<string, HgqLayerWriter>> = {
  ...each("MaxPooling", writeMaxPooling),
  ...each("AveragePooling", writeAveragePooling),
  ...each("GlobalMaxPooling", writeGlobalPooling),
  ...each("GlobalAveragePooling", writeGlobalPooling),
};
