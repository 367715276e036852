import { type FixedFormat, highestRaw, lowestRaw, typeOf } from "../fixed/index.js";
import { type OpDefinition, typeRanges } from "./definition.js";

/** A port through which events enter: `elements` of `shape`, raw integers of the format's type. */
export interface InputOp {
  readonly kind: "input";
  /** Name of the port, unique in the program. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Type of the port, and the modes by which real numbers are converted to it. */
  readonly format: FixedFormat;
}

/** See {@link InputOp}. Evaluation hands over what the caller supplies and is done by the evaluator itself. */
export const input: OpDefinition<InputOp> = {
  summary: "a port through which events enter",
  operands: () => [],
  withOperands: (op) => op,
  result: (op) => ({ shape: op.shape, type: typeOf(op.format) }),
  evaluate: (op) => {
    throw new Error(`input ${op.name} has no value of its own`);
  },
  ranges: (op, _operands, result) => typeRanges(result, lowestRaw(op.format), highestRaw(op.format)),
};
