import type { ValueId } from "../../ops/index.js";
import type { Argument, ArrayVariable, Call, Design } from "./design.js";
import { foldSteps, type Pattern } from "./steps.js";

/** A line of C++ that calls, behind the arrays that it fills for the first time. */
export interface Statement {
  readonly declarations: readonly ArrayVariable[];
  readonly call: string;
}

/** A function for calls that come again and again: a step of an unrolled layer. */
export interface StepFunction {
  readonly scope: string;
  readonly name: string;
  readonly inputs: readonly ArrayVariable[];
  readonly outputs: readonly ArrayVariable[];
  readonly statements: readonly Statement[];
}

/** Writes the calls of a function as statements, and the functions that these call. */
export class StatementWriter {
  readonly steps: StepFunction[] = [];

  /**
   * @param nameOf the name of a value's array in the function
   * @param given names of arrays that need no declaration; grows
   */
  constructor(
    private readonly design: Design,
    private readonly nameOf: (value: ValueId) => string,
    private readonly given: Set<string>,
  ) {}

  /**
   * The calls of one layer.
   *
   * @param leaves whether a value is used beyond these calls
   */
  write(calls: readonly Call[], leaves: (value: ValueId) => boolean): Statement[] {
    const names = new Map<Pattern, string>();
    return foldSteps(calls, (call) => this.tokenOf(call), leaves).map((item): Statement => {
      if ("call" in item) return this.statementOf(item.call, this.given);
      const name = names.get(item.pattern) ?? this.writeStep(item.pattern);
      names.set(item.pattern, name);
      const words = [...item.inputs, ...item.outputs].map((value) => this.nameOf(value));
      return {
        declarations: item.outputs.flatMap((value) => this.declare(value, this.given)),
        call: callText(name, words),
      };
    });
  }

  private writeStep({ calls, inputs, outputs }: Pattern): string {
    const { scope } = this.design.value(calls[0]!.value);
    const name = this.design.names.take(`${scope === "" ? "repeated" : scope}_step`);
    const given = new Set([...inputs, ...outputs].map((value) => this.nameOf(value)));
    const statements = calls.map((call) => this.statementOf(call, given));
    const arrays = (values: readonly ValueId[]): ArrayVariable[] => values.map((value) => this.arrayOf(value));
    this.steps.push({ scope, name, inputs: arrays(inputs), outputs: arrays(outputs), statements });
    return name;
  }

  private statementOf(call: Call, given: Set<string>): Statement {
    const words = [...call.arguments.map((argument) => nameOfArgument(argument, this.nameOf)), this.nameOf(call.value)];
    return {
      declarations: this.declare(call.value, given),
      call: callText(`trigforge::${call.kernel}<${call.structure}>`, words),
    };
  }

  /** The declaration of a value's array, unless it is there already. */
  private declare(value: ValueId, given: Set<string>): ArrayVariable[] {
    const array = this.arrayOf(value);
    if (given.has(array.name)) return [];
    given.add(array.name);
    return [array];
  }

  private arrayOf(value: ValueId): ArrayVariable {
    return { name: this.nameOf(value), type: this.design.typeName(value), length: this.design.length(value) };
  }

  /** What calls have in common that differ in their values alone: the kernel, what its types are, and constants. */
  private tokenOf({ kernel, parameters, arguments: operands }: Call): string {
    const spelled = parameters.map((one) => ("type" in one ? this.design.spelled(one.type) : Object.values(one)));
    return JSON.stringify([kernel, spelled, operands.map((one) => ("constant" in one ? one : null))]);
  }
}

/** The name of an argument in a function where values have names. */
export function nameOfArgument(argument: Argument, nameOf: (value: ValueId) => string): string {
  if ("value" in argument) return nameOf(argument.value);
  return argument.offset === undefined ? argument.constant : `${argument.constant} + ${argument.offset}`;
}

function callText(name: string, words: readonly string[]): string {
  return `${name}(${words.join(", ")})`;
}
