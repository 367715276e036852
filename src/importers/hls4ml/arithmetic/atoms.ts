import type { FixedFormat, FixedType } from "../../../fixed/index.js";
import type { Bounds } from "../../../ops/index.js";
import type { Comparison } from "./expression.js";
import type { Form } from "./form.js";

/** How an atom's value comes about from forms of earlier atoms. */
export type AtomSource =
  | { readonly kind: "input"; readonly index: number }
  /** An assignment that may lose bits. */
  | { readonly kind: "cast"; readonly operands: readonly [Form]; readonly format: FixedFormat }
  | { readonly kind: "multiply"; readonly operands: readonly [Form, Form] }
  /** `a relation b ? yes : no`, operands in this order. */
  | { readonly kind: "choose"; readonly operands: readonly [Form, Form, Form, Form]; readonly relation: Comparison }
  /** An entry of a table, addressed by the bits of the operand in a type. */
  | { readonly kind: "entry"; readonly operands: readonly [Form]; readonly address: FixedType; readonly table: string };

/** A value of a generated function that is no sum of others: an input, or what an op other than a sum gives. */
export interface Atom {
  readonly source: AtomSource;
  readonly type: FixedType;
  readonly bounds: Bounds;
  /** 0 for inputs, else one more than the highest level among the operands: atoms of one level do not need one another. */
  readonly level: number;
}
