import { fail } from "../../../errors/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { readQuantizer } from "../quantizers/read.js";
import { kernelAlpha, quantizeWeights } from "../quantizers/weights.js";
import { channelsOf, windowGeometry, windowOutput } from "../windows.js";
import { writeActivation } from "./activations.js";
import { convolve, refuseChannelsFirst } from "./convolution.js";
import { exactConstant } from "./exact.js";
import type { LayerValue, TrainedNetwork } from "./network.js";

/** Errors of a framework's reciprocal root that must not show, in units of the last place. */
const rootErrors = [0, -2, -1, 1, 2];

/**
 * QConv2DBatchnorm: the normalisation folded into kernel and bias in float32, which are then quantised. TensorFlow's
 * reciprocal root may be off in its last places: the kernel is taken where no such error changes a quantised value.
 *
 * @throws TrigforgeError TF-KERAS-005 where one would
 * Source of the semantics: QKeras 0.9.0, qconv2d_batchnorm.py, at inference.
 */
export function writeFoldedConvolution(
  network: TrainedNetwork,
  layer: KerasLayer,
  [x]: readonly ValueId[],
): LayerValue {
  const { writer, weights } = network;
  const { config, name, where } = layer;
  refuseChannelsFirst(layer);
  const shape = writer.shape(x!);
  const channels = channelsOf(shape, 2, where);
  const geometry = windowGeometry(config, shape, "kernel_size", 2);
  windowOutput(shape, geometry, where);
  const filters = config.whole("filters", 1, 2 ** 20);
  const read = (weight: string): number[] => weights.read(layer, weight, [filters]).values.map(float);
  const kernelShape = [...geometry.size, channels, filters];
  const kernel = weights.read(layer, "kernel", kernelShape).values.map(float);
  const bias = config.truth("use_bias", true) ? read("bias") : new Array<number>(filters).fill(0);
  const gamma = config.truth("scale", true) ? read("gamma") : null;
  const beta = config.truth("center", true) ? read("beta") : new Array<number>(filters).fill(0);
  const [mean, variance] = [read("moving_mean"), read("moving_variance")];
  const epsilon = float(config.number("epsilon", 0.001));
  const folded = rootErrors.map((error) => {
    const inverse = variance.map((value, channel) => {
      const root = float((1 / Math.sqrt(float(value + epsilon))) * (1 + error * 2 ** -23));
      return gamma === null ? root : float(root * gamma[channel]!);
    });
    return {
      kernel: kernel.map((value, index) => float(inverse[index % filters]! * value)),
      bias: bias.map((value, channel) =>
        float(float(inverse[channel]! * float(value - mean[channel]!)) + beta[channel]!),
      ),
    };
  });
  const factors = certain(
    layer,
    "kernel",
    kernelShape,
    folded.map((candidate) => candidate.kernel),
  );
  if (factors === null) {
    return fail("TF-KERAS-006", { where, what: "the kernel is not quantised", expected: "a kernel_quantizer" });
  }
  const offsets = certain(
    layer,
    "bias",
    [filters],
    folded.map((candidate) => candidate.bias),
  );
  if (offsets === null) {
    writer.notes.add(`${name}: the folded bias is a float32; a framework may differ in its last bits`);
  }
  const start = offsets ?? exactConstant(folded[0]!.bias, [filters], `${where}: bias`);
  const sums = convolve(network, x!, geometry, factors, start, name);
  return writeActivation(network, layer, sums, config.get("activation"));
}

/** Quantised values that are the same for every candidate; null without a quantiser. */
function certain(
  layer: KerasLayer,
  variable: "kernel" | "bias",
  shape: readonly number[],
  candidates: readonly (readonly number[])[],
): ConstantTensor | null {
  const quantizer = layer.config.get(`${variable}_quantizer`);
  if (quantizer === undefined) return null;
  const place = `${layer.where}: ${variable}`;
  const read = readQuantizer(quantizer, `${layer.where}: ${variable}_quantizer`);
  const alpha = variable === "kernel" ? kernelAlpha(read) : undefined;
  const [first, ...others] = candidates.map((values) => quantizeWeights(read, { shape, values }, place, alpha).values);
  const differs = first!.findIndex((value, index) => others.some((values) => values[index] !== value));
  if (differs >= 0) {
    fail("TF-KERAS-005", {
      where: place,
      what: `element ${differs}, ${candidates[0]![differs]} after folding, lies so close to a rounding boundary that the framework's float32 errors decide`,
      help: "fold the normalisation before saving (qkeras.utils.convert_folded_layer_to_unfolded), or change that weight slightly",
    });
  }
  return exactConstant(first!, shape, place);
}
