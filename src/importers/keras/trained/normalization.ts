import { fail } from "../../../errors/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { readQuantizer } from "../quantizers/read.js";
import { kernelAlpha, quantizeWeights } from "../quantizers/weights.js";
import { given, type LayerValue, type TrainedNetwork } from "./network.js";

/** QKeras' quantisers of a QBatchNormalization, where its configuration does not name them. */
const quantizedNames = { gamma: "gamma", beta: "beta", moving_mean: "mean", moving_variance: "variance" } as const;

/**
 * BatchNormalization and QBatchNormalization at inference: x · i + (beta − mean · i), where i = gamma / sqrt(variance +
 * epsilon). The constants are float32, one rounding a step, the root correctly rounded; the product and the sum are exact.
 *
 * Source of the semantics: tf.nn.batch_normalization, which both layers call.
 */
export function writeNormalization(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { config, where, name } = layer;
  checkAxis(layer, writer.shape(x!).length);
  const epsilon = float(config.number("epsilon", 0.001));
  const variance = constants(network, layer, x!, "moving_variance");
  const mean = constants(network, layer, x!, "moving_mean");
  const gamma = config.truth("scale", true) ? constants(network, layer, x!, "gamma") : null;
  const beta = config.truth("center", true) ? constants(network, layer, x!, "beta") : null;
  const factors = variance.map((value, channel) => {
    const inverse = float(1 / Math.sqrt(float(value + epsilon)));
    return gamma === null ? inverse : float(inverse * gamma[channel]!);
  });
  const offsets = mean.map((value, channel) => float((beta?.[channel] ?? 0) - float(value * factors[channel]!)));
  writer.notes.add(
    `${name}: 1/sqrt(variance + epsilon) is the nearest float32; a framework may differ in its last bit`,
  );
  const { builder } = writer;
  const product = builder.mul(x!, writer.channels(x!, factors, where));
  return given(writer.exact(builder.add(product, writer.channels(x!, offsets, where)), name));
}

/** Normalisations act on the channels, the last axis. @throws TrigforgeError TF-KERAS-006 for any other */
export function checkAxis({ config, where }: KerasLayer, rank: number): void {
  const value = config.get("axis") ?? -1;
  const axis: unknown = Array.isArray(value) && value.length === 1 ? value[0] : value;
  if (axis === -1 || axis === rank) return;
  fail("TF-KERAS-006", {
    where,
    what: `a normalisation along axis ${JSON.stringify(value)}`,
    expected: "the last axis",
  });
}

function constants(
  { weights, writer }: TrainedNetwork,
  layer: KerasLayer,
  x: ValueId,
  name: keyof typeof quantizedNames,
): readonly number[] {
  const shape = writer.shape(x);
  const tensor = weights.read(layer, name, [shape[shape.length - 1]!]);
  const values = tensor.values.map(float);
  const variable = quantizedNames[name];
  const quantizer = layer.className === "QBatchNormalization" ? layer.config.get(`${variable}_quantizer`) : undefined;
  if (quantizer === undefined) return values;
  const where = `${layer.where}: ${name}`;
  const read = readQuantizer(quantizer, `${layer.where}: ${variable}_quantizer`);
  // QKeras makes gamma and variance trainable parameters: their null alpha becomes auto_po2.
  const parameter = variable === "gamma" || variable === "variance";
  const alpha = parameter ? kernelAlpha(read) : "alpha" in read ? read.alpha : null;
  return quantizeWeights(read, { shape: tensor.shape, values }, where, alpha).values;
}
