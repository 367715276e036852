import { type FixedFormat, highestRaw, lowestRaw, mulType, typeOf } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import {
  type Bounds,
  type ContractOp,
  castBounds,
  contractBounds,
  contractExtents,
  definitionOf,
  elementCount,
  type Ranges,
  type ReduceOp,
  reduceBounds,
  type TensorType,
  type ValueId,
} from "../../ops/index.js";
import { type SumBounds, type SumOperands, sumBounds, wideSumBounds } from "./sumBounds.js";

/** A value's type and proven bounds. */
export type KnownTensor = TensorType & Ranges;

/** Proven bounds of every value, as `programRanges` gives them, and what is known on the way through each sum. */
export interface Analysis {
  readonly tensors: readonly KnownTensor[];
  readonly sums: ReadonlyMap<ValueId, SumBounds>;
}

/** Proves bounds of every value of a program; in double arithmetic for sums, so that a million weights take no minutes. */
export function analyse(program: Program): Analysis {
  const tensors: KnownTensor[] = [];
  const sums = new Map<ValueId, SumBounds>();
  program.values.forEach(({ op, shape, type }, value) => {
    const operands = definitionOf(op)
      .operands(op)
      .map((operand) => tensors[operand]!);
    const sum =
      op.kind === "contract"
        ? contractSums(op, operands)
        : op.kind === "reduce" && op.reduction.by === "sum"
          ? reduceSums(op, operands[0]!)
          : undefined;
    if (sum !== undefined) sums.set(value, sum);
    tensors.push({ shape, type, ...(sum ?? definitionOf(op).ranges(op, operands, { shape, type })) });
  });
  return { tensors, sums };
}

function contractSums(op: ContractOp, tensors: readonly KnownTensor[]): SumBounds {
  const [x, weights, bias] = tensors;
  const { batch, rows, inner, columns } = contractExtents(op, x!.shape, weights!.shape);
  const operands: SumOperands = {
    batch,
    groupsPerBatch: rows,
    terms: inner,
    columns,
    x: x!,
    weights: weights!,
    start: Array.from({ length: columns }, (_unused, column) => startBounds(bias, column, op.accumulator)),
    product: mulType(x!.type, weights!.type),
    accumulator: op.accumulator,
    order: op.order,
  };
  return sumBounds(operands) ?? wideSumBounds(operands, contractBounds(op, tensors));
}

function reduceSums(op: ReduceOp, x: KnownTensor): SumBounds {
  if (op.reduction.by !== "sum") throw new Error("not a sum");
  const terms = x.shape[x.shape.length - 1]!;
  const operands: SumOperands = {
    batch: 1,
    groupsPerBatch: elementCount(x.shape) / terms,
    terms,
    columns: 1,
    x,
    weights: null,
    start: [{ low: 0n, high: 0n }],
    product: x.type,
    accumulator: op.reduction.accumulator,
    order: op.reduction.order,
  };
  return sumBounds(operands) ?? wideSumBounds(operands, reduceBounds(op, x));
}

function startBounds(bias: KnownTensor | undefined, column: number, accumulator: FixedFormat): Bounds {
  if (bias === undefined) return { low: 0n, high: 0n };
  const type = typeOf(accumulator);
  return (
    castBounds(bias.low[column]!, bias.high[column]!, bias.type, accumulator) ?? {
      low: lowestRaw(type),
      high: highestRaw(type),
    }
  );
}
