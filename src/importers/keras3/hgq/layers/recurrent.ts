import { fail } from "../../../../errors/index.js";
import { type ConstantTensor, writeConstant } from "../../../../layers/index.js";
import type { ValueId } from "../../../../ops/index.js";
import { groupAt } from "../../groups.js";
import { contractExactly } from "../contract.js";
import { type HgqLayer, type HgqLayerWriter, type HgqValue, numberOf, quantizerOf, value } from "../network.js";
import { quantize } from "../quantize.js";
import type { HgqQuantizer } from "../quantizer.js";
import { quantizedConstant } from "../weights.js";
import { activate, tensorVariables } from "./common.js";

/** Most steps that are unrolled. */
const mostSteps = 4096;

/** From one step to the next: the state after it. */
type Step = (x: ValueId, state: HgqValue) => HgqValue;

/**
 * QSimpleRNN: activation(paq(q(x)·kernel + bias + q(state)·recurrent kernel)), step after step from a state of zeros.
 *
 * Source of the semantics: hgq/layers/rnn/simple_rnn.py.
 */
export const writeSimpleRnn: HgqLayerWriter = (layer) =>
  unrolled(layer, 1, (cell) => {
    const { writer } = cell.layer;
    const quantizer = quantizerOf(cell.layer, { name: "paq" });
    return (x, state) => {
      const sum = cell.add(
        cell.product(x, cell.kernel, cell.bias),
        cell.product(cell.state(state), cell.recurrent, null),
      );
      return activate(cell.layer, quantize(writer, value(sum), quantizer));
    };
  });

/**
 * QGRU, with both places of the reset gate: gates through praq, the candidate through paq, what the reset gate lets through
 * rhq; state = z·state + (1 − z)·candidate, exactly.
 *
 * Source of the semantics: hgq/layers/rnn/gru.py.
 */
export const writeGru: HgqLayerWriter = (layer) =>
  unrolled(layer, 3, (cell) => {
    const { writer, config, where } = cell.layer;
    const { builder } = writer;
    const { units, resetAfter } = cell;
    const [gates, candidate, through] = ["praq", "paq", "rhq"].map((name) => quantizerOf(cell.layer, { name }));
    const recurrentActivation = config.get("recurrent_activation");
    const columns = (tensor: ConstantTensor, from: number, to: number): ConstantTensor =>
      part(tensor, from, to, 3 * units);
    return (x, given) => {
      const state = cell.state(given);
      const fromInput = cell.product(x, cell.kernel, cell.bias);
      const inner = resetAfter
        ? cell.product(state, cell.recurrent, cell.recurrentBias)
        : cell.product(state, columns(cell.recurrent, 0, 2 * units), null);
      const sums = cell.add(cell.slice(fromInput, 0, 2 * units), cell.slice(inner, 0, 2 * units));
      const zr = quantize(writer, activate(cell.layer, sums, recurrentActivation), gates!);
      const [z, r] = [cell.slice(zr, 0, units), cell.slice(zr, units, 2 * units)];
      const past = resetAfter
        ? cell.multiply(r, quantize(writer, value(cell.slice(inner, 2 * units, 3 * units)), through!))
        : cell.product(
            quantize(writer, value(cell.multiply(r, state)), through!),
            columns(cell.recurrent, 2 * units, 3 * units),
            null,
          );
      const sum = cell.add(cell.slice(fromInput, 2 * units, 3 * units), past);
      const next = quantize(writer, activate(cell.layer, sum), candidate!);
      const rest = writer.exact(builder.sub(writer.scalar(z, 1, where), z), where);
      return value(cell.add(cell.multiply(z, state), cell.multiply(rest, next)));
    };
  });

/** A cell's constants, and arithmetic on the vectors in it. */
interface Cell {
  readonly layer: HgqLayer;
  readonly units: number;
  readonly resetAfter: boolean;
  readonly kernel: ConstantTensor;
  readonly recurrent: ConstantTensor;
  readonly bias: ConstantTensor | null;
  /** The second row of the bias of a GRU that resets after the product. */
  readonly recurrentBias: ConstantTensor | null;
  /** The state as the cell quantises it. */
  state(given: HgqValue): ValueId;
  product(x: ValueId, weights: ConstantTensor, bias: ConstantTensor | null): ValueId;
  add(a: ValueId, b: ValueId): ValueId;
  multiply(a: ValueId, b: ValueId): ValueId;
  slice(x: ValueId, from: number, to: number): ValueId;
}

function unrolled(outer: HgqLayer, gates: number, stepOf: (cell: Cell) => Step): HgqValue {
  const { config, where, writer, inputs } = outer;
  const { builder } = writer;
  for (const field of ["return_state", "stateful", "enable_oq"]) {
    if (config.truth(field, false)) fail("TF-KERAS3-003", { where, what: `${field}=True`, expected: "False" });
  }
  if (inputs.length !== 1) fail("TF-KERAS3-003", { where, what: "an initial state", expected: "a state of zeros" });
  const x = numberOf(inputs[0]!);
  const shape = writer.shape(x);
  const [steps, features] = shape as [number, number];
  if (shape.length !== 2 || steps > mostSteps) {
    fail("TF-KERAS3-003", { where, what: `a sequence of shape [${shape}]`, expected: `at most ${mostSteps} steps` });
  }
  const layer = { ...outer, group: outer.group && groupAt(outer.group, "cell") };
  const cell = readCell(layer, features, gates);
  const step = stepOf(cell);
  const iq = config.truth("enable_iq", true) ? quantizerOf(layer, { name: "iq" }) : null;
  const zeros = new Array<bigint>(cell.units).fill(0n);
  let state = value(builder.constant([cell.units], { signed: false, width: 1, integer: 1 }, zeros));
  const order = Array.from({ length: steps }, (_unused, index) => index);
  if (config.truth("go_backwards", false)) order.reverse();
  const states = order.map((at) => {
    const row = builder.gather(
      x,
      Array.from({ length: features }, (_unused, k) => at * features + k),
      [features],
    );
    state = step(quantize(writer, value(row), iq), state);
    return state;
  });
  return config.truth("return_sequences", false) ? sequence(layer, states) : state;
}

/** States one after the other; a function that waits for its quantiser waits for all of them. */
function sequence({ writer }: HgqLayer, states: readonly HgqValue[]): HgqValue {
  const { builder } = writer;
  const ids = states.map((state) => (state.kind === "function" ? state.x : state.value));
  const joined = builder.concat(
    ids.map((id) => builder.reshape(id, [1, ...writer.shape(id)])),
    0,
  );
  const [first] = states;
  return first!.kind === "function" ? { ...first!, x: joined } : value(joined);
}

function readCell(layer: HgqLayer, features: number, gates: number): Cell {
  const { config, where, writer } = layer;
  const { builder } = writer;
  const units = config.whole("units", 1, 2 ** 16);
  const read = tensorVariables(layer);
  const constant = (slot: string, shape: readonly number[], what: string): ConstantTensor => {
    const quantizer: HgqQuantizer | null = quantizerOf(layer, { name: slot, place: "weight" });
    return quantizedConstant(quantizer, read(shape, what), `${where}: ${what}`);
  };
  const resetAfter = gates === 3 && config.truth("reset_after", true);
  const hasBias = config.truth("use_bias", true);
  const hasState = gates === 3 || config.truth("enable_sq", config.has("sq_conf"));
  const kernel = constant("kq", [features, gates * units], "kernel");
  const recurrent = constant("rkq", [units, gates * units], "recurrent_kernel");
  const both = hasBias ? constant("bq", resetAfter ? [2, gates * units] : [gates * units], "bias") : null;
  const rowOf = (row: number): ConstantTensor | null =>
    both && { ...both, shape: [gates * units], raw: both.raw.slice(row * gates * units, (row + 1) * gates * units) };
  const sq = hasState ? quantizerOf(layer, { name: "sq" }) : null;
  return {
    layer,
    units,
    resetAfter,
    kernel,
    recurrent,
    bias: rowOf(0),
    recurrentBias: resetAfter ? rowOf(1) : null,
    state: (given) => (hasState ? quantize(writer, given, sq) : numberOf(given)),
    product: (x, weights, bias) => contractExactly(writer, x, writeConstant(builder, weights), { bias, where }),
    add: (a, b) => writer.exact(builder.add(a, b), where),
    multiply: (a, b) => writer.exact(builder.mul(a, b), where),
    slice: (x, from, to) =>
      builder.gather(
        x,
        Array.from({ length: to - from }, (_unused, index) => from + index),
        [to - from],
      ),
  };
}

/** Some columns of a matrix. */
function part(tensor: ConstantTensor, from: number, to: number, columns: number): ConstantTensor {
  const raw = tensor.raw.filter((_item, index) => index % columns >= from && index % columns < to);
  return { ...tensor, shape: [tensor.shape[0]!, to - from], raw };
}
