import type { Plan } from "../plan.js";
import type { Pragma } from "./design.js";

/** The arguments of a function as C++ declares them: on one line, or each on a line of its own. */
export function inLines(declared: readonly string[]): string {
  const line = declared.join(", ");
  return line.length <= 90 ? line : `\n    ${declared.join(",\n    ")}\n`;
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
