import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import type { DenseParameters } from "../dense.js";
import { productOf } from "./products.js";

/** What every recurrent layer has. */
export interface RecurrentParameters {
  /** The product with the input: weights [inputs, gates · units], gate after gate; its result enters the gates' sums. */
  readonly input: DenseParameters;
  /** The product with the hidden state: weights [units, gates · units]. */
  readonly recurrent: DenseParameters;
  /** Format of the hidden state, which is the layer's result. */
  readonly hidden: FixedFormat;
  /** All hidden states, shape [steps, units], or the last alone, shape [units]. */
  readonly returnSequences: boolean;
  /** Reads the steps from the last to the first; states are returned in the order of reading, as Keras does. Default false. */
  readonly goBackwards?: boolean;
  /**
   * The hidden state before the first step, shape [units]; zeros when absent. hls4ml's static state is reset at every
   * event's first step, so it is the same as none.
   */
  readonly initialHidden?: ValueId;
}

/** Longest sequence that is unrolled. */
const maximumSteps = 4096;

/** One step: the input's product of this step, shape [gates · units], and the states; the states after it. */
export type Step = (product: ValueId, states: readonly ValueId[]) => readonly ValueId[];

/**
 * Unrolls a recurrent layer. The products with the input are one contraction with a row for each step.
 *
 * @param x shape [steps, inputs]
 * @param gates how many gates a cell has: the weights have gates · units columns
 * @param initial the states before the first step; the first is the hidden state
 * @throws TrigforgeError TF-LAYERS-002 when x or the weights do not have these shapes, TF-LAYERS-003 beyond 4096 steps
 */
export function unroll(
  builder: ProgramBuilder,
  x: ValueId,
  parameters: RecurrentParameters,
  { where, gates, initial, step }: { where: string; gates: number; initial: readonly ValueId[]; step: Step },
): ValueId {
  const units = unitsOf(builder, x, parameters, where, gates);
  const steps = builder.tensor(x).shape[0]!;
  if (steps > maximumSteps) {
    fail("TF-LAYERS-003", { where, what: `a sequence of ${steps} steps`, expected: `at most ${maximumSteps}` });
  }
  const products = productOf(builder, parameters.input)(x);
  const hidden: ValueId[] = [];
  let states = initial;
  for (let index = 0; index < steps; index++) {
    const row = parameters.goBackwards === true ? steps - 1 - index : index;
    states = step(slice(builder, products, row * gates * units, gates * units), states);
    hidden.push(states[0]!);
  }
  if (!parameters.returnSequences) return states[0]!;
  return builder.concat(
    hidden.map((state) => builder.reshape(state, [1, units])),
    0,
  );
}

/** The number of units of a recurrent layer. @throws TrigforgeError TF-LAYERS-002 when shapes do not fit */
export function unitsOf(
  builder: ProgramBuilder,
  x: ValueId,
  { input, recurrent }: RecurrentParameters,
  where: string,
  gates: number,
): number {
  const { shape } = builder.tensor(x);
  const [inputs, columns] = input.weights.shape;
  const [units, recurrentColumns] = recurrent.weights.shape;
  const fits = shape.length === 2 && inputs === shape[1] && columns === gates * units! && recurrentColumns === columns;
  if (fits) return units!;
  return fail("TF-LAYERS-002", {
    where,
    what: `x has shape [${shape}], the weights [${input.weights.shape}] and [${recurrent.weights.shape}]`,
    expected: `[steps, inputs], [inputs, ${gates} · units] and [units, ${gates} · units]`,
  });
}

/** Zeros of a format, shape [units]: the state before the first step. */
export function zeroState(builder: ProgramBuilder, units: number, format: FixedFormat): ValueId {
  return builder.constant([units], format, new Array<bigint>(units).fill(0n));
}

/** `count` elements of a value from `start` on, shape [count]. */
export function slice(builder: ProgramBuilder, x: ValueId, start: number, count: number): ValueId {
  return builder.gather(
    x,
    Array.from({ length: count }, (_unused, index) => start + index),
    [count],
  );
}
