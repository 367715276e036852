import { type FixedFormat, sameFormat } from "../../../fixed/index.js";
import {
  type CellActivation,
  type GruParameters,
  gru,
  type LstmParameters,
  lstm,
  relu,
  sigmoid,
  tanh,
} from "../../../layers/index.js";
import type { ValueId } from "../../../ops/index.js";
import type { LayerConfig } from "../config.js";
import { innerDense } from "./innerDense.js";
import type { CallContext, Kernel } from "./kernel.js";

/** A recurrent cell of hls4ml. */
export type Cell = "lstm" | "gru";

const weights = ["weights", "recurrent", "biases", "recurrentBiases"];
const data = ["data", "result", "config"];

/** nnet::lstm_stack, with and without initial states. */
export const lstmStack: Kernel = {
  signatures: [
    { templates: data, operands: ["data", "result", ...weights] },
    {
      templates: ["data", "hidden", "cell", "result", "config"],
      operands: ["data", "hidden", "cell", "result", ...weights],
    },
  ],
  uses: ["lstm_stack"],
  write: (call) => writeStack(call, "lstm"),
};

/** nnet::gru_stack, with and without an initial state. */
export const gruStack: Kernel = {
  signatures: [
    { templates: data, operands: ["data", "result", ...weights] },
    { templates: ["data", "hidden", "result", "config"], operands: ["data", "hidden", "result", ...weights] },
  ],
  uses: ["gru_stack"],
  write: (call) => writeStack(call, "gru"),
};

function writeStack(call: CallContext, cell: Cell): ValueId {
  const { config, builder, result } = call;
  const [steps, inputs, units] = [config.count("n_sequence"), config.count("n_in"), config.count("n_state")];
  const x = builder.reshape(call.data("data", steps * inputs).value, [steps, inputs]);
  const initial = initialStates(call, units);
  // With initial states the kernel calls the cell that has no state of its own.
  const isStatic = initial.length === 0 && config.count("use_static", 1) === 1;
  const roles = { weights: "weights", recurrent: "recurrent", biases: "biases", recurrentBiases: "recurrentBiases" };
  const write = cellOf(call, config, cell, {
    roles,
    isStatic,
    oneType: true,
    result,
    returnSequences: config.count("n_sequence_out") > 1,
  });
  return write(x, {
    ...(initial[0] === undefined ? {} : { initialHidden: initial[0] }),
    ...(initial[1] === undefined ? {} : { initialCell: initial[1] }),
  });
}

/** The states that a call passes. The kernel writes them, so nothing else may read them, and they have the result's type. */
function initialStates(call: CallContext, units: number): readonly ValueId[] {
  return ["hidden", "cell"].flatMap((role) => {
    if (!call.hasOperand(role)) return [];
    const state = call.data(role, units);
    if (!sameFormat(state.format, call.result))
      call.mismatch(`the ${role} state is not of the result's type`, "the same type");
    if (call.mentions(role) > 1) call.inexact(`the kernel overwrites its ${role} state, which another call mentions`);
    return [state.value];
  });
}

/** What a cell takes beside its configuration. */
export interface CellOptions {
  readonly roles: {
    readonly weights: string;
    readonly recurrent: string;
    readonly biases: string;
    readonly recurrentBiases: string;
  };
  /** Whether the cell keeps its states itself: other definitions of nnet, the same values. */
  readonly isStatic: boolean;
  /** Whether the kernel instantiates nnet::lstm, which mixes up the types of its arrays: lstm_stack always does. */
  readonly oneType: boolean;
  readonly result: FixedFormat;
  readonly returnSequences: boolean;
  readonly goBackwards?: boolean;
}

/** States before the first step. */
interface Initial {
  readonly initialHidden?: ValueId;
  readonly initialCell?: ValueId;
}

/** Reads a cell's configuration and weights; the function returned writes the layer. */
export function cellOf(
  call: CallContext,
  config: LayerConfig,
  cell: Cell,
  options: CellOptions,
): (x: ValueId, initial?: Initial) => ValueId {
  const { roles, isStatic, result, returnSequences, goBackwards = false } = options;
  const accumulator = config.format("accum_t");
  call.variant(isStatic ? `${cell}_static` : cell);
  if (
    cell === "lstm" &&
    options.oneType &&
    !(sameFormat(accumulator, result) && sameFormat(call.data().format, result))
  ) {
    call.inexact("nnet::lstm does not compile unless its data, accumulator and result have one type");
  }
  const [units, gates] = [config.count("n_state"), cell === "lstm" ? 3 : 2];
  const [product, recurrentProduct] = [config.inner("mult_config1"), config.inner("mult_config2")];
  const parameters = {
    input: innerDense(call, product, { weights: roles.weights, bias: roles.biases }, accumulator),
    recurrent: innerDense(
      call,
      recurrentProduct,
      { weights: roles.recurrent, bias: roles.recurrentBiases },
      accumulator,
    ),
    hidden: result,
    returnSequences,
    goBackwards,
    sum: accumulator,
    gate: accumulator,
    activation: activationOf(call, config, "activation", "ACT_CONFIG_T", units),
    recurrentActivation: activationOf(
      call,
      config,
      "activation_recr",
      `ACT_CONFIG_${cell.toUpperCase()}`,
      gates * units,
    ),
  };
  if (cell === "lstm") {
    const whole: LstmParameters = { ...parameters, cell: result };
    return (x, initial) => lstm(call.builder, x, { ...whole, ...initial });
  }
  const whole: GruParameters = { ...parameters, resetProduct: accumulator, resetAfter: true };
  const ordered = config.count("pytorch_order", 0) === 1 ? resetFirst(whole) : whole;
  return (x, initial) => gru(call.builder, x, { ...ordered, ...initial });
}

/** PyTorch's order of the gates: the columns of the reset gate come before those of the update gate. */
function resetFirst(parameters: GruParameters): GruParameters {
  const swap = ({ shape, type, raw }: GruParameters["input"]["weights"]) => {
    const columns = shape[shape.length - 1]!;
    const units = columns / 3;
    const from = (column: number): number =>
      column < units ? column + units : column < 2 * units ? column - units : column;
    return { shape, type, raw: raw.map((_value, index) => raw[index - (index % columns) + from(index % columns)]!) };
  };
  const swapped = (dense: GruParameters["input"]): GruParameters["input"] => ({
    ...dense,
    weights: swap(dense.weights),
    bias: dense.bias === null ? null : swap(dense.bias),
  });
  return { ...parameters, input: swapped(parameters.input), recurrent: swapped(parameters.recurrent) };
}

/** The activation that a member template names, with its table, of so many elements. */
function activationOf(
  call: CallContext,
  config: LayerConfig,
  member: string,
  tableMember: string,
  elements: number,
): CellActivation {
  const name = config.template(member, "").replace("nnet::activation::", "");
  const table = config.inner(tableMember);
  if (table.count("n_in") !== elements) table.bad("n_in", `is ${table.count("n_in")}`, `${elements}`);
  const layer = { relu: null, sigmoid, tanh }[name];
  if (layer === undefined) return call.unknown(`the activation ${name} inside a recurrent cell is not known`);
  if (layer === null) {
    call.variant("relu");
    return (builder, x, result) => relu(builder, x, { result });
  }
  for (const use of [name, `init_${name}_table`, ...(name === "sigmoid" ? ["sigmoid_fcn_float"] : [])])
    call.variant(use);
  const parameters = { tableSize: table.count("table_size"), table: table.format("table_t") };
  return (builder, x, result) => layer(builder, x, { ...parameters, result });
}
