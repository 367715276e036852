import { sameType } from "../fixed/index.js";
import type { Program, Value } from "../ir/index.js";
import { sameShape } from "../ops/index.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Removes ops that hand their operand through: casts to the same type, scales by 1, gathers of everything in place. */
export const removeNoOps: Pass = {
  name: "removeNoOps",
  description: "removes ops that hand their operand through unchanged",
  run(program: Program): Program {
    return rewrite(program, (value, written) => {
      const { op } = value;
      if ("x" in op && isNoOp(value, written[op.x]!)) return { use: op.x };
      return op;
    });
  },
};

function isNoOp({ op, shape, type }: Value, operand: Value): boolean {
  switch (op.kind) {
    case "cast":
      // SAT_SYM changes the lowest value of a signed type even where the types agree.
      return sameType(type, operand.type) && !(op.to.overflow === "SAT_SYM" && op.to.signed);
    case "scale":
      return op.shift === 0;
    case "gather":
      return sameShape(shape, operand.shape) && op.indices.every((index, element) => index === element);
    default:
      return false;
  }
}
