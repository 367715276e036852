import { fail } from "../../../errors/index.js";
import { type FixedFormat, parseFormat } from "../../../fixed/index.js";
import type { Cursor } from "../cpp/cursor.js";
import { maximumDepth, withinLimit } from "../cpp/limits.js";
import { readLiteral } from "../cpp/literal.js";
import { type Place, printPlace } from "../cpp/token.js";
import type { Comparison, Expression } from "./expression.js";

const fixedPoint = new Set(["ap_fixed", "ap_ufixed", "ap_int", "ap_uint"]);
const furthestShift = 1024;

/** Names of a function's parameters, as its expressions use them. */
export interface Parameters {
  readonly input: string;
  readonly inputs: number;
}

/** Reads expressions at a cursor. @throws TrigforgeError TF-HLS4ML-015 for what is none of {@link Expression} */
export class ExpressionParser {
  private depth = 0;
  private readonly formats = new Map<string, FixedFormat>();

  constructor(
    private readonly cursor: Cursor,
    private readonly parameters: Parameters,
  ) {}

  /** An expression up to what cannot continue it. */
  expression(): Expression {
    withinLimit(++this.depth, maximumDepth, "an expression is nested too deep", this.cursor.here);
    const condition = this.comparison();
    if (!this.cursor.accept("?")) {
      this.depth--;
      return condition;
    }
    const a = this.expression();
    this.cursor.expect(":");
    const b = this.expression();
    this.depth--;
    return { kind: "choose", condition, a, b };
  }

  /** A fixed-point type at the cursor, such as `ap_fixed<16, 5>`. */
  format(): FixedFormat {
    const place = this.cursor.here;
    const name = this.cursor.name();
    const text = `${name}<${this.cursor
      .angled()
      .map((token) => token.text)
      .join("")}>`;
    const known = this.formats.get(text);
    if (known !== undefined) return known;
    const format = parseFormat(text, printPlace(place));
    this.formats.set(text, format);
    return format;
  }

  private comparison(): Expression {
    const a = this.sum();
    const relation = this.relation();
    return relation === null ? a : { kind: "compare", relation, a, b: this.sum() };
  }

  /** `>` is a token of its own, so that `>=` is two. */
  private relation(): Comparison | null {
    const text = this.cursor.text();
    if (text === ">") {
      this.cursor.position++;
      return this.cursor.accept("=") ? ">=" : ">";
    }
    if (text !== "<" && text !== "<=" && text !== "==" && text !== "!=") return null;
    this.cursor.position++;
    return text;
  }

  private sum(): Expression {
    let left = this.product();
    for (;;) {
      if (this.cursor.accept("+")) left = { kind: "add", a: left, b: this.product() };
      else if (this.cursor.accept("-")) left = { kind: "subtract", a: left, b: this.product() };
      else return left;
    }
  }

  private product(): Expression {
    let left = this.unary();
    while (this.cursor.accept("*")) left = { kind: "multiply", a: left, b: this.unary() };
    return left;
  }

  private unary(): Expression {
    withinLimit(++this.depth, maximumDepth, "an expression is nested too deep", this.cursor.here);
    const negated = this.cursor.accept("-");
    const operand = negated ? this.unary() : this.primary();
    this.depth--;
    if (!negated) return operand;
    return operand.kind === "number" ? { kind: "number", value: -operand.value } : { kind: "negate", a: operand };
  }

  private primary(): Expression {
    const { cursor } = this;
    const token = cursor.token;
    if (token?.kind === "number") {
      cursor.position++;
      const literal = readLiteral(token.text, token);
      return { kind: "number", value: literal.kind === "symbol" ? Number.NaN : literal.value };
    }
    if (cursor.text() === "(") return this.parenthesised();
    if (token?.kind !== "name") return this.unknown();
    if (fixedPoint.has(token.text)) {
      const format = this.format();
      return { kind: "cast", a: this.parenthesised(), format };
    }
    if (token.text === "bit_shift" || (token.text === "nnet" && cursor.text(2) === "bit_shift")) return this.shift();
    cursor.position++;
    if (token.text === this.parameters.input) return this.input(token);
    return cursor.text() === "[" ? this.subscript(token.text) : { kind: "variable", name: token.text };
  }

  private parenthesised(): Expression {
    this.cursor.expect("(");
    const inner = this.expression();
    this.cursor.expect(")");
    return inner;
  }

  private shift(): Expression {
    const { cursor } = this;
    cursor.qualifiedName();
    const place = cursor.here;
    const text = cursor
      .angled()
      .map((token) => token.text)
      .join("");
    if (!/^-?\d{1,4}$/.test(text) || Math.abs(Number(text)) > furthestShift) {
      this.refuse(place, `bit_shift<${text}>`, `-${furthestShift} to ${furthestShift}`);
    }
    return { kind: "shift", a: this.parenthesised(), by: Number(text) };
  }

  private input(place: Place): Expression {
    const index = this.index();
    if (index < this.parameters.inputs) return { kind: "input", index };
    return this.refuse(place, `element ${index} of ${this.parameters.inputs} is read`);
  }

  /** `v3[7]` is a bit, `table[v3.range()]` an entry. */
  private subscript(name: string): Expression {
    const { cursor } = this;
    if (cursor.tokens[cursor.position + 1]?.kind === "number") return { kind: "bit", name, index: this.index() };
    cursor.expect("[");
    const address = cursor.name();
    for (const text of [".", "range", "(", ")", "]"]) cursor.expect(text);
    return { kind: "entry", table: name, name: address };
  }

  /** A whole number in brackets. */
  index(): number {
    this.cursor.expect("[");
    const token = this.cursor.token;
    if (token?.kind !== "number" || !/^\d{1,7}$/.test(token.text)) this.unknown();
    this.cursor.position++;
    this.cursor.expect("]");
    return Number(token!.text);
  }

  private unknown(): never {
    const shown = this.cursor.text().slice(0, 40);
    return this.refuse(this.cursor.here, shown === "" ? "an expression is not complete" : `"${shown}" is here`);
  }

  private refuse(place: Place, what: string, expected?: string): never {
    return fail("TF-HLS4ML-015", {
      where: printPlace(place),
      what,
      expected: expected ?? "sums, differences and products of typed variables, bit_shift, casts, choices and tables",
    });
  }
}
