import { fractionOf, highestRaw, lowestRaw, type Overflow, printFormat, printType, toDecimal } from "../fixed/index.js";
import { castOverflows, contractBounds, type Ranges, reduceBounds, type TensorType } from "../ops/index.js";
import type { Program, Value } from "./program.js";
import { programRanges } from "./ranges.js";

/** What is known about one value without running an event. */
export interface ValueReport {
  readonly scope: string;
  readonly value: number;
  readonly op: string;
  readonly shape: readonly number[];
  /** The type, or for a cast and an accumulator the format with its modes. */
  readonly format: string;
  /** Least and largest value that the weights and the input types allow, as exact decimals. */
  readonly low: string;
  readonly high: string;
  /** Bits of the type that the range does not need, at the top. */
  readonly unusedBits: number;
  /** Elements whose assignment can lose high bits for some input; `overflow` says what happens then. */
  readonly overflowing: number;
  readonly overflow: Overflow;
  /** Fraction bits that the assignment drops. */
  readonly droppedBits: number;
}

/** Reports every value of a program that has a type of its own: inputs, casts, sums and lookups. */
export function reportTypes(program: Program): ValueReport[] {
  const ranges = programRanges(program);
  const reported = new Set(["input", "cast", "contract", "reduce", "lookup"]);
  return program.values.flatMap((value, index) =>
    reported.has(value.op.kind) ? [reportValue(program, ranges, value, index)] : [],
  );
}

function reportValue(program: Program, ranges: readonly Ranges[], value: Value, index: number): ValueReport {
  const { low, high } = extremes(ranges[index]!);
  const { op, scope, shape, type } = value;
  const operand = (id: number): TensorType & Ranges => ({ ...program.values[id]!, ...ranges[id]! });
  return {
    scope,
    value: index,
    op: op.kind,
    shape,
    format: formatText(value),
    low: toDecimal(low, type),
    high: toDecimal(high, type),
    unusedBits: unusedBits(value, low, high),
    overflowing: overflowingElements(value, operand),
    overflow: overflowOf(value),
    droppedBits: droppedBits(program, value),
  };
}

function extremes({ low, high }: Ranges): { low: bigint; high: bigint } {
  return {
    low: low.reduce((least, raw) => (raw < least ? raw : least), low[0] ?? 0n),
    high: high.reduce((most, raw) => (raw > most ? raw : most), high[0] ?? 0n),
  };
}

function formatText({ op, type }: Value): string {
  if (op.kind === "input") return printFormat(op.format);
  if (op.kind === "cast") return printFormat(op.to);
  if (op.kind === "contract") return printFormat(op.accumulator);
  if (op.kind === "reduce" && op.reduction.by === "sum") return printFormat(op.reduction.accumulator);
  return printType(type);
}

function overflowOf({ op }: Value): Overflow {
  if (op.kind === "cast") return op.to.overflow;
  if (op.kind === "contract") return op.accumulator.overflow;
  return op.kind === "reduce" && op.reduction.by === "sum" ? op.reduction.accumulator.overflow : "WRAP";
}

function unusedBits({ type }: Value, low: bigint, high: bigint): number {
  let bits = 0;
  while (bits < type.width - 1) {
    const narrower = { ...type, width: type.width - bits - 1 };
    if (low < lowestRaw(narrower) || high > highestRaw(narrower)) break;
    bits++;
  }
  return bits;
}

function overflowingElements({ op }: Value, operand: (id: number) => TensorType & Ranges): number {
  if (op.kind === "cast") {
    const x = operand(op.x);
    return x.low.filter((low, element) => castOverflows(low, x.high[element]!, x.type, op.to)).length;
  }
  if (op.kind === "contract") {
    const operands = [operand(op.x), operand(op.weights), ...(op.bias === null ? [] : [operand(op.bias)])];
    return contractBounds(op, operands).filter((bounds) => bounds.overflows).length;
  }
  if (op.kind === "reduce") return reduceBounds(op, operand(op.x)).filter((bounds) => bounds.overflows).length;
  return 0;
}

function droppedBits(program: Program, { op, type }: Value): number {
  const fractionBefore = (): number => {
    if (op.kind === "cast") return fractionOf(program.values[op.x]!.type);
    if (op.kind === "reduce") return fractionOf(program.values[op.x]!.type);
    if (op.kind === "contract") {
      return fractionOf(program.values[op.x]!.type) + fractionOf(program.values[op.weights]!.type);
    }
    return fractionOf(type);
  };
  return Math.max(0, fractionBefore() - fractionOf(type));
}
