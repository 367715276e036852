import { fail } from "../../../errors/index.js";
import type { ValueId } from "../../../ops/index.js";
import { elementCount } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { reshaped } from "../shapes.js";
import { leakyRelu, writeActivation, writeSoftmax } from "./activations.js";
import { writeDense } from "./dense.js";
import { exactConstant } from "./exact.js";
import { writeConcatenate, writeDot, writeMerge } from "./merges.js";
import { given, type LayerValue, type LayerWriter, type TrainedNetwork } from "./network.js";
import { writeNormalization } from "./normalization.js";

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
  Flatten: (network, _layer, [x]) => {
    const { builder, writer } = { builder: network.writer.builder, writer: network.writer };
    return given(builder.reshape(x!, [elementCount(writer.shape(x!))]));
  },
  Reshape: (network, layer, [x]) => {
    const { writer } = network;
    return given(
      writer.builder.reshape(x!, reshaped(writer.shape(x!), layer.config.list("target_shape"), layer.where)),
    );
  },
  Dropout: identity,
  GaussianDropout: identity,
  GaussianNoise: identity,
  AlphaDropout: identity,
  ActivityRegularization: identity,
};

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
  if (layer.config.has("shared_axes"))
    fail("TF-KERAS-006", { where, what: "PReLU with shared_axes", expected: "none" });
  const shape = writer.shape(x!);
  const alpha = exactConstant(weights.read(layer, "alpha", shape).values.map(float), shape, where);
  const below = writer.exact(builder.mul(x!, builder.constant(shape, alpha.type, alpha.raw)), name);
  return given(builder.select(builder.compare(">", x!, writer.scalar(x!, 0, where)), x!, below));
}

function threshold({ writer }: TrainedNetwork, x: ValueId, theta: number, where: string): ValueId {
  const passes = writer.builder.compare(">", x, writer.scalar(x, theta, where));
  return writer.builder.select(passes, x, writer.scalar(x, 0, where));
}
