import type { ValueId } from "../../ops/index.js";
import { intervalOfScope } from "../plan.js";
import { arrayOf, type Copy } from "./copies.js";
import type { Argument, ArrayVariable, Call, Design, Pragma } from "./design.js";

/** One call in a function, with the variable that it fills when that is a new one. */
export interface Statement {
  readonly declaration: ArrayVariable | null;
  readonly kernel: string;
  readonly structure: string;
  /** Names, separated by commas. */
  readonly arguments: string;
}

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
}

/** Collects the statements of a function. */
export class FunctionWriter {
  private readonly blocks: { scope: string; statements: Statement[] }[] = [];
  private readonly pragmas = new Map<string, Pragma>();
  private readonly given = new Set<string>();

  constructor(
    private readonly design: Design,
    private readonly name: string,
    private readonly inputs: readonly ArrayVariable[],
    private readonly outputs: readonly ArrayVariable[],
  ) {
    for (const { name: argument } of [...inputs, ...outputs]) this.given.add(argument);
  }

  /**
   * Appends the call of a kernel.
   *
   * @param nameOf the name of a value's array in this function
   */
  call(call: Call, nameOf: (value: ValueId) => string): void {
    for (const pragma of call.pragmas) this.pragmas.set(pragma.constant, pragma);
    const result = arrayOf(this.design, call.value, nameOf(call.value));
    const names = [...call.arguments.map((argument) => nameOfArgument(argument, nameOf)), result.name];
    this.append(call.value, {
      declaration: this.given.has(result.name) ? null : result,
      kernel: call.kernel,
      structure: call.structure,
      arguments: names.join(", "),
    });
    this.given.add(result.name);
  }

  /** Appends a copy. */
  copy(copy: Copy, nameOf: (value: ValueId) => string): void {
    this.append(copy.value, {
      declaration: null,
      kernel: "copy",
      structure: copy.structure,
      arguments: `${nameOfArgument(copy.argument, nameOf)}, ${copy.target.name}`,
    });
  }

  /** The function, pipelined with the given interval, or not as a whole. */
  finish(interval: number | null): GeneratedFunction {
    const { name, inputs, outputs, blocks } = this;
    return { name, inputs, outputs, interval, pragmas: [...this.pragmas.values()], blocks };
  }

  private append(value: ValueId, statement: Statement): void {
    const { scope } = this.design.value(value);
    const last = this.blocks[this.blocks.length - 1];
    if (last?.scope === scope) last.statements.push(statement);
    else this.blocks.push({ scope, statements: [statement] });
  }
}

export function nameOfArgument(argument: Argument, nameOf: (value: ValueId) => string): string {
  if ("value" in argument) return nameOf(argument.value);
  return argument.offset === undefined ? argument.constant : `${argument.constant} + ${argument.offset}`;
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
