import { fail } from "../../../errors/index.js";
import { elementCount } from "../../../ops/index.js";
import { scaledBy } from "./affine.js";
import type { Field } from "./field.js";
import { computedOf, constantOf, type NodeWriter } from "./network.js";
import { ofNumber, type Rational } from "./rational.js";

/**
 * BatchNormalization with the statistics of training, in float32 as onnxruntime computes them: the scale is
 * gamma · (1 / √(variance + ε)), the offset beta − mean · scale.
 */
export const writeNormalization: NodeWriter = (network, node) => {
  const { attributes, where } = node;
  if (attributes.integer("training_mode", 0) !== 0) fail("TF-ONNX-004", { where, what: "training_mode" });
  if (node.opset < 7 && attributes.integer("is_test", 0) === 0) fail("TF-ONNX-004", { where, what: "is_test is 0" });
  if (attributes.integer("spatial", 1) === 0) fail("TF-ONNX-004", { where, what: "spatial 0" });
  attributes.ignore("momentum", "consumed_inputs");
  const x = computedOf(network, node);
  const epsilon = attributes.float("epsilon", Math.fround(1e-5));
  const channels = x.shape[1] ?? 0;
  const [gamma, beta, mean, variance] = ["gamma", "beta", "the mean", "the variance"].map((what, index) => {
    const { floats } = constantOf(network, node, index + 1, what);
    if (floats.length !== channels)
      fail("TF-ONNX-005", { where, what: `${what} has ${floats.length} elements`, expected: `${channels}` });
    return floats;
  }) as [readonly number[], readonly number[], readonly number[], readonly number[]];
  const area = elementCount(x.shape.slice(2));
  const factors: Rational[] = [];
  const offsets: Rational[] = [];
  for (let channel = 0; channel < channels; channel++) {
    const root = Math.fround(Math.sqrt(Math.fround(variance[channel]! + epsilon)));
    const scale = Math.fround(Math.fround(1 / root) * gamma[channel]!);
    const offset = Math.fround(beta[channel]! - Math.fround(mean[channel]! * scale));
    if (!Number.isFinite(scale) || !Number.isFinite(offset))
      fail("TF-ONNX-002", { where, what: "its parameters give no numbers" });
    factors.push(ofNumber(scale));
    offsets.push(ofNumber(offset));
  }
  const spreadOver = (field: Field): Field => field.flatMap((number) => new Array<Rational>(area).fill(number));
  return scaledBy(network.writer, x, spreadOver(factors), spreadOver(offsets), where);
};
