import { unionType } from "../fixed/index.js";
import {
  breaksRule,
  elementCount,
  type OpDefinition,
  sameShape,
  type Tensor,
  type TensorType,
  type ValueId,
} from "./definition.js";
import { alignedTo, rangesAlignedTo } from "./elementwise.js";

/** Tensors joined along an axis, in the narrowest type that holds all of them. */
export interface ConcatOp {
  readonly kind: "concat";
  /** At least one value; shapes agree but for `axis`. */
  readonly inputs: readonly ValueId[];
  readonly axis: number;
}

/** See {@link ConcatOp}. */
export const concat: OpDefinition<ConcatOp> = {
  summary: "tensors joined along an axis",
  operands: (op) => op.inputs,
  withOperands: (op, rename) => ({ ...op, inputs: op.inputs.map(rename) }),
  result(op, operands, where) {
    const first = operands[0];
    if (first === undefined) return breaksRule(where, { what: "nothing to join", expected: "at least one operand" });
    if (!Number.isInteger(op.axis) || op.axis < 0 || op.axis >= first.shape.length) {
      breaksRule(where, { what: `axis ${op.axis} of shape [${first.shape}]` });
    }
    const other = operands.find(
      (operand) =>
        operand.shape.length !== first.shape.length ||
        !sameShape(withoutAxis(operand, op.axis), withoutAxis(first, op.axis)),
    );
    if (other !== undefined) {
      breaksRule(where, { what: `operands differ beside axis ${op.axis}: [${first.shape}] and [${other.shape}]` });
    }
    const length = operands.reduce((sum, operand) => sum + operand.shape[op.axis]!, 0);
    return {
      shape: first.shape.map((extent, axis) => (axis === op.axis ? length : extent)),
      type: operands.map((operand) => operand.type).reduce(unionType),
    };
  },
  evaluate: (op, operands, result) =>
    join(
      op.axis,
      operands,
      operands.map((operand: Tensor) => alignedTo(operand, result.type)),
    ),
  ranges(op, operands, result) {
    const aligned = operands.map((operand) => rangesAlignedTo(operand, result.type));
    return {
      low: join(
        op.axis,
        operands,
        aligned.map((ranges) => ranges.low),
      ),
      high: join(
        op.axis,
        operands,
        aligned.map((ranges) => ranges.high),
      ),
    };
  },
};

function withoutAxis(tensor: TensorType, axis: number): number[] {
  return tensor.shape.filter((_extent, index) => index !== axis);
}

function join(axis: number, operands: readonly TensorType[], raws: readonly (readonly bigint[])[]): bigint[] {
  const outer = elementCount(operands[0]!.shape.slice(0, axis));
  const out: bigint[] = [];
  for (let index = 0; index < outer; index++) {
    operands.forEach((operand, which) => {
      const block = elementCount(operand.shape.slice(axis));
      for (let element = 0; element < block; element++) out.push(raws[which]![index * block + element]!);
    });
  }
  return out;
}
