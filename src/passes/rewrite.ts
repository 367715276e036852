import type { Program, Value } from "../ir/index.js";
import { definitionOf, type Op, type ValueId } from "../ops/index.js";

/**
 * Rebuilds a program value by value. `replace` sees each value with its operands already renamed into the new program, and
 * gives either the op to write or the id, in the new program, of a value that stands for it.
 */
export function rewrite(
  program: Program,
  replace: (value: Value, written: readonly Value[], original: ValueId) => Op | { readonly use: ValueId },
): Program {
  const written: Value[] = [];
  const renamed: ValueId[] = [];
  program.values.forEach((value, original) => {
    const op = definitionOf(value.op).withOperands(value.op, (operand) => renamed[operand]!);
    const replacement = replace({ ...value, op }, written, original);
    if ("use" in replacement) {
      renamed.push(replacement.use);
    } else {
      written.push({ ...value, op: replacement });
      renamed.push(written.length - 1);
    }
  });
  const outputs = program.outputs.map((output) => ({ ...output, value: renamed[output.value]! }));
  return { ...program, values: written, outputs };
}
