import type { Program } from "../ir/index.js";
import type { Op } from "../ops/index.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Computes equal values once: ops of one kind with the same operands and attributes. Tables become shared. */
export const mergeEqualOps: Pass = {
  name: "mergeEqualOps",
  description: "computes equal values once",
  run(program: Program): Program {
    const known = new Map<string, number>();
    return rewrite(program, (value, written) => {
      if (value.op.kind === "input") return value.op;
      const key = keyOf(value.op);
      const twin = known.get(key);
      if (twin !== undefined) return { use: twin };
      known.set(key, written.length);
      return value.op;
    });
  },
};

function keyOf(op: Op): string {
  return JSON.stringify(op, (_key, item: unknown) => (typeof item === "bigint" ? `${item}n` : item));
}
