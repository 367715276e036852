import type { Program } from "../../ir/index.js";
import type { Op, OpKind, ValueId } from "../../ops/index.js";
import type { NamePool } from "./names.js";
import type { Usage } from "./usage.js";

/** The names of everything that the generated code speaks of. */
export interface Labels {
  /** The top function. */
  readonly top: string;
  /** Name of a value: a variable, an argument or a constant array. Its typedef is the name with `_t`. */
  value(value: ValueId): string;
  /** Name of the argument of an output port, by the port's name. */
  output(port: string): string;
}

/** What a value is called beside the name of its scope. */
const roles: { readonly [K in OpKind]: string } = {
  input: "input",
  constant: "constant",
  cast: "cast",
  scale: "scaled",
  add: "added",
  sub: "difference",
  mul: "product",
  max: "larger",
  min: "smaller",
  compare: "condition",
  select: "choice",
  lookup: "entry",
  contract: "sum",
  reduce: "reduced",
  gather: "arranged",
  concat: "joined",
};

/** Names derived from the name of a value: its typedef, the type of a constant's array, and the parameters of its op. */
export function derivedNames(name: string): string[] {
  const kinds = Object.keys(roles).map((kind) => `${kind}_${name}`);
  return [`${name}_t`, `${name}_constants`, ...kinds, `copy_${name}`, `${name}_window`];
}

/**
 * Names the ports, the values and the constants of a program. The one value that leaves a scope has the scope's name; the
 * others have their role behind it: `fc1_sum`, `fc1_weights`.
 */
export function labelProgram(program: Program, usage: Usage, pool: NamePool, topName: string): Labels {
  const top = pool.take(topName);
  const take = (base: string): string => pool.take(base, derivedNames);
  const names = new Map<ValueId, string>();
  for (const value of usage.needed) {
    const { op } = program.values[value]!;
    if (op.kind === "input") names.set(value, take(op.name));
  }
  const outputs = new Map(program.outputs.map(({ name }) => [name, take(name)]));
  const principals = principalValues(program, usage);
  for (const value of usage.needed) {
    const { op, scope } = program.values[value]!;
    if (names.has(value)) continue;
    const port = soleOutput(program, usage, value);
    if (port !== undefined) names.set(value, outputs.get(port)!);
    else if (principals.has(value)) names.set(value, take(scope));
    else names.set(value, take([scope, roleOf(program, usage, value, op)].filter((part) => part !== "").join("_")));
  }
  return { top, value: (value) => names.get(value)!, output: (port) => outputs.get(port)! };
}

/** The output port that a value is computed straight into: one that nothing else reads, of a value that is computed. */
export function soleOutput(program: Program, usage: Usage, value: ValueId): string | undefined {
  const { kind } = program.values[value]!.op;
  if (kind === "input" || kind === "constant" || usage.readers(value).length > 0) return undefined;
  const ports = usage.ports(value);
  return ports.length === 1 ? ports[0] : undefined;
}

/** Of each scope that one computed value leaves, that value. */
function principalValues(program: Program, usage: Usage): Set<ValueId> {
  const leaving = new Map<string, ValueId[]>();
  for (const value of usage.needed) {
    const { scope, op } = program.values[value]!;
    if (scope === "" || op.kind === "input" || op.kind === "constant") continue;
    const leaves =
      usage.ports(value).length > 0 || usage.readers(value).some((reader) => program.values[reader]!.scope !== scope);
    if (leaves) leaving.set(scope, [...(leaving.get(scope) ?? []), value]);
  }
  return new Set([...leaving.values()].flatMap((values) => (values.length === 1 ? values : [])));
}

/** What a value is called: a constant after what its first reader takes it for, anything else after its op. */
function roleOf(program: Program, usage: Usage, value: ValueId, op: Op): string {
  if (op.kind === "reduce") return { sum: "total", max: "largest", min: "smallest" }[op.reduction.by];
  if (op.kind !== "constant") return roles[op.kind];
  const reader = usage.readers(value)[0];
  const reading = reader === undefined ? undefined : program.values[reader]!.op;
  if (reading?.kind === "contract" && reading.weights === value) return "weights";
  if (reading?.kind === "contract" && reading.bias === value) return "bias";
  if (reading?.kind === "lookup" && reading.table === value) return "table";
  return roles.constant;
}
