import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import { ascending, type FoldOrder } from "../ops/index.js";

/** hls4ml's ways to build a dense layer that accumulate in different orders. */
export type DenseStrategy = "latency" | "resource";

/**
 * The order in which hls4ml's dense kernels add products.
 *
 * Latency: ascending. Resource with a reuse factor up to the number of inputs: step s takes the inputs s, s + factor,
 * s + 2·factor, …. Resource with a multiple of the number of inputs: ascending.
 *
 * @param accumulator where it wraps without saturation bits, no order changes the sum, so a reuse factor above the number
 * of inputs that is no multiple of it (each output begins at another input) is ascending too
 * @throws TrigforgeError TF-LAYERS-001 when the kernel is undefined for the reuse factor, or its order is no fold order
 * Source of the semantics: hls4ml nnet_dense_latency.h and nnet_dense_resource.h.
 */
export function denseOrder(
  strategy: DenseStrategy,
  inputs: number,
  outputs: number,
  reuseFactor: number,
  accumulator?: FixedFormat,
): FoldOrder {
  if (strategy === "latency" || reuseFactor === 1) return ascending;
  const bad = (what: string): never =>
    fail("TF-LAYERS-001", {
      where: `dense ${inputs} -> ${outputs}`,
      what,
      expected: `a divisor or a multiple of ${inputs}`,
    });
  if (!Number.isInteger(reuseFactor) || reuseFactor < 1) return bad(`the reuse factor is ${reuseFactor}`);
  if (reuseFactor > inputs) {
    const modular = accumulator?.overflow === "WRAP" && accumulator.saturationBits === 0;
    if (reuseFactor % inputs === 0 || modular) return ascending;
    return bad(`the reuse factor ${reuseFactor} begins each output at another input`);
  }
  if (inputs % reuseFactor !== 0) return bad(`the reuse factor ${reuseFactor} does not divide the number of inputs`);
  return reuseFactor === inputs ? ascending : { order: "sequential", stride: reuseFactor };
}
