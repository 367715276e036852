import { fail } from "../../../../errors/index.js";
import { writeConstant } from "../../../../layers/index.js";
import { float } from "../../../keras/quantizers/float32.js";
import { type HgqLayerWriter, quantizerOf, value } from "../network.js";
import { quantizedConstant } from "../weights.js";
import { broadcastTo, quantizedInput, tensorVariables } from "./common.js";

/**
 * QBatchNormalization: x · q(gamma / sqrt(variance + epsilon)) + q(beta − mean · that), each channel with its own.
 *
 * Source of the semantics: hgq/layers/batch_normalization.py, where an offset without beta (center=False) begins at 1.
 */
export const writeNormalization: HgqLayerWriter = (layer) => {
  const { config, where, writer } = layer;
  const { builder } = writer;
  const x = quantizedInput(layer);
  const shape = writer.shape(x);
  const given = config.number("axis", -1);
  const axis = given < 0 ? given + shape.length : given - 1;
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) config.wrong("axis", given, "an axis of the input");
  const count = shape[axis]!;
  const read = tensorVariables(layer);
  const gamma = config.truth("scale", true) ? read([count], "gamma").values.map(float) : null;
  const beta = config.truth("center", true) ? read([count], "beta").values.map(float) : null;
  const mean = read([count], "moving_mean").values.map(float);
  const variance = read([count], "moving_variance").values.map(float);
  const epsilon = float(config.number("epsilon", 0.001));
  const scale = variance.map((v, index) => float((gamma?.[index] ?? 1) / float(Math.sqrt(float(v + epsilon)))));
  const offset = mean.map((m, index) => float((beta?.[index] ?? 1) - float(m * scale[index]!)));
  if (scale.some((factor) => !Number.isFinite(factor))) fail("TF-KERAS3-004", { where, what: "a variance below 0" });
  writer.notes.add(`${layer.name}: 1/sqrt(variance + epsilon) is the nearest float32 before it is quantised`);
  const constant = (slot: string, values: readonly number[]) => {
    const quantizer = quantizerOf(layer, { name: slot, place: "weight" });
    const tensor = quantizedConstant(quantizer, { shape: [count], values }, `${where}: ${slot}`);
    const along = shape.map((_extent, at) => (at === axis ? count : 1));
    return broadcastTo(layer, writeConstant(builder, { ...tensor, shape: along }), shape);
  };
  const product = writer.exact(builder.mul(x, constant("kq", scale)), where);
  return value(writer.exact(builder.add(product, constant("bq", offset)), where));
};
