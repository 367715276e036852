import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import type { CellActivation } from "./cellActivation.js";
import { productOf } from "./products.js";
import { type RecurrentParameters, unitsOf, unroll, zeroState } from "./sequence.js";

/** A simple recurrent layer's constants and types. */
export interface SimpleRnnParameters extends RecurrentParameters {
  /** Format of the sum of the two products, the activation's operand. */
  readonly sum: FixedFormat;
  readonly activation: CellActivation;
  /** What the hidden state is assigned to when the next step reads it, beside `hidden`: QKeras' state quantiser. Default none. */
  readonly recurrentState?: FixedFormat;
}

/**
 * A simple recurrent layer: h = activation(cast sum(W·x + U·h)), in the format `hidden`.
 *
 * @param x shape [steps, inputs]
 * @returns shape [steps, units] with returnSequences, else [units]
 * @throws TrigforgeError TF-LAYERS-002 when shapes do not fit
 * Source of the semantics: Keras SimpleRNN. hls4ml 1.3 has no such kernel for Vivado and Vitis.
 */
export function simpleRnn(builder: ProgramBuilder, x: ValueId, parameters: SimpleRnnParameters): ValueId {
  const { sum, activation, hidden, recurrentState } = parameters;
  const units = unitsOf(builder, x, parameters, "simple_rnn", 1);
  const recurrent = productOf(builder, parameters.recurrent);
  return unroll(builder, x, parameters, {
    where: "simple_rnn",
    gates: 1,
    initial: [parameters.initialHidden ?? zeroState(builder, units, hidden)],
    step(product, [state]) {
      const read = recurrentState === undefined ? state! : builder.cast(state!, recurrentState);
      return [activation(builder, builder.cast(builder.add(product, recurrent(read)), sum), hidden)];
    },
  });
}
