import type { Plan } from "../plan.js";
import type { ArrayVariable, Pragma } from "./design.js";
import { toComment } from "./names.js";
import type { Statement, StepFunction } from "./statements.js";

/** The arguments of a function as C++ declares them: on one line, or each on a line of its own. */
export function inLines(declared: readonly string[]): string {
  const line = declared.join(", ");
  return line.length <= 90 ? line : `\n    ${declared.join(",\n    ")}\n`;
}

/** Arrays as the arguments of a function. */
export function declaration(inputs: readonly ArrayVariable[], outputs: readonly ArrayVariable[]): string {
  return inLines([
    ...inputs.map(({ name, type, length }) => `const ${type} ${name}[${length}]`),
    ...outputs.map(({ name, type, length }) => `${type} ${name}[${length}]`),
  ]);
}

/** Statements as their template speaks of them. */
export function indented(statements: readonly Statement[], indent: string) {
  return statements.map((statement) => ({ ...statement, indent }));
}

/** The functions of repeated steps as their template speaks of them. */
export function stepData(steps: readonly StepFunction[]) {
  return steps.map(({ scope, name, inputs, outputs, statements }) => ({
    name,
    comment: toComment(scope === "" ? "Calls that come again and again" : `One step of ${scope}`),
    declaration: declaration(inputs, outputs),
    statements: indented(statements, "    "),
  }));
}

/** A pragma that says where a constant array is kept, in the words of the tool. */
export function pragmaText(pragma: Pragma, plan: Plan): string {
  const { constant } = pragma;
  if (pragma.kind === "reshape") return `ARRAY_RESHAPE variable=${constant} cyclic factor=${pragma.factor}`;
  if (plan.tool === "vivado_hls") {
    return `RESOURCE variable=${constant} core=ROM_nP_${pragma.storage === "bram" ? "BRAM" : "LUTRAM"}`;
  }
  return `BIND_STORAGE variable=${constant} type=rom_np impl=${pragma.storage === "bram" ? "bram" : "lutram"}`;
}
