import { unionType } from "../fixed/index.js";
import { elementCount, type OpDefinition } from "./definition.js";
import { alignedTo, type BinaryOperands, binary, elementwiseShape, rangesAlignedTo, zip } from "./elementwise.js";

/** The smaller of a and b, element by element, in the narrowest type that holds both. */
export interface MinOp extends BinaryOperands {
  readonly kind: "min";
}

const smaller = (x: bigint, y: bigint): bigint => (y < x ? y : x);

/** See {@link MinOp}. */
export const min: OpDefinition<MinOp> = {
  ...binary,
  summary: "the smaller of two tensors, element by element",
  result: (_op, [a, b], where) => ({ shape: elementwiseShape(a!, b!, where), type: unionType(a!.type, b!.type) }),
  evaluate: (_op, [a, b], result) =>
    zip(alignedTo(a!, result.type), alignedTo(b!, result.type), elementCount(result.shape), smaller),
  ranges(_op, [a, b], result) {
    const [x, y] = [rangesAlignedTo(a!, result.type), rangesAlignedTo(b!, result.type)];
    const count = elementCount(result.shape);
    return { low: zip(x.low, y.low, count, smaller), high: zip(x.high, y.high, count, smaller) };
  },
};
