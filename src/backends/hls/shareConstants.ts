import type { Program } from "../../ir/index.js";
import { definitionOf, type ValueId } from "../../ops/index.js";

/** A program in which equal constants of a scope are one: unrolled layers have theirs in every step. */
export function shareConstants(program: Program): Program {
  const first = new Map<string, ValueId>();
  const shared = new Map<ValueId, ValueId>();
  const rename = (value: ValueId): ValueId => shared.get(value) ?? value;
  const values = program.values.map((value, id) => {
    const { op, scope, shape, type } = value;
    if (op.kind !== "constant") return { ...value, op: definitionOf(op).withOperands(op, rename) };
    const key = JSON.stringify([scope, shape, type.signed, type.width, type.integer, op.raw.join()]);
    const known = first.get(key);
    if (known === undefined) first.set(key, id);
    else shared.set(id, known);
    return value;
  });
  const outputs = program.outputs.map((output) => ({ ...output, value: rename(output.value) }));
  return { ...program, values, outputs };
}
