import { type FixedFormat, type FixedType, mulType, typeOf } from "../../fixed/index.js";
import {
  type Bounds,
  type ContractOp,
  castBounds,
  contractExtents,
  type FoldOrder,
  foldIndices,
  productBounds,
  type ReduceOp,
  type ValueId,
} from "../../ops/index.js";
import type { Call, Design, Operand, Parameter, Pragma } from "./design.js";
import { anyOrder } from "./order.js";
import { multipliersOf, sharing, weightsByStep } from "./reuse.js";
import { assignableType, printPlain } from "./types.js";

/** The call that computes a contraction: `contract`, or `contract_shared` under the resource strategy. */
export function contractCall(op: ContractOp, value: ValueId, design: Design): Call {
  const { strategy, reuseFactor } = design.scopePlan(value);
  const [x, weights] = [design.value(op.x), design.value(op.weights)];
  const extents = contractExtents(op, x.shape, weights.shape);
  const { inner, columns } = extents;
  const free = contractAnyOrder(op, design);
  const balanced = free || op.order.order === "tree";
  const stride = free || op.order.order === "tree" ? 1 : Math.min(op.order.stride, inner);
  const productType = mulType(x.type, weights.type);
  const shared = strategy === "resource" ? sharing(reuseFactor, inner, columns)! : undefined;
  const byStep = shared !== undefined && weights.op.kind === "constant";
  const order = foldIndices(inner, { order: "sequential", stride });
  const operands: { x: Operand; weights: Operand } = {
    x: design.operand(op.x),
    weights: byStep
      ? design.reorderedConstant(op.weights, "by_step", weightsByStep(shared, extents, order), multipliersOf(shared))
      : design.operand(op.weights),
  };
  const bias = op.bias === null ? undefined : design.operand(op.bias);
  const accumulator = design.typeName(value);
  const multiplications = weights.op.kind === "constant" ? nonZero(weights.op.raw) : design.length(op.weights);
  const parameters: Parameter[] = [
    ...Object.entries(extents).map(([name, number]) => ({ name, number })),
    { name: "x_length", number: operands.x.length },
    { name: "weights_length", number: operands.weights.length },
    { name: "result_length", number: design.length(value) },
    { name: "stride", number: stride },
    { name: "balanced", flag: balanced },
    { name: "reuse_factor", number: reuseFactor },
    ...(shared === undefined
      ? [{ name: "multiplier_limit", number: Math.max(1, Math.ceil((multiplications * extents.rows) / reuseFactor)) }]
      : [
          ...Object.entries(shared).map(([name, number]) => ({ name, number })),
          { name: "multipliers", number: multipliersOf(shared) },
          { name: "weights_by_step", flag: byStep },
        ]),
    { name: "x_type", type: operands.x.element },
    { name: "weight_type", type: operands.weights.element },
    { name: "bias_type", type: bias?.element ?? accumulator },
    { name: "product_type", type: printPlain(assignableType(productType, op.accumulator)) },
    { name: "start_type", type: startType(op, design, accumulator) },
    { name: "accumulator_type", type: accumulator },
  ];
  const pragmas: Pragma[] =
    byStep && "constant" in operands.weights.argument
      ? [{ kind: "reshape", constant: operands.weights.argument.constant, factor: multipliersOf(shared) }]
      : [];
  const kernel = shared === undefined ? "contract" : "contract_shared";
  return {
    value,
    kernel,
    header: kernel,
    structure: `contract_${design.labels.value(value)}`,
    parameters,
    arguments: [operands.x.argument, operands.weights.argument, ...(bias === undefined ? [] : [bias.argument])],
    pragmas,
  };
}

/** The call that computes a reduction: `reduce_sum`, or `reduce_tree` for tree sums, maxima and minima. */
export function reduceCall(op: ReduceOp, value: ValueId, design: Design): Call {
  const x = design.operand(op.x);
  const { reduction } = op;
  const type = design.value(op.x).type;
  const sum = reduction.by === "sum" ? reduction : undefined;
  const sequential = sum?.order.order === "sequential" ? sum.order : undefined;
  const inner = x.length / design.length(value);
  const free = sum !== undefined && sequential !== undefined && reduceAnyOrder(op, type, sum, inner, design);
  const combine = { sum: "plus", max: "larger", min: "smaller" }[reduction.by];
  const parameters: Parameter[] = [
    { name: "rows", number: design.length(value) },
    { name: "inner", number: inner },
    { name: "stride", number: sequential === undefined || free ? 1 : Math.min(sequential.stride, inner) },
    ...(sequential === undefined
      ? [{ name: "combine", type: `trigforge::${combine}` }]
      : [{ name: "balanced", flag: free }]),
    { name: "x_type", type: x.element },
    { name: "term_type", type: sum === undefined ? design.typeName(op.x) : design.sourceType(op.x, sum.accumulator) },
    { name: "result_type", type: design.typeName(value) },
  ];
  const kernel = sequential === undefined ? "reduce_tree" : "reduce_sum";
  return {
    value,
    kernel,
    header: "reduce",
    structure: `reduce_${design.labels.value(value)}`,
    parameters,
    arguments: [x.argument],
    pragmas: [],
  };
}

function startType(op: ContractOp, design: Design, accumulator: string): string {
  return op.bias === null ? accumulator : design.sourceType(op.bias, op.accumulator);
}

function nonZero(raw: readonly bigint[]): number {
  return raw.reduce((count, item) => (item === 0n ? count : count + 1), 0);
}

/** Whether a contraction gives the same bits in every order of its sums. */
export function contractAnyOrder(op: ContractOp, design: Design): boolean {
  const [x, weights] = [design.value(op.x), design.value(op.weights)];
  const { batch, rows, inner, columns } = contractExtents(op, x.shape, weights.shape);
  const sums = (): Bounds[][] => {
    const [a, b] = [design.ranges(op.x), design.ranges(op.weights)];
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
  };
  return anyOrder(sums, mulType(x.type, weights.type), (sum) => startBounds(op, design, sum % columns), op.accumulator);
}

function startBounds(op: ContractOp, design: Design, column: number): Bounds {
  if (op.bias === null) return { low: 0n, high: 0n };
  const { low, high } = design.ranges(op.bias);
  const { accumulator } = op;
  const whole = { low: -(1n << BigInt(accumulator.width)), high: 1n << BigInt(accumulator.width) };
  return castBounds(low[column]!, high[column]!, design.value(op.bias).type, accumulator) ?? whole;
}

function reduceAnyOrder(
  op: ReduceOp,
  type: FixedType,
  sum: { readonly accumulator: FixedFormat; readonly order: FoldOrder },
  inner: number,
  design: Design,
): boolean {
  const sums = (): Bounds[][] => {
    const { low, high } = design.ranges(op.x);
    return Array.from({ length: low.length / inner }, (_unused, row) =>
      Array.from({ length: inner }, (_term, k) => ({ low: low[row * inner + k]!, high: high[row * inner + k]! })),
    );
  };
  return anyOrder(sums, typeOf(type), () => ({ low: 0n, high: 0n }), sum.accumulator);
}
