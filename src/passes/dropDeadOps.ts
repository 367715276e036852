import type { Program } from "../ir/index.js";
import { definitionOf } from "../ops/index.js";
import type { Pass } from "./pass.js";

/** Drops values that no output needs. Input ports stay: they are the program's interface. */
export const dropDeadOps: Pass = {
  name: "dropDeadOps",
  description: "drops values that no output needs",
  run(program: Program): Program {
    const needed = new Array<boolean>(program.values.length).fill(false);
    for (const output of program.outputs) needed[output.value] = true;
    for (let index = program.values.length - 1; index >= 0; index--) {
      const { op } = program.values[index]!;
      if (op.kind === "input") needed[index] = true;
      if (needed[index]) for (const operand of definitionOf(op).operands(op)) needed[operand] = true;
    }
    if (needed.every(Boolean)) return program;
    const renamed = new Map<number, number>();
    const values = program.values.flatMap((value, index) => {
      if (!needed[index]) return [];
      renamed.set(index, renamed.size);
      return [{ ...value, op: definitionOf(value.op).withOperands(value.op, (operand) => renamed.get(operand)!) }];
    });
    const outputs = program.outputs.map((output) => ({ ...output, value: renamed.get(output.value)! }));
    return { ...program, values, outputs };
  },
};
