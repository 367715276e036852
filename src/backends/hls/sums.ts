import { mulType } from "../../fixed/index.js";
import { type ContractOp, foldIndices, type ReduceOp, type ValueId } from "../../ops/index.js";
import type { Call, Design, Operand, Parameter, Pragma } from "./design.js";
import { multipliersOf, sharing, weightsByStep } from "./reuse.js";
import { assignableType, printPlain } from "./types.js";

/** The call that computes a contraction: `contract`, or `contract_shared` under the resource strategy. */
export function contractCall(op: ContractOp, value: ValueId, design: Design): Call {
  const { strategy, reuseFactor } = design.scopePlan(value);
  const [x, weights] = [design.value(op.x), design.value(op.weights)];
  const extents = design.extents(value, op);
  const { inner, columns } = extents;
  const free = design.anyOrder(value);
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
  const sum = reduction.by === "sum" ? reduction : undefined;
  const sequential = sum?.order.order === "sequential" ? sum.order : undefined;
  const inner = x.length / design.length(value);
  const free = design.anyOrder(value);
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
