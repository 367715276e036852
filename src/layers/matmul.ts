import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { type FoldOrder, sameShape, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";

/** A matrix product's types. */
export interface MatmulParameters extends ResultParameters {
  /** Each product, and each partial sum, is assigned to it. */
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
}

/**
 * The matrix product of two values, assigned to the result format. Leading axes are shared: [batch…, rows, inner] by
 * [batch…, inner, columns] gives [batch…, rows, columns].
 *
 * @throws TrigforgeError TF-LAYERS-002 when the shapes do not meet
 * Source of the semantics: the fold of hls4ml nnet_einsum.h, einsum.
 */
export function matmul(builder: ProgramBuilder, a: ValueId, b: ValueId, parameters: MatmulParameters): ValueId {
  const { accumulator, order, result } = parameters;
  const [left, right] = [builder.tensor(a).shape, builder.tensor(b).shape];
  const batchAxes = right.length - 2;
  const meets =
    batchAxes >= 0 &&
    left.length === right.length &&
    sameShape(left.slice(0, batchAxes), right.slice(0, batchAxes)) &&
    left[left.length - 1] === right[batchAxes];
  if (!meets) {
    fail("TF-LAYERS-002", {
      where: "matmul",
      what: `operands have shapes [${left}] and [${right}]`,
      expected: "[batch…, rows, inner] and [batch…, inner, columns]",
    });
  }
  return builder.cast(builder.contract(a, b, { batchAxes, accumulator, order }), result);
}
