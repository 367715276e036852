import { ufixed } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import { ascending, type ValueId } from "../ops/index.js";
import type { ResultParameters } from "./linear.js";
import { alongSlices } from "./slices.js";

/**
 * 1 at the first maximum along the last axis, elsewhere 0: an element that equals the maximum counts when no earlier one
 * does. See softmax.
 */
export function argmaxSlices(builder: ProgramBuilder, x: ValueId, { result }: ResultParameters): ValueId {
  const { shape } = builder.tensor(x);
  const length = shape[shape.length - 1]!;
  const isLargest = builder.compare("==", x, alongSlices(builder, builder.reduce(x, { by: "max" }), shape));
  const bits = length.toString(2).length;
  const earlier = Array.from({ length: length ** 2 }, (_unused, index) =>
    Math.floor(index / length) < index % length ? 1n : 0n,
  );
  const bit = { signed: false, width: 1, integer: 1 };
  const before = builder.contract(isLargest, builder.constant([length, length], bit, earlier), {
    accumulator: ufixed(bits, bits),
    order: ascending,
  });
  const zero = builder.constant(
    shape.map(() => 1),
    bit,
    [0n],
  );
  const isFirst = builder.compare("==", before, zero);
  return builder.cast(builder.mul(isLargest, isFirst), result);
}
