import { fail } from "../../../errors/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { readQuantizer } from "../quantizers/read.js";
import { leakyRelu, writeActivation, writeSoftmax } from "./activations.js";
import { writeConvolution } from "./convolution.js";
import { writeDense } from "./dense.js";
import { exactConstant } from "./exact.js";
import { writeFoldedConvolution } from "./folded.js";
import { writeConcatenate, writeDot, writeMerge } from "./merges.js";
import { given, type LayerValue, type LayerWriter, type TrainedNetwork } from "./network.js";
import { writeNormalization } from "./normalization.js";
import { writeAveragePooling, writeMaxPooling, writeQuantizedPooling } from "./pooling.js";
import { quantizeActivation } from "./quantizers.js";
import { writeBidirectional, writeRecurrent } from "./recurrent.js";
import { writeEdges, writeFlatten, writePermute, writeRepeat, writeReshape, writeUpSampling } from "./shapes.js";
import { writeEmbedding, writeTimeDistributed } from "./wrappers.js";

const identity: LayerWriter = (_network, _layer, [x]) => given(x!);

/** The layers that are imported as trained, by Keras class; InputLayer and QActivation are apart. */
export const layerWriters: Readonly<Record<string, LayerWriter>> = {
  Dense: writeDense,
  QDense: writeDense,
  Activation: (network, layer, [x]) => writeActivation(network, layer, x!, layer.config.get("activation")),
  ReLU: writeRelu,
  LeakyReLU: (network, layer, [x]) => {
    const slope = layer.config.number(layer.config.has("negative_slope") ? "negative_slope" : "alpha", 0.3);
    return given(leakyRelu(network.writer, x!, slope, layer.name));
  },
  PReLU: writePrelu,
  ThresholdedReLU: (network, layer, [x]) =>
    given(threshold(network, x!, float(layer.config.number("theta", 1)), layer.where)),
  Softmax: (network, layer, [x]) => writeSoftmax(network, layer, x!),
  BatchNormalization: writeNormalization,
  QBatchNormalization: writeNormalization,
  Add: writeMerge,
  Subtract: writeMerge,
  Multiply: writeMerge,
  Average: writeMerge,
  Maximum: writeMerge,
  Minimum: writeMerge,
  Concatenate: writeConcatenate,
  Dot: writeDot,
  Flatten: writeFlatten,
  Reshape: writeReshape,
  RepeatVector: writeRepeat,
  Permute: writePermute,
  ZeroPadding1D: writeEdges,
  ZeroPadding2D: writeEdges,
  Cropping1D: writeEdges,
  Cropping2D: writeEdges,
  UpSampling1D: writeUpSampling,
  UpSampling2D: writeUpSampling,
  QUpSampling2D: writeUpSampling,
  QConv1D: writeConvolution,
  QConv2D: writeConvolution,
  QConv2DBatchnorm: writeFoldedConvolution,
  QDepthwiseConv2D: writeConvolution,
  QSeparableConv1D: writeConvolution,
  QSeparableConv2D: writeConvolution,
  Conv1D: writeConvolution,
  Conv2D: writeConvolution,
  DepthwiseConv1D: writeConvolution,
  DepthwiseConv2D: writeConvolution,
  SeparableConv1D: writeConvolution,
  SeparableConv2D: writeConvolution,
  MaxPooling1D: writeMaxPooling,
  MaxPooling2D: writeMaxPooling,
  GlobalMaxPooling1D: writeMaxPooling,
  GlobalMaxPooling2D: writeMaxPooling,
  AveragePooling1D: writeAveragePooling,
  AveragePooling2D: writeAveragePooling,
  GlobalAveragePooling1D: writeAveragePooling,
  GlobalAveragePooling2D: writeAveragePooling,
  QAveragePooling2D: writeQuantizedPooling,
  QGlobalAveragePooling2D: writeQuantizedPooling,
  QSimpleRNN: writeRecurrent,
  QLSTM: writeRecurrent,
  QGRU: writeRecurrent,
  SimpleRNN: writeRecurrent,
  LSTM: writeRecurrent,
  GRU: writeRecurrent,
  Bidirectional: writeBidirectional,
  QBidirectional: writeBidirectional,
  TimeDistributed: (network, layer, inputs) => writeTimeDistributed(network, layer, inputs, writerOf),
  Embedding: writeEmbedding,
  Dropout: identity,
  SpatialDropout1D: identity,
  SpatialDropout2D: identity,
  GaussianDropout: identity,
  GaussianNoise: identity,
  AlphaDropout: identity,
  ActivityRegularization: identity,
};

/** The writer of a layer inside TimeDistributed. @throws TrigforgeError TF-KERAS-002 */
function writerOf(layer: KerasLayer): LayerWriter {
  if (layer.className === "QActivation") {
    return (network, inner, [x]) => {
      const quantizer = readQuantizer(inner.config.get("activation"), inner.where);
      return given(quantizeActivation(network.writer, x!, quantizer, inner.where));
    };
  }
  const write = Object.hasOwn(layerWriters, layer.className) ? layerWriters[layer.className] : undefined;
  if (write !== undefined && layer.nested === undefined) return write;
  return fail("TF-KERAS-002", { where: layer.where, what: `a ${layer.className} inside TimeDistributed` });
}

/** max(x, 0), clipped above where the layer has a maximum, with a slope below where it has one. */
function writeRelu({ writer }: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { builder } = writer;
  const { config, where, name } = layer;
  if (config.number("threshold", 0) !== 0) {
    fail("TF-KERAS-006", { where, what: "a ReLU with a threshold", expected: "threshold 0, or a ThresholdedReLU" });
  }
  const slope = config.number("negative_slope", 0);
  const positive = slope === 0 ? builder.max(x!, writer.scalar(x!, 0, where)) : leakyRelu(writer, x!, slope, name);
  if (!config.has("max_value")) return given(positive);
  return given(builder.min(positive, writer.scalar(x!, float(config.number("max_value")), where)));
}

/** x where x > 0, elsewhere alpha · x with one float32 alpha an element. */
function writePrelu(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer, weights } = network;
  const { builder } = writer;
  const { where, name } = layer;
  const shape = writer.shape(x!);
  const shared = layer.config.has("shared_axes") ? layer.config.list("shared_axes") : [];
  const slopes = weights.read(
    layer,
    "alpha",
    shape.map((extent, axis) => (shared.includes(axis + 1) ? 1 : extent)),
  );
  const alpha = exactConstant(spread(slopes, shape).map(float), shape, where);
  const below = writer.exact(builder.mul(x!, builder.constant(shape, alpha.type, alpha.raw)), name);
  return given(builder.select(builder.compare(">", x!, writer.scalar(x!, 0, where)), x!, below));
}

/** Values repeated along the axes in which they have one element. */
function spread(
  { shape: own, values }: { shape: readonly number[]; values: readonly number[] },
  shape: readonly number[],
) {
  const positions = shape.reduce<number[]>(
    (all, extent, axis) =>
      all.flatMap((position) =>
        Array.from({ length: extent }, (_unused, index) => position * own[axis]! + (own[axis] === 1 ? 0 : index)),
      ),
    [0],
  );
  return positions.map((position) => values[position]!);
}

function threshold({ writer }: TrainedNetwork, x: ValueId, theta: number, where: string): ValueId {
  const passes = writer.builder.compare(">", x, writer.scalar(x, theta, where));
  return writer.builder.select(passes, x, writer.scalar(x, 0, where));
}
