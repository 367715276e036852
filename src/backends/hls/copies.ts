import type { ValueId } from "../../ops/index.js";
import type { Argument, ArrayVariable, Design, Parameter } from "./design.js";
import { soleOutput } from "./labels.js";

/** A copy of a value, or of a constant, into an array that already has a name: a port or a channel. */
export interface Copy {
  readonly value: ValueId;
  readonly structure: string;
  readonly parameters: readonly Parameter[];
  readonly argument: Argument;
  readonly target: ArrayVariable;
}

/** Writes the copy of a value into an array. */
export function copyInto(design: Design, value: ValueId, target: ArrayVariable): Copy {
  const operand = design.operand(value);
  return {
    value,
    structure: design.names.take(`copy_into_${target.name}`),
    parameters: [
      { name: "length", number: operand.length },
      { name: "x_type", type: operand.element },
      { name: "result_type", type: target.type },
    ],
    argument: operand.argument,
    target,
  };
}

/** The array of a value under a name: its own, or that of a port or a channel. */
export function arrayOf(design: Design, value: ValueId, name = design.labels.value(value)): ArrayVariable {
  return { name, type: design.typeName(value), length: design.length(value) };
}

/** The argument of an output port. Its type is the port's own name for the type of its value. */
export function outputArray(design: Design, name: string, value: ValueId): ArrayVariable {
  const label = design.labels.output(name);
  return { name: label, type: `${label}_t`, length: design.length(value) };
}

/** The output ports that no op computes straight into. */
export function copiedOutputs(design: Design): readonly { readonly name: string; readonly value: ValueId }[] {
  const { program, usage } = design;
  return program.outputs.filter(({ value }) => soleOutput(program, usage, value) === undefined);
}
