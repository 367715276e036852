import { addType } from "../fixed/index.js";
import { elementCount, type OpDefinition } from "./definition.js";
import { alignedTo, type BinaryOperands, binary, elementwiseShape, rangesAlignedTo, zip } from "./elementwise.js";

/** The exact sum a + b, element by element, in the type of ap_fixed's operator +. */
export interface AddOp extends BinaryOperands {
  readonly kind: "add";
}

/** See {@link AddOp}. */
export const add: OpDefinition<AddOp> = {
  ...binary,
  summary: "the exact sum of two tensors",
  result: (_op, [a, b], where) => ({ shape: elementwiseShape(a!, b!, where), type: addType(a!.type, b!.type) }),
  evaluate: (_op, [a, b], result) =>
    zip(alignedTo(a!, result.type), alignedTo(b!, result.type), elementCount(result.shape), (x, y) => x + y),
  ranges(_op, [a, b], result) {
    const [x, y] = [rangesAlignedTo(a!, result.type), rangesAlignedTo(b!, result.type)];
    const count = elementCount(result.shape);
    return { low: zip(x.low, y.low, count, (p, q) => p + q), high: zip(x.high, y.high, count, (p, q) => p + q) };
  },
};
