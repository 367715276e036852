import type { FixedFormat } from "../../fixed/index.js";
import { printVendorFormat } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import type { ValueId } from "../../ops/index.js";
import { type Labels, soleOutput } from "./labels.js";
import type { Usage } from "./usage.js";

/** A named type. */
export interface Typedef {
  readonly scope: string;
  readonly name: string;
  readonly type: string;
}

/** The types of a design: those of values, and the definitions of them all. */
export interface TypeNames {
  of(value: ValueId): string;
  readonly typedefs: readonly Typedef[];
}

/**
 * Names the types of values and ports: the value's name with `_t`. Values whose names differ in their number alone share a
 * type when it is the same, so that the steps of an unrolled layer have the same types.
 */
export function nameTypes(
  program: Program,
  usage: Usage,
  labels: Labels,
  formatOf: (value: ValueId) => FixedFormat,
): TypeNames {
  const typedefs: Typedef[] = [];
  const names = new Map<ValueId, string>();
  const numbered = new Map<string, string>();
  const define = (name: string, value: ValueId, type: string): void => {
    const { op, scope } = program.values[value]!;
    typedefs.push({ scope: op.kind === "input" ? "" : scope, name, type });
  };
  for (const value of usage.needed) {
    const { op, scope } = program.values[value]!;
    const label = labels.value(value);
    const type = printVendorFormat(formatOf(value));
    const key = `${scope} ${label.replace(/_\d+$/, "")} ${type}`;
    const isPort = op.kind === "input" || soleOutput(program, usage, value) !== undefined;
    const known = isPort || op.kind === "constant" ? undefined : numbered.get(key);
    const name = known ?? `${label}_t`;
    names.set(value, name);
    if (known !== undefined) continue;
    if (!isPort) numbered.set(key, name);
    define(name, value, type);
  }
  for (const { name, value } of program.outputs) {
    if (soleOutput(program, usage, value) === undefined) {
      define(`${labels.output(name)}_t`, value, printVendorFormat(formatOf(value)));
    }
  }
  return { of: (value) => names.get(value)!, typedefs };
}
