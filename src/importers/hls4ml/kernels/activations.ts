import { quantizeReal, typeOf } from "../../../fixed/index.js";
import type { ProgramBuilder } from "../../../ir/index.js";
import {
  binaryTanh as binaryTanhLayer,
  type ConstantTensor,
  elu as eluLayer,
  hardSigmoid,
  hardTanh,
  leakyRelu,
  linear,
  prelu,
  relu,
  reluMax,
  selu,
  sigmoid,
  softplus,
  softsign,
  type TableParameters,
  tanh,
  ternaryTanh,
  thresholdedRelu,
} from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { CallContext, Kernel, Signature } from "./kernel.js";

const plain: Signature = { templates: ["data", "result", "config"], operands: ["data", "result"] };
const ofInteger: Signature = { templates: ["data", "result", "maximum", "config"], operands: ["data", "result"] };

/** Before hls4ml 1.0 a parameter had the type of the data (of the result, for elu), and no template argument. */
function parametrised(role: string): readonly Signature[] {
  return [
    { templates: ["data", "parameter", "result", "config"], operands: ["data", role, "result"] },
    { templates: ["data", "result", "config"], operands: ["data", role, "result"] },
  ];
}

function activation(
  uses: readonly string[],
  write: (call: CallContext, x: ValueId) => ValueId,
  signatures: readonly Signature[] = [plain],
): Kernel {
  return { signatures, uses, write: (call) => write(call, call.data("data", call.config.count("n_in")).value) };
}

type TableLayer = (builder: ProgramBuilder, x: ValueId, parameters: TableParameters) => ValueId;

/** An activation read from a table; `name` is also the stem of the functions that fill it. */
function tabulated(name: string, layer: TableLayer, extra: readonly string[] = [`${name}_fcn_float`]): Kernel {
  const uses = [name, `init_${name}_table`, ...extra];
  return activation(uses, (call, x) => layer(call.builder, x, tableOf(call)));
}

function tableOf({ config, result }: CallContext): TableParameters {
  return { tableSize: config.count("table_size"), table: config.format("table_t"), result };
}

/** The parameter of a leaky or thresholded relu, in its own type or, before hls4ml 1.0, that of the data. */
function parameter(call: CallContext, role: string): ConstantTensor {
  const format = call.hasTemplate("parameter") ? call.templateFormat("parameter") : call.data().format;
  return call.scalar(role, format);
}

function hard(call: CallContext): { slope: ConstantTensor; shift: ConstantTensor } {
  const constant = (member: string): ConstantTensor => {
    const { format, value } = call.config.constant(member);
    return { shape: [1], type: typeOf(format), raw: [quantizeReal(value, format)] };
  };
  return { slope: constant("slope"), shift: constant("shift") };
}

/** nnet's activations but for softmax. */
export const activations = {
  linear: activation(["linear"], ({ builder, result }, x) => linear(builder, x, { result })),
  relu: activation(["relu"], ({ builder, result }, x) => relu(builder, x, { result })),
  relu6: activation(["relu6", "relu_max"], ({ builder, result }, x) => reluMax(builder, x, { maximum: 6, result })),
  relu1: activation(["relu1", "relu_max"], ({ builder, result }, x) => reluMax(builder, x, { maximum: 1, result })),
  relu_max: activation(["relu_max"], writeReluMax, [ofInteger]),
  leaky_relu: activation(
    ["leaky_relu"],
    (call, x) => leakyRelu(call.builder, x, { alpha: parameter(call, "alpha"), result: call.result }),
    parametrised("alpha"),
  ),
  thresholded_relu: activation(
    ["thresholded_relu"],
    (call, x) => thresholdedRelu(call.builder, x, { theta: parameter(call, "theta"), result: call.result }),
    parametrised("theta"),
  ),
  prelu: activation(
    ["prelu"],
    (call, x) => {
      const alpha = call.weights("alpha", [call.config.count("n_in")]);
      return prelu(call.builder, x, { alpha, result: call.result });
    },
    parametrised("alpha"),
  ),
  elu: activation(["elu", "init_elu_table", "elu_fcn_float"], writeElu, [plain, ...parametrised("alpha")]),
  selu: tabulated("selu", selu),
  sigmoid: tabulated("sigmoid", sigmoid),
  tanh: tabulated("tanh", tanh, []),
  softplus: tabulated("softplus", softplus),
  softsign: tabulated("softsign", softsign),
  hard_sigmoid: activation(["hard_sigmoid"], (call, x) =>
    hardSigmoid(call.builder, x, { ...hard(call), result: call.result }),
  ),
  hard_tanh: activation(["hard_tanh"], (call, x) => hardTanh(call.builder, x, { ...hard(call), result: call.result })),
  binary_tanh: activation(["binary_tanh"], writeBinaryTanh),
  ternary_tanh: activation(["ternary_tanh"], (call, x) =>
    ternaryTanh(call.builder, x, { operand: call.data().format, result: call.result }),
  ),
} as const satisfies Readonly<Record<string, Kernel>>;

function writeReluMax(call: CallContext, x: ValueId): ValueId {
  const maximum = call.templateNumber("maximum");
  if (!Number.isInteger(maximum) || maximum < 1 || maximum > 2 ** 31 - 1) {
    call.mismatch(`the maximum is ${maximum}`, "a whole number from 1");
  }
  return reluMax(call.builder, x, { maximum, result: call.result });
}

function writeElu(call: CallContext, x: ValueId): ValueId {
  const { builder, result } = call;
  const old = call.variant("elu") !== "current" || (call.hasOperand("alpha") && !call.hasTemplate("parameter"));
  const format = call.hasTemplate("parameter") ? call.templateFormat("parameter") : result;
  const one: ConstantTensor = { shape: [1], type: typeOf(result), raw: [quantizeReal(1, result)] };
  const alpha = call.hasOperand("alpha") ? call.scalar("alpha", format) : old ? one : null;
  return eluLayer(builder, x, { ...tableOf(call), alpha });
}

function writeBinaryTanh(call: CallContext, x: ValueId): ValueId {
  const { builder, result } = call;
  if (call.variant(call.isStream ? "nnet_activation_stream.h:binary_tanh" : "binary_tanh") === "current")
    return binaryTanhLayer(builder, x, { result });
  // hls4ml before 1.2 counted 0 as low, and stored the levels in the result type.
  const { type } = builder.tensor(x);
  const level = (value: number): ValueId => builder.constant([1], typeOf(result), [quantizeReal(value, result)]);
  const isHigh = builder.compare(">", x, builder.constant([1], type, [0n]));
  return builder.select(isHigh, level(1), level(-1));
}
