import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import type { CellActivation } from "./cellActivation.js";
import { productOf } from "./products.js";
import { type RecurrentParameters, slice, unitsOf, unroll, zeroState } from "./sequence.js";

/** A long short-term memory's constants and types. Gates in Keras' order: input, forget, cell candidate, output. */
export interface LstmParameters extends RecurrentParameters {
  /** Format of the sums of the two products, the gates' operands: accum_t in hls4ml. */
  readonly sum: FixedFormat;
  /** Format of the activated gates and of the activated cell state: accum_t in hls4ml. */
  readonly gate: FixedFormat;
  /** Format of the cell state: the result's type in hls4ml. */
  readonly cell: FixedFormat;
  /** Of the input, forget and output gates. */
  readonly recurrentActivation: CellActivation;
  /** Of the cell candidate and of the cell state. */
  readonly activation: CellActivation;
  /** The cell state before the first step, shape [units]; zeros when absent. */
  readonly initialCell?: ValueId;
  /** What both states are assigned to when the next step reads them: QKeras' state quantiser. Default none. */
  readonly recurrentState?: FixedFormat;
}

/**
 * An LSTM: i, f, o = σ(cast sum(W·x + U·h)), g = act(cast sum(…)) in `gate`; s = cast cell(g·i + s·f), one cast of the exact sum;
 * h = cast hidden(o · act(s)).
 *
 * @param x shape [steps, inputs]
 * @returns shape [steps, units] with returnSequences, else [units]
 * @throws TrigforgeError TF-LAYERS-002 when shapes do not fit
 * Source of the semantics: hls4ml nnet_recurrent.h, lstm and lstm_static.
 */
export function lstm(builder: ProgramBuilder, x: ValueId, parameters: LstmParameters): ValueId {
  const { sum, gate, cell, hidden, activation, recurrentActivation, recurrentState } = parameters;
  const units = unitsOf(builder, x, parameters, "lstm", 4);
  const recurrent = productOf(builder, parameters.recurrent);
  const read = (state: ValueId): ValueId =>
    recurrentState === undefined ? state : builder.cast(state, recurrentState);
  return unroll(builder, x, parameters, {
    where: "lstm",
    gates: 4,
    initial: [
      parameters.initialHidden ?? zeroState(builder, units, hidden),
      parameters.initialCell ?? zeroState(builder, units, cell),
    ],
    step(product, [oldHidden, oldCell]) {
      const sums = builder.cast(builder.add(product, recurrent(read(oldHidden!))), sum);
      const gates = recurrentActivation(builder, withoutCandidate(builder, sums, units), gate);
      const [input, forget, output] = [0, 1, 2].map((index) => slice(builder, gates, index * units, units));
      const candidate = activation(builder, slice(builder, sums, 2 * units, units), gate);
      const taken = builder.mul(candidate, input!);
      const state = builder.cast(builder.add(taken, builder.mul(read(oldCell!), forget!)), cell);
      return [builder.cast(builder.mul(output!, activation(builder, state, gate)), hidden), state];
    },
  });
}

/** The sums of the input, forget and output gates, shape [3 · units]. */
function withoutCandidate(builder: ProgramBuilder, sums: ValueId, units: number): ValueId {
  const indices = Array.from({ length: 3 * units }, (_unused, index) => (index < 2 * units ? index : index + units));
  return builder.gather(sums, indices, [3 * units]);
}
