import type { Program } from "../ir/index.js";
import { definitionOf, type Tensor } from "../ops/index.js";
import type { Pass } from "./pass.js";
import { rewrite } from "./rewrite.js";

/** Replaces a value whose operands are all constants by the constant it computes. */
export const foldConstants: Pass = {
  name: "foldConstants",
  description: "computes values that no event changes",
  run(program: Program): Program {
    return rewrite(program, (value, written) => {
      const definition = definitionOf(value.op);
      const operands = definition.operands(value.op).map((operand) => written[operand]!);
      const constants = operands.flatMap(({ op, shape, type }): Tensor[] =>
        op.kind === "constant" ? [{ shape, type, raw: op.raw }] : [],
      );
      if (operands.length === 0 || constants.length < operands.length) return value.op;
      const { shape, type } = value;
      return { kind: "constant", shape, type, raw: definition.evaluate(value.op, constants, { shape, type }) };
    });
  },
};
