import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { elementCount, sameShape, type ValueId } from "../ops/index.js";

/**
 * Repeats `x` over leading axes until it has `shape`: element e of the result is element e mod count of `x`. The shape of
 * `x`, without leading ones, must be the tail of `shape`, or `x` has a single element.
 *
 * @throws TrigforgeError TF-LAYERS-002 for any other pair of shapes
 * Source of the semantics: the index `ii % n_elem` of hls4ml nnet_merge.h and nnet_batchnorm.h.
 */
export function repeatTo(builder: ProgramBuilder, x: ValueId, shape: readonly number[], where: string): ValueId {
  const own = builder.tensor(x).shape;
  const count = elementCount(own);
  if (sameShape(own, shape) || (count === 1 && own.length === shape.length)) return x;
  const firstLong = own.findIndex((extent) => extent !== 1);
  const tail = firstLong < 0 ? [] : own.slice(firstLong);
  if (!sameShape(tail, tail.length === 0 ? [] : shape.slice(-tail.length))) {
    fail("TF-LAYERS-002", {
      where,
      what: `a tensor of shape [${own}] cannot be repeated to [${shape}]`,
      expected: `the last axes of [${shape}], or a single element`,
    });
  }
  return builder.gather(
    x,
    Array.from({ length: elementCount(shape) }, (_unused, index) => index % count),
    shape,
  );
}
