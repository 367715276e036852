import { mulType } from "../fixed/index.js";
import { productBounds } from "./bounds.js";
import { elementCount, type OpDefinition } from "./definition.js";
import { type BinaryOperands, binary, elementwiseShape, zip } from "./elementwise.js";

/** The exact product a · b, element by element, in the type of ap_fixed's operator ·. */
export interface MulOp extends BinaryOperands {
  readonly kind: "mul";
}

/** See {@link MulOp}. */
export const mul: OpDefinition<MulOp> = {
  ...binary,
  summary: "the exact product of two tensors, element by element",
  result: (_op, [a, b], where) => ({ shape: elementwiseShape(a!, b!, where), type: mulType(a!.type, b!.type) }),
  evaluate: (_op, [a, b], result) => zip(a!.raw, b!.raw, elementCount(result.shape), (x, y) => x * y),
  ranges(_op, [a, b], result) {
    const count = elementCount(result.shape);
    const lows = zip(a!.low, b!.low, count, (low, otherLow) => [low, otherLow] as const);
    const bounds = zip(a!.high, b!.high, count, (high, otherHigh, element) =>
      productBounds({ low: lows[element]![0], high }, { low: lows[element]![1], high: otherHigh }),
    );
    return { low: bounds.map((bound) => bound.low), high: bounds.map((bound) => bound.high) };
  },
};
