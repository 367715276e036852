import { unionType } from "../fixed/index.js";
import { elementCount, type OpDefinition } from "./definition.js";
import { alignedTo, type BinaryOperands, binary, elementwiseShape, rangesAlignedTo, zip } from "./elementwise.js";

/** The relations that a comparison can test. */
export type Relation = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** Whether a stands in `relation` to b, by value, element by element: 1 or 0 as ufixed<1,1>. */
export interface CompareOp extends BinaryOperands {
  readonly kind: "compare";
  readonly relation: Relation;
}

const tests: { readonly [R in Relation]: (a: bigint, b: bigint) => boolean } = {
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
};

/** See {@link CompareOp}. */
export const compare: OpDefinition<CompareOp> = {
  ...binary,
  summary: "comparison by value: 1 where it holds, 0 elsewhere",
  result: (_op, [a, b], where) => ({
    shape: elementwiseShape(a!, b!, where),
    type: { signed: false, width: 1, integer: 1 },
  }),
  evaluate(op, [a, b], result) {
    const common = unionType(a!.type, b!.type);
    const holds = tests[op.relation];
    return zip(alignedTo(a!, common), alignedTo(b!, common), elementCount(result.shape), (x, y) =>
      holds(x, y) ? 1n : 0n,
    );
  },
  ranges(op, [a, b], result) {
    const common = unionType(a!.type, b!.type);
    const [x, y] = [rangesAlignedTo(a!, common), rangesAlignedTo(b!, common)];
    const count = elementCount(result.shape);
    const lows = zip(x.low, y.low, count, (p, q) => [p, q] as const);
    const verdicts = zip(x.high, y.high, count, (high, otherHigh, element) => {
      const [low, otherLow] = lows[element]!;
      return verdict(op.relation, low, high, otherLow, otherHigh);
    });
    return {
      low: verdicts.map((always) => (always === true ? 1n : 0n)),
      high: verdicts.map((always) => (always === false ? 0n : 1n)),
    };
  },
};

/** What the bounds already decide: always true, always false, or undefined. */
function verdict(
  relation: Relation,
  low: bigint,
  high: bigint,
  otherLow: bigint,
  otherHigh: bigint,
): boolean | undefined {
  switch (relation) {
    case "<":
      return high < otherLow ? true : low >= otherHigh ? false : undefined;
    case "<=":
      return high <= otherLow ? true : low > otherHigh ? false : undefined;
    case ">":
      return low > otherHigh ? true : high <= otherLow ? false : undefined;
    case ">=":
      return low >= otherHigh ? true : high < otherLow ? false : undefined;
    case "==":
    case "!=": {
      if (high < otherLow || low > otherHigh) return relation === "!=";
      return low === high && otherLow === otherHigh && low === otherLow ? relation === "==" : undefined;
    }
  }
}
