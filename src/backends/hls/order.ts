import { type FixedFormat, type FixedType, highestRaw, lowestRaw, mulType } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import {
  type Bounds,
  type ContractOp,
  castBounds,
  castOverflows,
  contractExtents,
  productBounds,
  type Ranges,
  type ReduceOp,
  type ValueId,
} from "../../ops/index.js";

/** The sums of an op: what they add, and where they start. */
interface Sums {
  readonly accumulator: FixedFormat;
  readonly termType: FixedType;
  /** Bounds of the terms of each sum, raw integers of `termType`. */
  terms(): readonly (readonly Bounds[])[];
  /** Bounds of the start value of a sum, raw integers of the accumulator. */
  start(sum: number): Bounds;
}

/**
 * Whether the sums of a contraction or a reduction give the same bits in every order: they wrap, which is addition modulo a
 * power of two, or no order can leave the accumulator's range. False for any other op.
 *
 * @param rangesOf proven bounds of a value; asked for only when the accumulator does not wrap
 */
export function anyOrder(program: Program, value: ValueId, rangesOf: (value: ValueId) => Ranges): boolean {
  const { op } = program.values[value]!;
  if (op.kind === "contract") return isFree(contractSums(program, op, rangesOf));
  if (op.kind !== "reduce" || op.reduction.by !== "sum") return false;
  return isFree(reduceSums(program, op, op.reduction.accumulator, rangesOf));
}

function isFree(sums: Sums): boolean {
  const { accumulator, termType } = sums;
  if (accumulator.overflow === "WRAP" && accumulator.saturationBits === 0) return true;
  const lowest = lowestRaw(accumulator) + (accumulator.overflow === "SAT_SYM" && accumulator.signed ? 1n : 0n);
  const highest = highestRaw(accumulator);
  return sums.terms().every((terms, sum) => {
    const start = sums.start(sum);
    let low = start.low < 0n ? start.low : 0n;
    let high = start.high > 0n ? start.high : 0n;
    for (const term of terms) {
      if (castOverflows(term.low, term.high, termType, accumulator)) return false;
      const assigned = castBounds(term.low, term.high, termType, accumulator)!;
      if (assigned.low < 0n) low += assigned.low;
      if (assigned.high > 0n) high += assigned.high;
    }
    return low >= lowest && high <= highest;
  });
}

function contractSums(program: Program, op: ContractOp, rangesOf: (value: ValueId) => Ranges): Sums {
  const { accumulator, bias } = op;
  const [x, weights] = [program.values[op.x]!, program.values[op.weights]!];
  const { batch, rows, inner, columns } = contractExtents(op, x.shape, weights.shape);
  return {
    accumulator,
    termType: mulType(x.type, weights.type),
    terms() {
      const [a, b] = [rangesOf(op.x), rangesOf(op.weights)];
      return Array.from({ length: batch * rows * columns }, (_unused, sum) => {
        const row = Math.floor(sum / columns);
        const first = Math.floor(row / rows) * inner * columns + (sum % columns);
        return Array.from({ length: inner }, (_term, k) =>
          productBounds(
            { low: a.low[row * inner + k]!, high: a.high[row * inner + k]! },
            { low: b.low[first + k * columns]!, high: b.high[first + k * columns]! },
          ),
        );
      });
    },
    start(sum) {
      if (bias === null) return { low: 0n, high: 0n };
      const { low, high } = rangesOf(bias);
      const { type } = program.values[bias]!;
      const column = sum % columns;
      if (castOverflows(low[column]!, high[column]!, type, accumulator)) return beyond(accumulator);
      return castBounds(low[column]!, high[column]!, type, accumulator)!;
    },
  };
}

function reduceSums(
  program: Program,
  op: ReduceOp,
  accumulator: FixedFormat,
  rangesOf: (value: ValueId) => Ranges,
): Sums {
  const { shape, type } = program.values[op.x]!;
  const inner = shape[shape.length - 1]!;
  return {
    accumulator,
    termType: type,
    terms() {
      const { low, high } = rangesOf(op.x);
      return Array.from({ length: low.length / inner }, (_unused, row) =>
        Array.from({ length: inner }, (_term, k) => ({ low: low[row * inner + k]!, high: high[row * inner + k]! })),
      );
    },
    start: () => ({ low: 0n, high: 0n }),
  };
}

/** Bounds that no accumulator holds. */
function beyond(accumulator: FixedType): Bounds {
  return { low: lowestRaw(accumulator) - 1n, high: highestRaw(accumulator) + 1n };
}
