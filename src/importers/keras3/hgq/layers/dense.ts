import { type ConstantTensor, writeConstant } from "../../../../layers/index.js";
import type { ValueId } from "../../../../ops/index.js";
import { float } from "../../../keras/quantizers/float32.js";
import { contractExactly } from "../contract.js";
import { type HgqLayer, type HgqLayerWriter, quantizerOf } from "../network.js";
import { quantizedConstant } from "../weights.js";
import { activate, quantizedInput, tensorVariables } from "./common.js";

/** QDense: the quantised input times the quantised kernel, plus the quantised bias. */
export const writeDense: HgqLayerWriter = (layer) => {
  const { config, where, writer } = layer;
  const x = quantizedInput(layer);
  const read = tensorVariables(layer);
  const units = config.whole("units", 1, 2 ** 20);
  const kernel = read([writer.shape(x).at(-1) ?? 1, units], "kernel");
  const kq = quantizerOf(layer, { name: "kq", place: "weight" });
  const weights = quantizedConstant(kq, kernel, `${where}: kernel`);
  if (!config.truth("use_bias", true)) return activate(layer, product(layer, x, weights, null));
  const bq = quantizerOf(layer, { name: "bq", place: "weight" });
  const bias = quantizedConstant(bq, read([units], "bias"), `${where}: bias`);
  return activate(layer, product(layer, x, weights, bias));
};

/**
 * QBatchNormDense: as QDense, with kernel · gamma / sqrt(variance + epsilon) for each input, and bias − mean · kernel, both
 * before they are quantised.
 *
 * Source of the semantics: hgq/layers/core/dense.py, which normalises the inputs and leaves the offset unscaled.
 */
export const writeBatchNormDense: HgqLayerWriter = (layer) => {
  const { config, where, writer } = layer;
  const x = quantizedInput(layer);
  const read = tensorVariables(layer);
  const units = config.whole("units", 1, 2 ** 20);
  const inputs = writer.shape(x).at(-1) ?? 1;
  const kernel = read([inputs, units], "kernel").values.map(float);
  const bias = read([units], "bias").values.map(float);
  const isScaled = config.truth("scale", true);
  const gamma = isScaled ? read([inputs], "bn_gamma").values.map(float) : null;
  const mean = read([inputs], "moving_mean").values.map(float);
  const variance = read([inputs], "moving_variance").values.map(float);
  const epsilon = float(config.number("epsilon", 0.001));
  const scale = variance.map((v, index) => float((gamma?.[index] ?? 1) / float(Math.sqrt(float(v + epsilon)))));
  const fused = kernel.map((weight, index) => float(weight * scale[Math.floor(index / units)]!));
  const shifted = bias.map((b, column) => {
    const dot = mean.reduce((sum, m, row) => sum + m * kernel[row * units + column]!, 0);
    return float(b - float(dot));
  });
  writer.notes.add(`${layer.name}: the fused kernel and bias are rounded once to float32 before they are quantised`);
  const kq = quantizerOf(layer, { name: "kq", place: "weight" });
  const bq = quantizerOf(layer, { name: "bq", place: "weight" });
  const weights = quantizedConstant(kq, { shape: [inputs, units], values: fused }, `${where}: kernel`);
  const offsets = quantizedConstant(bq, { shape: [units], values: shifted }, `${where}: bias`);
  return activate(layer, product(layer, x, weights, offsets));
};

function product(layer: HgqLayer, x: ValueId, weights: ConstantTensor, bias: ConstantTensor | null): ValueId {
  const { writer, where } = layer;
  return contractExactly(writer, x, writeConstant(writer.builder, weights), { bias, where });
}
