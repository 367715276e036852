import { type FixedFormat, highestRaw, lowestRaw, mulType, typeOf } from "../fixed/index.js";
import { type Bounds, castBounds, productBounds } from "./bounds.js";
import {
  breaksRule,
  elementCount,
  type OpDefinition,
  type Ranges,
  sameShape,
  type TensorType,
  type ValueId,
} from "./definition.js";
import { type FoldBounds, type FoldOrder, fold, foldBounds, startOf } from "./fold.js";

/**
 * Sums of products: out[batch…, row…, n] = fold over k of x[batch…, row…, k] · weights[batch…, k, n], started at bias[n].
 *
 * x has shape [batch…, row…, K], weights [batch…, K, N], bias [N], the result [batch…, row…, N]; `batchAxes` leading axes
 * are shared. The product is exact; each product is assigned to the accumulator before it is added, and so is each partial
 * sum. A dense layer has no batch axes and no rows; a convolution has one row per output pixel, after a gather.
 */
export interface ContractOp {
  readonly kind: "contract";
  readonly x: ValueId;
  readonly weights: ValueId;
  /** Start value of each sum, assigned to the accumulator first. Null is zero. A tree takes no bias. */
  readonly bias: ValueId | null;
  readonly batchAxes: number;
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
}

/** The extents of a contraction, derived from its operands' shapes. */
export interface ContractExtents {
  readonly batch: number;
  readonly rows: number;
  readonly inner: number;
  readonly columns: number;
}

/** Extents of a contraction whose operands have the given shapes. */
export function contractExtents(op: ContractOp, x: readonly number[], weights: readonly number[]): ContractExtents {
  return {
    batch: elementCount(x.slice(0, op.batchAxes)),
    rows: elementCount(x.slice(op.batchAxes, -1)),
    inner: x[x.length - 1]!,
    columns: weights[weights.length - 1]!,
  };
}

/** See {@link ContractOp}. */
export const contract: OpDefinition<ContractOp> = {
  summary: "sums of products in a declared accumulator: matrix products, convolutions, dot products",
  operands: (op) => (op.bias === null ? [op.x, op.weights] : [op.x, op.weights, op.bias]),
  withOperands: (op, rename) => ({
    ...op,
    x: rename(op.x),
    weights: rename(op.weights),
    bias: op.bias === null ? null : rename(op.bias),
  }),
  result(op, [x, weights, bias], where) {
    checkShapes(op, x!, weights!, bias, where);
    return {
      shape: [...x!.shape.slice(0, -1), weights!.shape[weights!.shape.length - 1]!],
      type: typeOf(op.accumulator),
    };
  },
  evaluate(op, [x, weights, bias]) {
    const { batch, rows, inner, columns } = contractExtents(op, x!.shape, weights!.shape);
    const productType = mulType(x!.type, weights!.type);
    const out: bigint[] = [];
    for (let index = 0; index < batch * rows; index++) {
      const weightStart = Math.floor(index / rows) * inner * columns;
      for (let column = 0; column < columns; column++) {
        const products = Array.from(
          { length: inner },
          (_unused, k) => x!.raw[index * inner + k]! * weights!.raw[weightStart + k * columns + column]!,
        );
        const start = startOf(bias?.raw[column], bias?.type, op.accumulator);
        out.push(fold(products, productType, start, op.accumulator, op.order));
      }
    }
    return out;
  },
  ranges(op, operands) {
    const bounds = contractBounds(op, operands);
    return { low: bounds.map((bound) => bound.low), high: bounds.map((bound) => bound.high) };
  },
};

/** Bounds of each sum of a contraction, and whether a term or partial sum of it may overflow on the way. */
export function contractBounds(op: ContractOp, [x, weights, bias]: readonly (TensorType & Ranges)[]): FoldBounds[] {
  const { batch, rows, inner, columns } = contractExtents(op, x!.shape, weights!.shape);
  const productType = mulType(x!.type, weights!.type);
  const sums: FoldBounds[] = [];
  // Rows of equal bounds that meet the same weights have equal sums: the pixels of a convolution, but for its edges.
  const known = new Map<string, FoldBounds[]>();
  for (let index = 0; index < batch * rows; index++) {
    const [first, end] = [index * inner, (index + 1) * inner];
    const key = `${Math.floor(index / rows)}:${x!.low.slice(first, end)};${x!.high.slice(first, end)}`;
    const before = known.get(key);
    if (before !== undefined) {
      for (const bounds of before) sums.push(bounds);
      continue;
    }
    const weightStart = Math.floor(index / rows) * inner * columns;
    for (let column = 0; column < columns; column++) {
      const products = Array.from({ length: inner }, (_unused, k) => {
        const weight = weightStart + k * columns + column;
        return productBounds(
          { low: x!.low[index * inner + k]!, high: x!.high[index * inner + k]! },
          { low: weights!.low[weight]!, high: weights!.high[weight]! },
        );
      });
      sums.push(foldBounds(products, productType, startBounds(bias, column, op.accumulator), op.accumulator, op.order));
    }
    known.set(key, sums.slice(-columns));
  }
  return sums;
}

function startBounds(bias: (TensorType & Ranges) | undefined, column: number, accumulator: FixedFormat): Bounds {
  if (bias === undefined) return { low: 0n, high: 0n };
  const bounds = castBounds(bias.low[column]!, bias.high[column]!, bias.type, accumulator);
  return bounds ?? { low: lowestRaw(accumulator), high: highestRaw(accumulator) };
}

function checkShapes(
  op: ContractOp,
  x: TensorType,
  weights: TensorType,
  bias: TensorType | undefined,
  where: string,
): void {
  const { batchAxes } = op;
  if (!Number.isInteger(batchAxes) || batchAxes < 0 || x.shape.length < batchAxes + 1) {
    breaksRule(where, { what: `${batchAxes} batch axes do not fit an operand of shape [${x.shape}]` });
  }
  const expected = [...x.shape.slice(0, batchAxes), x.shape[x.shape.length - 1]!];
  if (weights.shape.length !== batchAxes + 2 || !sameShape(weights.shape.slice(0, -1), expected)) {
    breaksRule(where, { what: `weights have shape [${weights.shape}]`, expected: `[${expected}, columns]` });
  }
  const columns = weights.shape[weights.shape.length - 1]!;
  if (bias !== undefined && !sameShape(bias.shape, [columns])) {
    breaksRule(where, { what: `the bias has shape [${bias.shape}]`, expected: `[${columns}]` });
  }
  if (op.order.order === "tree" && bias !== undefined) {
    breaksRule(where, { what: "a sum in tree order has a bias", expected: "no bias, or sequential order" });
  }
  if (elementCount(x.shape) === 0) breaksRule(where, { what: "a sum over no terms" });
  if (op.order.order === "sequential" && !(Number.isInteger(op.order.stride) && op.order.stride >= 1)) {
    breaksRule(where, { what: `the stride is ${op.order.stride}`, expected: "a whole number from 1" });
  }
}
