import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { ProgramBuilder } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { add, average, multiply } from "../merge.js";

/** How a bidirectional layer joins its two halves. hls4ml knows concat alone. */
export type BidirectionalMerge = "concat" | "sum" | "mul" | "ave";

/** The two halves of a bidirectional layer. */
export interface BidirectionalParameters {
  /** The forward layer, of x with shape [steps, inputs]. */
  readonly forward: (x: ValueId) => ValueId;
  /** The backward layer: it must read its steps from the last to the first (goBackwards). */
  readonly backward: (x: ValueId) => ValueId;
  readonly returnSequences: boolean;
  readonly merge: BidirectionalMerge;
  /** Format that sum, product and mean are assigned to; concat assigns nothing. */
  readonly result: FixedFormat;
}

/**
 * A bidirectional layer: the backward half's states, put back in the order of the steps, joined with the forward half's.
 *
 * @param x shape [steps, inputs]
 * @returns shape [steps, units] with returnSequences, else [units]; concat has the units of both halves
 * @throws TrigforgeError TF-LAYERS-002 when the halves' shapes do not meet
 * Source of the semantics: Keras Bidirectional; hls4ml nnet_recurrent.h, bidirectional_stack.
 */
export function bidirectional(builder: ProgramBuilder, x: ValueId, parameters: BidirectionalParameters): ValueId {
  const { merge, result, returnSequences } = parameters;
  const forward = parameters.forward(x);
  const read = parameters.backward(x);
  const backward = returnSequences ? reverseSteps(builder, read) : read;
  if (merge === "concat") return concatUnits(builder, forward, backward);
  const join = { sum: add, mul: multiply, ave: average }[merge];
  return join(builder, forward, backward, { result });
}

function concatUnits(builder: ProgramBuilder, forward: ValueId, backward: ValueId): ValueId {
  const [first, second] = [builder.tensor(forward).shape, builder.tensor(backward).shape];
  if (first.length !== second.length || first.slice(0, -1).join() !== second.slice(0, -1).join()) {
    fail("TF-LAYERS-002", {
      where: "bidirectional",
      what: `the halves have shapes [${first}] and [${second}]`,
      expected: "the same steps",
    });
  }
  return builder.concat([forward, backward], first.length - 1);
}

/** The rows of a value in reverse order. */
export function reverseSteps(builder: ProgramBuilder, x: ValueId): ValueId {
  const { shape } = builder.tensor(x);
  const inner = shape.slice(1).reduce((product, extent) => product * extent, 1);
  const indices = Array.from({ length: shape[0]! * inner }, (_unused, index) => {
    return (shape[0]! - 1 - Math.floor(index / inner)) * inner + (index % inner);
  });
  return builder.gather(x, indices, shape);
}
