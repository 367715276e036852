import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { writeScalar } from "../scalar.js";
import type { CellActivation } from "./cellActivation.js";
import { columnsOf, productOf } from "./products.js";
import { type RecurrentParameters, slice, unitsOf, unroll, zeroState } from "./sequence.js";

/** A gated recurrent unit's constants and types. Gates in Keras' order: update z, reset r, candidate h. */
export interface GruParameters extends RecurrentParameters {
  /** Format of the sums of the two products, the gates' operands: accum_t in hls4ml. */
  readonly sum: FixedFormat;
  /** Format of the activated gates: accum_t in hls4ml. */
  readonly gate: FixedFormat;
  /** Format of the product with the reset gate: accum_t in hls4ml. */
  readonly resetProduct: FixedFormat;
  /**
   * Where the reset gate acts. True: on the candidate's recurrent product, as Keras' reset_after, ONNX' linear_before_reset,
   * PyTorch and hls4ml have it. False: on the hidden state, before the product.
   */
  readonly resetAfter: boolean;
  /** Of the update and reset gates. */
  readonly recurrentActivation: CellActivation;
  /** Of the candidate. */
  readonly activation: CellActivation;
  /** What the hidden state is assigned to when the next step reads it: QKeras' state quantiser. Default none. */
  readonly recurrentState?: FixedFormat;
}

/**
 * A GRU: z, r = σ(cast sum(W·x + U·h)) in `gate`; reset after: c = act(cast sum(W·x + cast resetProduct(r · U·h))), reset before:
 * c = act(cast sum(W·x + U·cast resetProduct(r · h))); h = cast hidden(c·(1 − z) + h·z), one cast of the exact sum.
 *
 * @param x shape [steps, inputs]
 * @returns shape [steps, units] with returnSequences, else [units]
 * @throws TrigforgeError TF-LAYERS-002 when shapes do not fit
 * Source of the semantics: hls4ml nnet_recurrent.h, gru and gru_static; reset before: Keras' GRUCell.
 */
export function gru(builder: ProgramBuilder, x: ValueId, parameters: GruParameters): ValueId {
  const { sum, gate, resetProduct, hidden, activation, recurrentState } = parameters;
  const units = unitsOf(builder, x, parameters, "gru", 3);
  const { gatesProduct, candidateProduct } = recurrentProducts(builder, parameters, units);
  return unroll(builder, x, parameters, {
    where: "gru",
    gates: 3,
    initial: [parameters.initialHidden ?? zeroState(builder, units, hidden)],
    step(product, [old]) {
      const state = recurrentState === undefined ? old! : builder.cast(old!, recurrentState);
      const recurrent = gatesProduct(state);
      const [ofGates, ofCandidate] = [slice(builder, product, 0, 2 * units), slice(builder, product, 2 * units, units)];
      const sums = builder.cast(builder.add(ofGates, slice(builder, recurrent, 0, 2 * units)), sum);
      const gates = parameters.recurrentActivation(builder, sums, gate);
      const [update, reset] = [slice(builder, gates, 0, units), slice(builder, gates, units, units)];
      const remembered =
        candidateProduct === null
          ? builder.cast(builder.mul(reset, slice(builder, recurrent, 2 * units, units)), resetProduct)
          : candidateProduct(builder.cast(builder.mul(reset, state), resetProduct));
      const candidate = activation(builder, builder.cast(builder.add(ofCandidate, remembered), sum), gate);
      const one = writeScalar(builder, update, { signed: false, width: 1, integer: 1 }, 1n);
      const taken = builder.mul(candidate, builder.sub(one, update));
      return [builder.cast(builder.add(taken, builder.mul(state, update)), hidden)];
    },
  });
}

/** The recurrent products: all gates at once, or, with the reset gate before, the candidate's by itself. */
function recurrentProducts(builder: ProgramBuilder, { recurrent, resetAfter }: GruParameters, units: number) {
  if (resetAfter) return { gatesProduct: productOf(builder, recurrent), candidateProduct: null };
  return {
    gatesProduct: productOf(builder, columnsOf(recurrent, 0, 2 * units)),
    candidateProduct: productOf(builder, columnsOf(recurrent, 2 * units, 3 * units)),
  };
}
