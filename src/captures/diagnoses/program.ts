import type { EventValues } from "../../backends/reference/index.js";
import { TrigforgeError } from "../../errors/index.js";
import type { Program, Value } from "../../ir/index.js";
import { definitionOf, type Op, type Tensor, type ValueId } from "../../ops/index.js";

// A program with one op changed. Programs are data, so a fault in an op is another op.

/**
 * A program in which some values are computed by other ops. Types behind them follow.
 *
 * @returns null when a type rule then fails
 */
export function withOps(program: Program, replaced: ReadonlyMap<ValueId, Op>): Program | null {
  const values: Value[] = [];
  try {
    program.values.forEach((value, id) => {
      const op = replaced.get(id) ?? value.op;
      const definition = definitionOf(op);
      const operands = definition.operands(op).map((operand) => values[operand]!);
      values.push({ scope: value.scope, op, ...definition.result(op, operands, `value ${id}`) });
    });
  } catch (error) {
    if (error instanceof TrigforgeError) return null;
    throw error;
  }
  return { ...program, values };
}

/** The values that depend on one value, itself first. */
export function dependents(program: Program, changed: ValueId): ReadonlySet<ValueId> {
  const found = new Set([changed]);
  for (let id = changed + 1; id < program.values.length; id++) {
    const { op } = program.values[id]!;
    if (
      definitionOf(op)
        .operands(op)
        .some((operand) => found.has(operand))
    )
      found.add(id);
  }
  return found;
}

/** Outputs of a changed program, from the tensors of the original: only `stale` values are computed again. */
export function reevaluate(program: Program, original: readonly Tensor[], stale: ReadonlySet<ValueId>): EventValues {
  const tensors = [...original];
  for (const id of stale) {
    const { op, shape, type } = program.values[id]!;
    const definition = definitionOf(op);
    const operands = definition.operands(op).map((operand) => tensors[operand]!);
    tensors[id] = { shape, type, raw: definition.evaluate(op, operands, { shape, type }) };
  }
  return Object.fromEntries(program.outputs.map(({ name, value }) => [name, tensors[value]!.raw]));
}
