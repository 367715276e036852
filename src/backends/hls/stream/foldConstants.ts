import type { Program, Value } from "../../../ir/index.js";
import { definitionOf, type Tensor, type ValueId } from "../../../ops/index.js";

/** A program whose values that follow from constants alone are constants: a stream of them would carry nothing. */
export function foldConstants(program: Program): Program {
  const values: Value[] = [];
  const tensor = (value: ValueId): Tensor | null => {
    const { op, shape, type } = values[value]!;
    return op.kind === "constant" ? { shape, type, raw: op.raw } : null;
  };
  for (const value of program.values) {
    const { op, shape, type } = value;
    const operands = definitionOf(op).operands(op).map(tensor);
    if (operands.length === 0 || operands.includes(null)) {
      values.push(value);
      continue;
    }
    const raw = definitionOf(op).evaluate(op, operands as Tensor[], { shape, type });
    values.push({ ...value, op: { kind: "constant", shape, type, raw } });
  }
  return { ...program, values };
}
