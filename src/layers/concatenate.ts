import { fail } from "../errors/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";

/** Where tensors are joined. */
export interface ConcatenateParameters extends ResultParameters {
  /** An axis of the tensors (an event's axes only, no batch axis), from 0; negative counts from the end. */
  readonly axis: number;
}

/**
 * Tensors joined along an axis, each assigned to the result format.
 *
 * @throws TrigforgeError TF-LAYERS-002 when there is no such axis or the other axes differ
 * Source of the semantics: hls4ml nnet_merge.h, concatenate1d to concatenate3d.
 */
export function concatenate(
  builder: ProgramBuilder,
  inputs: readonly ValueId[],
  { axis, result }: ConcatenateParameters,
): ValueId {
  const shapes = inputs.map((input) => builder.tensor(input).shape);
  const rank = shapes[0]?.length ?? 0;
  const position = axis < 0 ? axis + rank : axis;
  const others = shapes.map((shape) => shape.filter((_extent, index) => index !== position).join());
  const agree = shapes.every((shape) => shape.length === rank) && others.every((other) => other === others[0]);
  if (!agree || !Number.isInteger(position) || position < 0 || position >= rank) {
    fail("TF-LAYERS-002", {
      where: "concatenate",
      what: `shapes ${shapes.map((shape) => `[${shape}]`).join(" and ")} cannot be joined along axis ${axis}`,
      expected: "equal shapes but for that axis",
    });
  }
  return builder.concat(
    inputs.map((input) => builder.cast(input, result)),
    position,
  );
}
