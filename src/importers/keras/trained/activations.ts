import { fail } from "../../../errors/index.js";
import type { FixedFormat } from "../../../fixed/index.js";
import { nearestHelp } from "../../../formats/index.js";
import type { ValueId } from "../../../ops/index.js";
import { isMapping } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import { float } from "../quantizers/float32.js";
import { namesQuantizer, readQuantizer } from "../quantizers/read.js";
import {
  given,
  type LayerValue,
  type PendingFunction,
  quantiserFollows,
  readers,
  type TrainedNetwork,
} from "./network.js";
import { portFormat, quantizeActivation } from "./quantizers.js";
import { quantizedTable, realFunctions } from "./tables.js";
import type { ExactWriter } from "./writer.js";

const known = ["linear", "relu", "relu6", "leaky_relu", "tanh", "sigmoid", "softmax"];

/** An activation as it stands in a layer's configuration: nothing, a Keras name, or a QKeras quantiser. */
export function writeActivation(
  network: TrainedNetwork,
  layer: KerasLayer,
  x: ValueId,
  activation: unknown,
): LayerValue {
  if (activation === undefined) return given(x);
  const where = layer.where;
  if (isMapping(activation) || namesQuantizer(activation)) {
    return given(quantizeActivation(network.writer, x, readQuantizer(activation, where), where));
  }
  const { writer } = network;
  const { builder } = writer;
  switch (activation) {
    case "linear":
      return given(x);
    case "relu":
      return given(builder.max(x, writer.scalar(x, 0, where)));
    case "relu6":
      return given(builder.min(builder.max(x, writer.scalar(x, 0, where)), writer.scalar(x, 6, where)));
    case "leaky_relu":
      return given(leakyRelu(writer, x, 0.2, where));
    case "softmax":
      return writeSoftmax(network, layer, x);
    default:
      return waitForQuantizer(network, layer, x, String(activation));
  }
}

/** x where x > 0, elsewhere the float32 slope times x, exactly. */
export function leakyRelu(writer: ExactWriter, x: ValueId, slope: number, where: string): ValueId {
  const { builder } = writer;
  const below = writer.exact(builder.mul(x, writer.scalar(x, float(slope), where)), where);
  return builder.select(builder.compare(">", x, writer.scalar(x, 0, where)), x, below);
}

/** A true function is exact only together with the quantiser after it. */
function waitForQuantizer(network: TrainedNetwork, layer: KerasLayer, x: ValueId, name: string): LayerValue {
  if (Object.hasOwn(realFunctions, name) && quantiserFollows(network, layer.name)) {
    const finish = (format: FixedFormat): ValueId => quantizedTable(network.writer, x, { name, format }, layer.where);
    return { kind: "pending", name, finish, layer };
  }
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: `the activation "${name.slice(0, 60)}" has no exact fixed-point result`,
    ...(Object.hasOwn(realFunctions, name)
      ? { help: 'let a QActivation follow directly, or import with fidelity "as hls4ml"' }
      : nearestHelp(name, known)),
  });
}

/** A softmax at the very end may be dropped: the largest logit is the largest probability. */
export function writeSoftmax(network: TrainedNetwork, layer: KerasLayer, x: ValueId): LayerValue {
  const isEnd = network.model.outputs.includes(layer.name) && readers(network, layer.name).length === 0;
  if (network.softmax === "drop" && isEnd) {
    network.writer.notes.add(`${layer.name}: the softmax is dropped; the output is its logits, with the same argmax`);
    const own = layer.className !== "Activation" && layer.className !== "Softmax";
    return { kind: "logits", value: x, name: own ? layer.name : layer.inputs[0]! };
  }
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: isEnd ? "softmax gives real numbers" : "a softmax that is not the end of the network",
    help: isEnd
      ? 'set the option softmax to "drop" to end at the logits (the argmax stays), or import with fidelity "as hls4ml"'
      : 'import with fidelity "as hls4ml"',
  });
}

/** QActivation: a quantiser, on a plain value or on a function that waits for it. */
export function writeQuantizedActivation(network: TrainedNetwork, layer: KerasLayer): LayerValue {
  const activation = layer.config.get("activation");
  if (typeof activation === "string" && !namesQuantizer(activation) && known.includes(activation)) {
    return writeActivation(network, layer, plain(network, layer), activation);
  }
  const quantizer = readQuantizer(activation, layer.where);
  const source = network.values.get(layer.inputs[0]!)!;
  if (source.kind !== "pending") {
    return given(quantizeActivation(network.writer, plain(network, layer), quantizer, layer.where));
  }
  const format = portFormat(quantizer);
  if (format === null) return notComposed(source, layer);
  return given(source.finish(format));
}

/** The format of a layer's own activation, where it is one conversion; null for any other. */
export function portFormatOf(activation: unknown, where: string): FixedFormat | null {
  if (!isMapping(activation) && !namesQuantizer(activation)) return null;
  return portFormat(readQuantizer(activation, where));
}

function plain(network: TrainedNetwork, layer: KerasLayer): ValueId {
  const source = network.values.get(layer.inputs[0]!)!;
  if (source.kind === "value") return source.value;
  return fail("TF-KERAS-006", { where: layer.where, what: "it reads real numbers that no quantiser made fixed-point" });
}

function notComposed(source: PendingFunction, layer: KerasLayer): never {
  return fail("TF-KERAS-006", {
    where: layer.where,
    what: `${source.name} followed by this quantiser`,
    expected: "quantized_bits with alpha 1, or quantized_relu",
  });
}
