import { type FixedFormat, highestRaw, lowestRaw, quantize, typeOf } from "../fixed/index.js";
import { castBounds } from "./bounds.js";
import type { OpDefinition, ValueId } from "./definition.js";

/** Conversion to another format, element by element: one ap_fixed assignment. The one elementwise op that loses bits. */
export interface CastOp {
  readonly kind: "cast";
  readonly x: ValueId;
  readonly to: FixedFormat;
}

/** See {@link CastOp}. */
export const cast: OpDefinition<CastOp> = {
  summary: "conversion to another format: round, then handle overflow",
  operands: (op) => [op.x],
  withOperands: (op, rename) => ({ ...op, x: rename(op.x) }),
  result: (op, [x]) => ({ shape: x!.shape, type: typeOf(op.to) }),
  evaluate: (op, [x]) => x!.raw.map((raw) => quantize(raw, x!.type, op.to)),
  ranges(op, [x]) {
    const bounds = x!.low.map((low, element) => castBounds(low, x!.high[element]!, x!.type, op.to));
    return {
      low: bounds.map((bound) => bound?.low ?? lowestRaw(op.to)),
      high: bounds.map((bound) => bound?.high ?? highestRaw(op.to)),
    };
  },
};
