import type { Program } from "../ir/index.js";
import { zeroIndex } from "../ops/index.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Turns a gather of a gather into one gather. */
export const composeGathers: Pass = {
  name: "composeGathers",
  description: "turns a gather of a gather into one gather",
  run(program: Program): Program {
    return rewrite(program, ({ op }, written) => {
      if (op.kind !== "gather") return op;
      const inner = written[op.x]!.op;
      if (inner.kind !== "gather") return op;
      const indices = op.indices.map((index) => (index === zeroIndex ? zeroIndex : inner.indices[index]!));
      return { ...op, x: inner.x, indices };
    });
  },
};
