import { definitionOf, type Ranges, type TensorType } from "../ops/index.js";
import type { Program } from "./program.js";

/** Proven bounds of every value of a program, from the types of its inputs and the values of its constants. */
export function programRanges(program: Program): Ranges[] {
  const ranges: (TensorType & Ranges)[] = [];
  for (const { op, shape, type } of program.values) {
    const definition = definitionOf(op);
    const operands = definition.operands(op).map((operand) => ranges[operand]!);
    ranges.push({ shape, type, ...definition.ranges(op, operands, { shape, type }) });
  }
  return ranges;
}
