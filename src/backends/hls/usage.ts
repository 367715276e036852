import type { Program } from "../../ir/index.js";
import { definitionOf, type ValueId } from "../../ops/index.js";

/** Who reads the values of a program. */
export interface Usage {
  /** The values that some output needs, and the input ports, in order. */
  readonly needed: readonly ValueId[];
  /** The needed values that read a value, in order, each once. */
  readers(value: ValueId): readonly ValueId[];
  /** The names of the output ports that a value feeds, in order. */
  ports(value: ValueId): readonly string[];
}

/** Finds out who reads what; what no output needs counts as nobody's. */
export function usageOf(program: Program): Usage {
  const isNeeded = new Array<boolean>(program.values.length).fill(false);
  const readers: ValueId[][] = program.values.map(() => []);
  const ports: string[][] = program.values.map(() => []);
  for (const { name, value } of program.outputs) {
    isNeeded[value] = true;
    ports[value]!.push(name);
  }
  for (let value = program.values.length - 1; value >= 0; value--) {
    const { op } = program.values[value]!;
    if (op.kind === "input") isNeeded[value] = true;
    if (!isNeeded[value]) continue;
    for (const operand of new Set(definitionOf(op).operands(op))) {
      isNeeded[operand] = true;
      readers[operand]!.unshift(value);
    }
  }
  return {
    needed: program.values.flatMap((_value, index) => (isNeeded[index] ? [index] : [])),
    readers: (value) => readers[value]!,
    ports: (value) => ports[value]!,
  };
}
