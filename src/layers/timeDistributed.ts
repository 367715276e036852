import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, type ValueId } from "../ops/index.js";

/**
 * Applies a layer to each step of x by itself. Layers that act on the last axis alone (dense, activations) need no such
 * wrapper: they take all steps at once.
 *
 * @param x shape [steps, ...]
 * @param layer writes the layer for one step, shape x's without its first axis
 * @returns shape [steps, ...layer's result]
 * @throws TrigforgeError TF-LAYERS-002 when x has fewer than two axes
 * Source of the semantics: Keras TimeDistributed; hls4ml nnet_time_distributed.h.
 */
export function timeDistributed(builder: ProgramBuilder, x: ValueId, layer: (step: ValueId) => ValueId): ValueId {
  const [steps, ...rest] = builder.tensor(x).shape;
  if (steps === undefined || rest.length === 0) {
    return fail("TF-LAYERS-002", {
      where: "time_distributed",
      what: `x has shape [${builder.tensor(x).shape}]`,
      expected: "at least two axes, the steps first",
    });
  }
  const count = elementCount(rest);
  const results = Array.from({ length: steps }, (_unused, step) => {
    const indices = Array.from({ length: count }, (_none, index) => step * count + index);
    const value = layer(builder.gather(x, indices, rest));
    return builder.reshape(value, [1, ...builder.tensor(value).shape]);
  });
  return builder.concat(results, 0);
}
