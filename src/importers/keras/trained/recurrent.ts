import { fail } from "../../../errors/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import { reverseSteps } from "../../../layers/recurrent/bidirectional.js";
import type { ValueId } from "../../../ops/index.js";
import { isMapping } from "../../fields.js";
import type { KerasLayer } from "../architecture.js";
import { namesQuantizer, readQuantizer } from "../quantizers/read.js";
import { given, type LayerValue, type TrainedNetwork } from "./network.js";
import { quantizeActivation } from "./quantizers.js";
import { quantizedBias, quantizedKernel } from "./weights.js";
import type { ExactWriter } from "./writer.js";

/** A function of a cell, and the quantiser of its states. */
type Step = (x: ValueId) => ValueId;

/** What one cell computes with. */
interface Cell {
  readonly writer: ExactWriter;
  readonly units: number;
  readonly activation: Step;
  readonly recurrentActivation: Step;
  /** The state quantiser, which acts when a step reads the states. */
  readonly readState: Step;
  /** The product with the hidden state, some of its columns. */
  readonly recurrent: (state: ValueId, from: number, to: number) => ValueId;
  readonly name: string;
}

/** The states before a step and the products with its input, [gates · units]; the states after it, the hidden one first. */
type CellStep = (cell: Cell, product: ValueId, states: readonly ValueId[]) => ValueId[];

/**
 * QSimpleRNN, QLSTM and QGRU: quantised weights, gates and states, computed exactly. Between steps the states are quantised
 * when they are read; the result of a step is what the cell gives, before that.
 *
 * Source of the semantics: QKeras 0.9.0, qrecurrent.py.
 */
export function writeRecurrent(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  return given(runLayer(network, layer, x!, layer.config.truth("go_backwards", false)));
}

/** The two directions of a bidirectional layer, joined. */
export function writeBidirectional(network: TrainedNetwork, layer: KerasLayer, [x]: readonly ValueId[]): LayerValue {
  const { writer } = network;
  const { builder } = writer;
  const { config, where, name } = layer;
  const [forward, backward] = layer.wrapped as readonly [KerasLayer, KerasLayer];
  const first = runLayer(network, forward, x!, forward.config.truth("go_backwards", false));
  // Without a layer of its own, the backward one is a copy of the forward one that goes the other way.
  const turned = config.has("backward_layer")
    ? backward.config.truth("go_backwards", false)
    : !forward.config.truth("go_backwards", false);
  const read = runLayer(network, backward, x!, turned);
  const second = backward.config.truth("return_sequences", false) ? reverseSteps(builder, read) : read;
  const mode = config.text("merge_mode", "concat");
  switch (mode) {
    case "concat":
      return given(builder.concat([first, second], writer.shape(first).length - 1));
    case "sum":
      return given(writer.exact(builder.add(first, second), name));
    case "mul":
      return given(writer.exact(builder.mul(first, second), name));
    case "ave":
      return given(builder.scale(writer.exact(builder.add(first, second), name), -1));
    default:
      return fail("TF-KERAS-006", { where, what: `the merge mode ${mode}`, expected: "concat, sum, mul or ave" });
  }
}

function runLayer(network: TrainedNetwork, layer: KerasLayer, x: ValueId, goBackwards: boolean): ValueId {
  const { writer } = network;
  const { builder } = writer;
  const { config, where, name } = layer;
  const kind = kindOf(layer);
  const shape = writer.shape(x);
  for (const key of ["time_major", "return_state", "stateful"]) {
    if (config.truth(key, false))
      fail("TF-KERAS-006", { where, what: `${key} of a recurrent layer`, expected: "false" });
  }
  if (shape.length !== 2) {
    fail("TF-KERAS-001", { where, what: `its input has shape [${shape}]`, expected: "[steps, features]" });
  }
  const units = config.whole("units", 1, 2 ** 16);
  const { gates, states: count, step } = cells[kind];
  const after = kind === "gru" && config.truth("reset_after", false);
  const kernel = quantizedKernel(network, layer, "kernel", "kernel", [shape[1]!, gates * units]);
  const recurrent = quantizedKernel(network, layer, "recurrent_kernel", "recurrent", [units, gates * units]);
  const bias = quantizedBias(network, layer, after ? [2, gates * units] : [gates * units]);
  const parts = after && bias !== null ? halves(bias) : [bias, null];
  const products = writer.contract(x, kernel, parts[0]!, name);
  const cell: Cell = {
    writer,
    units,
    name,
    activation: activationOf(writer, layer, "activation"),
    recurrentActivation: kind === "rnn" ? (value) => value : activationOf(writer, layer, "recurrent_activation"),
    readState: stateQuantizer(writer, layer),
    recurrent: (state, from, to) =>
      writer.contract(state, columns(recurrent, from, to), columnsOrNull(parts[1]!, from, to), name),
  };
  let states: ValueId[] = Array.from({ length: count }, () => zeros(writer, units));
  const hidden: ValueId[] = [];
  const steps = shape[0]!;
  for (let index = 0; index < steps; index++) {
    const row = goBackwards ? steps - 1 - index : index;
    const product = slice(writer, products, row * gates * units, gates * units);
    states = (after ? gruAfterStep : step)(cell, product, states.map(cell.readState));
    hidden.push(builder.reshape(states[0]!, [1, units]));
  }
  return config.truth("return_sequences", false) ? builder.concat(hidden, 0) : states[0]!;
}

const rnnStep: CellStep = ({ writer, recurrent, activation, units, name }, product, [state]) => {
  return [activation(writer.exact(writer.builder.add(product, recurrent(state!, 0, units)), name))];
};

const lstmStep: CellStep = (cell, product, [hidden, carry]) => {
  const { writer, units, recurrent, name } = cell;
  const { builder } = writer;
  const sums = writer.exact(builder.add(product, recurrent(hidden!, 0, 4 * units)), name);
  const part = (gate: number): ValueId => slice(writer, sums, gate * units, units);
  const [input, forget, output] = [part(0), part(1), part(3)].map(cell.recurrentActivation);
  const kept = writer.exact(builder.mul(forget!, carry!), name);
  const taken = writer.exact(builder.mul(input!, cell.activation(part(2))), name);
  const next = writer.exact(builder.add(kept, taken), name);
  return [writer.exact(builder.mul(output!, cell.activation(next)), name), next];
};

/** Update, reset and candidate; the reset gate acts on the state before the candidate's product. */
const gruStep: CellStep = (cell, product, [state]) => {
  const { writer, units, recurrent, name } = cell;
  const { builder } = writer;
  const [update, reset] = gatesOf(cell, product, recurrent(state!, 0, 2 * units));
  const remembered = recurrent(writer.exact(builder.mul(reset!, state!), name), 2 * units, 3 * units);
  return [mix(cell, update!, candidate(cell, product, remembered), state!)];
};

/** The reset gate acts on the candidate's product. */
const gruAfterStep: CellStep = (cell, product, [state]) => {
  const { writer, units, recurrent, name } = cell;
  const inner = recurrent(state!, 0, 3 * units);
  const [update, reset] = gatesOf(cell, product, slice(writer, inner, 0, 2 * units));
  const remembered = writer.exact(writer.builder.mul(reset!, slice(writer, inner, 2 * units, units)), name);
  return [mix(cell, update!, candidate(cell, product, remembered), state!)];
};

function gatesOf(cell: Cell, product: ValueId, inner: ValueId): ValueId[] {
  const { writer, units, name } = cell;
  const sums = writer.exact(writer.builder.add(slice(writer, product, 0, 2 * units), inner), name);
  const gates = cell.recurrentActivation(sums);
  return [slice(writer, gates, 0, units), slice(writer, gates, units, units)];
}

function candidate({ writer, units, activation, name }: Cell, product: ValueId, remembered: ValueId): ValueId {
  const own = slice(writer, product, 2 * units, units);
  return activation(writer.exact(writer.builder.add(own, remembered), name));
}

/** z · h + (1 − z) · candidate. */
function mix({ writer, name }: Cell, update: ValueId, taken: ValueId, state: ValueId): ValueId {
  const { builder } = writer;
  const rest = writer.exact(builder.sub(writer.scalar(update, 1, name), update), name);
  const kept = writer.exact(builder.mul(update, state), name);
  return writer.exact(builder.add(kept, writer.exact(builder.mul(rest, taken), name)), name);
}

const cells = {
  rnn: { gates: 1, states: 1, step: rnnStep },
  lstm: { gates: 4, states: 2, step: lstmStep },
  gru: { gates: 3, states: 1, step: gruStep },
} as const;

function kindOf({ className, where }: KerasLayer): keyof typeof cells {
  switch (className.replace(/^Q/, "")) {
    case "SimpleRNN":
      return "rnn";
    case "LSTM":
      return "lstm";
    case "GRU":
      return "gru";
    default:
      return fail("TF-KERAS-002", {
        where,
        what: `the recurrent layer ${className}`,
        expected: "QSimpleRNN, QLSTM, QGRU",
      });
  }
}

/** A cell's function: a quantiser, linear or relu. True functions would need a quantiser inside the cell. */
function activationOf(writer: ExactWriter, { config, where }: KerasLayer, key: string): Step {
  const value = config.get(key);
  if (value === undefined || value === "linear") return (x) => x;
  if (value === "relu") return (x) => writer.builder.max(x, writer.scalar(x, 0, where));
  if (isMapping(value) || namesQuantizer(value)) {
    const quantizer = readQuantizer(value, `${where}: ${key}`);
    return (x) => quantizeActivation(writer, x, quantizer, where);
  }
  return fail("TF-KERAS-006", {
    where,
    what: `the ${key} "${String(value).slice(0, 60)}" of a cell has no exact fixed-point result`,
    expected: "a quantiser, such as quantized_tanh(8) or quantized_sigmoid(8)",
  });
}

function stateQuantizer(writer: ExactWriter, { config, where }: KerasLayer): Step {
  const value = config.get("state_quantizer");
  if (value === undefined) return (x) => x;
  const quantizer = readQuantizer(value, `${where}: state_quantizer`);
  return (x) => quantizeActivation(writer, x, quantizer, where);
}

function zeros(writer: ExactWriter, units: number): ValueId {
  return writer.builder.constant([units], { signed: false, width: 1, integer: 1 }, new Array<bigint>(units).fill(0n));
}

function slice(writer: ExactWriter, x: ValueId, start: number, count: number): ValueId {
  const indices = Array.from({ length: count }, (_unused, index) => start + index);
  return writer.builder.gather(x, indices, [count]);
}

/** The two rows of a bias: that of the input's product and that of the state's. */
function halves({ type, raw }: ConstantTensor): [ConstantTensor, ConstantTensor] {
  const count = raw.length / 2;
  return [
    { shape: [count], type, raw: raw.slice(0, count) },
    { shape: [count], type, raw: raw.slice(count) },
  ];
}

function columns({ shape, type, raw }: ConstantTensor, from: number, to: number): ConstantTensor {
  const all = shape[shape.length - 1]!;
  return {
    shape: [...shape.slice(0, -1), to - from],
    type,
    raw: raw.filter((_value, index) => index % all >= from && index % all < to),
  };
}

function columnsOrNull(bias: ConstantTensor | null, from: number, to: number): ConstantTensor | null {
  return bias === null ? null : columns(bias, from, to);
}
