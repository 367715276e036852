import type { ValueId } from "../../ops/index.js";
import { intervalOfScope } from "../plan.js";
import type { Copy } from "./copies.js";
import type { ArrayVariable, Call, Design, Pragma } from "./design.js";
import { nameOfArgument, type Statement, StatementWriter, type StepFunction } from "./statements.js";

/** Statements of one scope. */
export interface Block {
  readonly scope: string;
  readonly statements: readonly Statement[];
}

/** A C++ function that calls kernels: what it takes, what it fills, and the calls in it. */
export interface GeneratedFunction {
  readonly name: string;
  readonly inputs: readonly ArrayVariable[];
  readonly outputs: readonly ArrayVariable[];
  /** Initiation interval when the function is pipelined as a whole, else null. */
  readonly interval: number | null;
  readonly pragmas: readonly Pragma[];
  readonly blocks: readonly Block[];
  /** Functions that it calls. */
  readonly steps: readonly StepFunction[];
}

/** Writes a function of calls, then copies; `nameOf` is the name of a value's array in it. */
export function writeFunction(
  design: Design,
  { name, inputs, outputs, calls, copies, nameOf, interval }: FunctionContent,
): GeneratedFunction {
  const writer = new StatementWriter(design, nameOf, new Set([...inputs, ...outputs].map((array) => array.name)));
  const copied = new Set(copies.map(({ value }) => value));
  const blocks: { scope: string; statements: Statement[] }[] = [];
  const append = (scope: string, statements: readonly Statement[]): void => {
    const last = blocks[blocks.length - 1];
    if (last?.scope === scope) last.statements.push(...statements);
    else blocks.push({ scope, statements: [...statements] });
  };
  for (const group of byScope(design, calls)) {
    const inside = new Set(group.map(({ value }) => value));
    const leaves = (value: ValueId): boolean =>
      copied.has(value) ||
      design.usage.ports(value).length > 0 ||
      design.usage.readers(value).some((reader) => !inside.has(reader));
    append(design.value(group[0]!.value).scope, writer.write(group, leaves));
  }
  for (const { value, structure, argument, target } of copies) {
    const call = `trigforge::copy<${structure}>(${nameOfArgument(argument, nameOf)}, ${target.name})`;
    append(design.value(value).scope, [{ declarations: [], call }]);
  }
  const pragmas = new Map(calls.flatMap((call) => call.pragmas).map((pragma) => [pragma.constant, pragma]));
  return { name, inputs, outputs, interval, pragmas: [...pragmas.values()], blocks, steps: writer.steps };
}

/** What a function is written from. */
export interface FunctionContent {
  readonly name: string;
  readonly inputs: readonly ArrayVariable[];
  readonly outputs: readonly ArrayVariable[];
  readonly calls: readonly Call[];
  readonly copies: readonly Copy[];
  nameOf(value: ValueId): string;
  readonly interval: number | null;
}

/** Consecutive calls of one scope, together. */
function byScope(design: Design, calls: readonly Call[]): Call[][] {
  const groups: Call[][] = [];
  for (const call of calls) {
    const last = groups[groups.length - 1];
    if (last !== undefined && design.value(last[0]!.value).scope === design.value(call.value).scope) last.push(call);
    else groups.push([call]);
  }
  return groups;
}

/**
 * The interval at which a pipeline of some calls takes events: the largest that a plan asks for, and the largest reuse
 * factor among its contractions.
 */
export function intervalOf(design: Design, calls: readonly Call[]): number {
  return calls.reduce((most, call) => {
    const wishes = design.scopePlan(call.value);
    return Math.max(most, call.kernel === "contract" ? intervalOfScope(wishes) : (wishes.interval ?? 1));
  }, 1);
}
