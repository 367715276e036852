import { fail } from "../errors/index.js";
import type { FixedFormat } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { ascending, sameShape, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";

/** A dot product's types. */
export interface DotParameters extends ResultParameters {
  /** Each product, and each partial sum in ascending order, is assigned to it. */
  readonly accumulator: FixedFormat;
}

/**
 * The dot product of two vectors of shape [n]: shape [1], assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-002 when the operands are not two vectors of one length
 * Source of the semantics: hls4ml nnet_merge.h, dot1d.
 */
export function dot(builder: ProgramBuilder, a: ValueId, b: ValueId, { accumulator, result }: DotParameters): ValueId {
  const shape = builder.tensor(a).shape;
  if (shape.length !== 1 || !sameShape(shape, builder.tensor(b).shape)) {
    fail("TF-LAYERS-002", {
      where: "dot",
      what: `operands have shapes [${shape}] and [${builder.tensor(b).shape}]`,
      expected: "two vectors of one length",
    });
  }
  const column = builder.reshape(b, [shape[0]!, 1]);
  return builder.cast(builder.contract(a, column, { accumulator, order: ascending }), result);
}
