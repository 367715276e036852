import { unionType } from "../fixed/index.js";
import { elementCount, type OpDefinition } from "./definition.js";
import { alignedTo, type BinaryOperands, binary, elementwiseShape, rangesAlignedTo, zip } from "./elementwise.js";

/** The larger of a and b, element by element, in the narrowest type that holds both. */
export interface MaxOp extends BinaryOperands {
  readonly kind: "max";
}

const larger = (x: bigint, y: bigint): bigint => (y > x ? y : x);

/** See {@link MaxOp}. */
export const max: OpDefinition<MaxOp> = {
  ...binary,
  summary: "the larger of two tensors, element by element",
  result: (_op, [a, b], where) => ({ shape: elementwiseShape(a!, b!, where), type: unionType(a!.type, b!.type) }),
  evaluate: (_op, [a, b], result) =>
    zip(alignedTo(a!, result.type), alignedTo(b!, result.type), elementCount(result.shape), larger),
  ranges(_op, [a, b], result) {
    const [x, y] = [rangesAlignedTo(a!, result.type), rangesAlignedTo(b!, result.type)];
    const count = elementCount(result.shape);
    return { low: zip(x.low, y.low, count, larger), high: zip(x.high, y.high, count, larger) };
  },
};
