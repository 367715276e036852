import { fail } from "../../../errors/index.js";
import {
  type FixedFormat,
  fractionOf,
  highestRaw,
  lowestRaw,
  narrowestType,
  quantize,
  typeOf,
} from "../../../fixed/index.js";
import { type Bounds, castBounds, productBounds } from "../../../ops/index.js";
import { withinLimit } from "../cpp/limits.js";
import type { Atom, AtomSource } from "./atoms.js";
import type { ArithmeticFunction, Assignment, Comparison, Expression } from "./expression.js";
import {
  assignmentIsExact,
  atomForm,
  constantForm,
  type Form,
  formBounds,
  formType,
  numberForm,
  scaledForm,
  sumForm,
} from "./form.js";

/** Most steps of building sums that one function may need. */
const maximumSteps = 5_000_000;

/** A generated function as sums: its outputs are sums of atoms, and so are the operands of atoms that are no inputs. */
export interface LinearisedFunction {
  readonly atoms: readonly Atom[];
  readonly outputs: readonly Form[];
}

/** A condition: two sums and how they compare. */
interface Condition {
  readonly relation: Comparison;
  readonly a: Form;
  readonly b: Form;
}

/**
 * Follows the assignments of a generated function with sums in place of numbers. An assignment whose type holds every value
 * of its sum, as proved from the range of the inputs' type, changes nothing; any other makes a value of its own.
 *
 * @param input format of the elements of the input array
 * @throws TrigforgeError TF-HLS4ML-015 for an expression that has no exact translation, TF-HLS4ML-014 for too much work
 */
export function linearise(text: ArithmeticFunction, input: FixedFormat): LinearisedFunction {
  return new Lineariser(text, input).run();
}

class Lineariser {
  private readonly atoms: Atom[] = [];
  private readonly variables = new Map<string, { readonly form: Form; readonly format: FixedFormat }>();
  private readonly outputs = new Map<number, Form>();
  private readonly boundsOf = (atom: number): Bounds => this.atoms[atom]!.bounds;
  private line = 0;
  private steps = 0;

  constructor(
    private readonly text: ArithmeticFunction,
    private readonly input: FixedFormat,
  ) {}

  run(): LinearisedFunction {
    const bounds = { low: lowestRaw(this.input), high: highestRaw(this.input) };
    for (let index = 0; index < this.text.inputs; index++) {
      this.atoms.push({ source: { kind: "input", index }, type: typeOf(this.input), bounds, level: 0 });
    }
    for (const assignment of this.text.assignments) this.assign(assignment);
    const outputs = Array.from({ length: this.text.outputs }, (_unused, index) => {
      return this.outputs.get(index) ?? this.refuse(`element ${index} of the result is never written`);
    });
    return { atoms: this.atoms, outputs };
  }

  private assign({ target, expression, line }: Assignment): void {
    this.line = line;
    const form = this.form(expression);
    if ("output" in target) {
      this.outputs.set(target.output, form);
      return;
    }
    if (this.variables.has(target.name)) this.refuse(`${target.name} is defined a second time`);
    this.variables.set(target.name, { form: this.assigned(form, target.format), format: target.format });
  }

  private form(expression: Expression): Form {
    switch (expression.kind) {
      case "input":
        return atomForm(expression.index, fractionOf(this.input));
      case "variable":
        return this.variable(expression.name).form;
      case "number":
        return numberForm(expression.value);
      case "add":
      case "subtract":
        return this.counted(
          sumForm(this.operand(expression.a), this.operand(expression.b), expression.kind === "add" ? 1n : -1n),
        );
      case "negate":
        return this.counted(scaledForm(this.operand(expression.a), -1n, 0));
      case "shift":
        return this.counted(scaledForm(this.operand(expression.a), 1n, this.shiftOf(expression.a, expression.by)));
      case "multiply":
        return this.product(this.operand(expression.a), this.operand(expression.b));
      case "cast":
        return this.assigned(this.form(expression.a), expression.format);
      case "choose":
        return this.chosen(this.condition(expression.condition), this.form(expression.a), this.form(expression.b));
      case "compare":
      case "bit":
        return this.chosen(this.condition(expression), constantForm(1n, 0), constantForm(0n, 0));
      case "entry":
        return this.entry(expression.table, expression.name);
    }
  }

  /** An operand of an operator: a bare literal there would be a double, not a fixed-point number. */
  private operand(expression: Expression): Form {
    if (expression.kind !== "number") return this.form(expression);
    return this.refuse("a number without a type is an operand");
  }

  private variable(name: string): { readonly form: Form; readonly format: FixedFormat } {
    return this.variables.get(name) ?? this.refuse(`${name} is not a variable that is defined before`);
  }

  /** nnet::bit_shift of an ap_int reads its bits as a fraction: it shifts by the width less. */
  private shiftOf(operand: Expression, by: number): number {
    const format =
      operand.kind === "input"
        ? this.input
        : operand.kind === "variable"
          ? this.variable(operand.name).format
          : operand.kind === "cast"
            ? operand.format
            : this.refuse("bit_shift is given something else than a typed value");
    return format.family === "int" ? by - format.width : by;
  }

  /** A form assigned to a format: itself where that is exact, a constant, or a new atom. */
  private assigned(form: Form, format: FixedFormat): Form {
    const bounds = formBounds(form, this.boundsOf);
    if (assignmentIsExact(form, bounds, format)) return form;
    if (format.family === "int") return this.refuse("an assignment to an integer type loses bits");
    const from = formType(bounds, form.fraction);
    if (form.terms.size === 0) return constantForm(quantize(form.constant, from, format), fractionOf(format));
    const within = castBounds(bounds.low, bounds.high, from, format);
    return this.atom(
      { kind: "cast", operands: [form], format },
      within ?? { low: lowestRaw(format), high: highestRaw(format) },
      fractionOf(format),
    );
  }

  private product(a: Form, b: Form): Form {
    if (a.terms.size === 0) return this.counted(scaledForm(b, a.constant, -a.fraction));
    if (b.terms.size === 0) return this.counted(scaledForm(a, b.constant, -b.fraction));
    const bounds = productBounds(formBounds(a, this.boundsOf), formBounds(b, this.boundsOf));
    return this.atom({ kind: "multiply", operands: [a, b] }, bounds, a.fraction + b.fraction);
  }

  private condition(expression: Expression): Condition {
    if (expression.kind === "compare") {
      return { relation: expression.relation, a: this.form(expression.a), b: this.form(expression.b) };
    }
    if (expression.kind !== "bit") return { relation: "!=", a: this.form(expression), b: constantForm(0n, 0) };
    const { form, format } = this.variable(expression.name);
    if (expression.index !== format.width - 1)
      return this.refuse(`bit ${expression.index} of ${expression.name} is not its first`);
    if (format.signed) return { relation: "<", a: form, b: constantForm(0n, 0) };
    return { relation: ">=", a: form, b: constantForm(1n, 1 - format.integer) };
  }

  private chosen({ relation, a, b }: Condition, yes: Form, no: Form): Form {
    const difference = formBounds(sumForm(a, b, -1n), this.boundsOf);
    const verdict = decided(relation, difference);
    if (verdict !== null) return verdict ? yes : no;
    const fraction = Math.max(yes.fraction, no.fraction);
    const ends = [yes, no].flatMap((form) => {
      const { low, high } = formBounds(form, this.boundsOf);
      return [low, high].map((end) => end << BigInt(fraction - form.fraction));
    });
    const low = ends.reduce((least, end) => (end < least ? end : least));
    const high = ends.reduce((most, end) => (end > most ? end : most));
    return this.atom({ kind: "choose", operands: [a, b, yes, no], relation }, { low, high }, fraction);
  }

  private entry(table: string, name: string): Form {
    const known = this.text.tables.get(table);
    const { form, format } = this.variable(name);
    if (known === undefined) return this.refuse(`${table} is no table`);
    if (format.width > 20 || known.values.length !== 2 ** format.width) {
      return this.refuse(`${table} has ${known.values.length} entries for an address of ${format.width} bits`);
    }
    const bounds = { low: lowestRaw(known.format), high: highestRaw(known.format) };
    const source: AtomSource = { kind: "entry", operands: [form], address: typeOf(format), table };
    return this.atom(source, bounds, fractionOf(known.format));
  }

  private atom(source: AtomSource, bounds: Bounds, fraction: number): Form {
    const operands = source.kind === "input" ? [] : source.operands;
    const levels = operands.flatMap(({ terms }) => [...terms.keys()].map((atom) => this.atoms[atom]!.level));
    const level = levels.reduce((most, one) => Math.max(most, one), 0) + 1;
    this.atoms.push({ source, type: narrowestType(bounds.low, bounds.high, fraction), bounds, level });
    return atomForm(this.atoms.length - 1, fraction);
  }

  /** Counts the work that a form took, so that a text made to be slow is refused. */
  private counted(form: Form): Form {
    this.steps += form.terms.size + 1;
    withinLimit(this.steps, maximumSteps, `${this.text.name} takes too many steps`, {
      file: this.text.file,
      line: this.line,
    });
    return form;
  }

  private refuse(what: string): never {
    return fail("TF-HLS4ML-015", { where: `${this.text.file}:${this.line}: ${this.text.name}`, what });
  }
}

/** Whether a relation always or never holds for a difference within bounds; null when it depends. */
function decided(relation: Comparison, { low, high }: Bounds): boolean | null {
  const always = {
    ">": low > 0n,
    ">=": low >= 0n,
    "<": high < 0n,
    "<=": high <= 0n,
    "==": low === 0n && high === 0n,
    "!=": low > 0n || high < 0n,
  };
  const never = {
    ">": high <= 0n,
    ">=": high < 0n,
    "<": low >= 0n,
    "<=": low > 0n,
    "==": low > 0n || high < 0n,
    "!=": low === 0n && high === 0n,
  };
  return always[relation] ? true : never[relation] ? false : null;
}
