import type { FixedFormat } from "../../../fixed/index.js";

/** How a condition of a choice compares two values. */
export type Comparison = ">" | ">=" | "<" | "<=" | "==" | "!=";

/**
 * An expression of a generated function. Every value in it is a fixed-point number; operators are exact, as those of ap_fixed
 * are.
 */
export type Expression =
  | { readonly kind: "input"; readonly index: number }
  | { readonly kind: "variable"; readonly name: string }
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "add" | "subtract" | "multiply"; readonly a: Expression; readonly b: Expression }
  | { readonly kind: "negate"; readonly a: Expression }
  /** nnet::bit_shift: times 2^by, all bits kept. */
  | { readonly kind: "shift"; readonly a: Expression; readonly by: number }
  | { readonly kind: "cast"; readonly a: Expression; readonly format: FixedFormat }
  /** `condition ? a : b`. */
  | { readonly kind: "choose"; readonly condition: Expression; readonly a: Expression; readonly b: Expression }
  | { readonly kind: "compare"; readonly relation: Comparison; readonly a: Expression; readonly b: Expression }
  /** One bit of a variable, counted from the last. */
  | { readonly kind: "bit"; readonly name: string; readonly index: number }
  /** An entry of a table, addressed by the bits of a variable. */
  | { readonly kind: "entry"; readonly table: string; readonly name: string };

/** One assignment of a generated function, to a variable of a type or to an element of the result. */
export interface Assignment {
  readonly target: { readonly name: string; readonly format: FixedFormat } | { readonly output: number };
  readonly expression: Expression;
  readonly line: number;
}

/** A generated function: assignments in order. */
export interface ArithmeticFunction {
  readonly name: string;
  readonly file: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly assignments: readonly Assignment[];
  readonly tables: ReadonlyMap<string, { readonly format: FixedFormat; readonly values: readonly number[] }>;
}
