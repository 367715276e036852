import { fail } from "../../../errors/index.js";
import { nearestHelp } from "../../../formats/index.js";
import type { NodeClass } from "../../conversion/graph.js";
import type { Fields } from "../../fields.js";
import type { Quantizer } from "../quantizers/quantizer.js";
import { readQuantizer } from "../quantizers/read.js";

/** The node that hls4ml makes of an activation. */
export interface ActivationDescription {
  readonly className: NodeClass;
  /** The function that its C++ calls. */
  readonly activation: string;
  readonly parameter?: number;
  /** What hls4ml silently leaves out. */
  readonly notes: readonly string[];
}

/** Functions that hls4ml's C++ has under the Keras name. */
const plain: readonly string[] = ["linear", "relu", "relu6", "sigmoid", "tanh", "softplus", "softsign", "selu"];
const others = ["softmax", "elu", "hard_sigmoid", "leaky_relu"];

/**
 * The node for an activation by its Keras name.
 *
 * @param config the layer's configuration, for the parameters of an Activation layer
 * @param split whether the activation stands in another layer's configuration, where hls4ml takes default parameters
 */
export function activationFromName(name: string, config: Fields, where: string, split = false): ActivationDescription {
  if (plain.includes(name)) return { className: "Activation", activation: name, notes: [] };
  const number = (key: string, absent: number): number => (split ? absent : config.number(key, absent));
  switch (name) {
    case "softmax":
      checkAxis(split ? -1 : config.get("axis"), where);
      return { className: "Softmax", activation: "softmax", notes: [] };
    case "elu":
      return { className: "ParametrizedActivation", activation: "elu", parameter: number("alpha", 1), notes: [] };
    case "hard_sigmoid":
      return { className: "HardActivation", activation: "hard_sigmoid", parameter: 0.2, notes: [] };
    case "leaky_relu":
      return {
        className: "ParametrizedActivation",
        activation: "leaky_relu",
        parameter: number("negative_slope", number("alpha", 0.2)),
        notes: [],
      };
    default:
      return fail("TF-KERAS-009", {
        where,
        what: `hls4ml's C++ has no function for the activation "${name.slice(0, 60)}"`,
        ...nearestHelp(name, [...plain, ...others]),
      });
  }
}

/** Axis −1 is the only one that a tensor of one axis has; hls4ml's other cases are refused with it. */
function checkAxis(axis: unknown, where: string): void {
  if (axis !== undefined && axis !== -1 && axis !== 1) {
    fail("TF-KERAS-009", { where, what: `softmax along axis ${JSON.stringify(axis)}`, expected: "-1" });
  }
}

/** The node for a QKeras activation. Source of the semantics: hls4ml converters/keras/qkeras.py. */
export function activationFromQuantizer(value: unknown, where: string): ActivationDescription {
  const quantizer = readQuantizer(value, where);
  switch (quantizer.kind) {
    case "bits":
      return quantizer.name === "quantized_bits"
        ? { className: "Activation", activation: "linear", notes: alphaNotes(quantizer.alpha) }
        : unsupported(quantizer, where);
    case "relu": {
      const notes = quantizer.useSigmoid
        ? ["hls4ml ignores use_sigmoid of quantized_relu and computes a plain relu"]
        : [];
      const parameter = quantizer.negativeSlope;
      if (parameter === 0) return { className: "Activation", activation: "relu", notes };
      return { className: "ParametrizedActivation", activation: "leaky_relu", parameter, notes };
    }
    case "tanh":
    case "sigmoid":
      return quantizer.real
        ? { className: "Activation", activation: quantizer.kind, notes: [] }
        : { className: "HardActivation", activation: `hard_${quantizer.kind}`, parameter: 0.5, notes: [] };
    case "binary":
      return quantizer.name === "binary"
        ? { className: "Activation", activation: "binary_tanh", notes: alphaNotes(quantizer.alpha) }
        : unsupported(quantizer, where);
    case "ternary":
      return quantizer.name === "ternary"
        ? {
            className: "TernaryTanh",
            activation: "ternary_tanh",
            parameter: quantizer.threshold ?? 0.33,
            notes: alphaNotes(quantizer.alpha),
          }
        : unsupported(quantizer, where);
    case "function":
      return quantizer.name === "binary_tanh"
        ? { className: "Activation", activation: "binary_tanh", notes: [] }
        : unsupported(quantizer, where);
    default:
      return unsupported(quantizer, where);
  }
}

function alphaNotes(alpha: unknown): string[] {
  return alpha === null || alpha === 1 ? [] : [`hls4ml ignores alpha ${String(alpha)} of the activation's quantiser`];
}

function unsupported(quantizer: Quantizer, where: string): never {
  return fail("TF-KERAS-009", { where, what: `hls4ml refuses ${quantizer.name} as an activation` });
}
