import { fail } from "../../../errors/index.js";
import { maximumDepth, withinLimit } from "./limits.js";
import { type ConstantValue, readLiteral } from "./literal.js";
import { type Place, printPlace, type Token } from "./token.js";

/** What a constant expression may refer to: qualified names, and functions such as DIV_ROUNDUP. */
export interface ExpressionContext {
  lookup(name: readonly string[], place: Place): ConstantValue;
}

/** Binary operators by how tightly they bind. */
const precedence: Readonly<Record<string, number>> = {
  "||": 1,
  "&&": 2,
  "|": 3,
  "^": 4,
  "&": 5,
  "==": 6,
  "!=": 6,
  "<": 7,
  "<=": 7,
  ">": 7,
  ">=": 7,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
};

/** Functions and macros of hls4ml's helpers that constants use. */
const functions: Readonly<Record<string, (...values: number[]) => number>> = {
  DIV_ROUNDUP: (n, d) => Math.trunc((n! + d! - 1) / d!),
  MIN: (a, b) => Math.min(a!, b!),
  MAX: (a, b) => Math.max(a!, b!),
  ceillog2: (x) => Math.ceil(Math.log2(x!)),
  floorlog2: (x) => Math.floor(Math.log2(x!)),
  pow2: (x) => 2 ** x!,
};

type Thunk = () => ConstantValue;

/**
 * The value of a C++ constant expression, with C++'s integer arithmetic: division truncates, and 32-bit unsigned operands
 * make comparisons and results unsigned.
 *
 * @throws TrigforgeError TF-HLS4ML-002 when it is not an expression, and what `context.lookup` throws
 */
export function evaluateExpression(tokens: readonly Token[], context: ExpressionContext, place: Place): ConstantValue {
  return new Parser(tokens, context, place).whole()();
}

/** Whether the condition of an `#if` holds; names that are not macros count as 0. */
export function evaluateCondition(tokens: readonly Token[], place: Place): boolean {
  const zero: ConstantValue = { kind: "integer", value: 0, unsigned: false };
  return truth(evaluateExpression(tokens, { lookup: () => zero }, place));
}

class Parser {
  private position = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly context: ExpressionContext,
    private readonly place: Place,
  ) {}

  whole(): Thunk {
    const value = this.conditional();
    if (this.position < this.tokens.length) this.wrong(`"${this.next}" is out of place in an expression`);
    return value;
  }

  private get next(): string | undefined {
    return this.tokens[this.position]?.text;
  }

  private accept(text: string): boolean {
    if (this.next !== text) return false;
    this.position++;
    return true;
  }

  private expect(text: string): void {
    if (!this.accept(text)) this.wrong(`an expression lacks "${text}" before "${this.next ?? "its end"}"`);
  }

  private conditional(): Thunk {
    withinLimit(++this.depth, maximumDepth, "an expression is nested too deep", this.place);
    const condition = this.binary(1);
    if (!this.accept("?")) {
      this.depth--;
      return condition;
    }
    const yes = this.conditional();
    this.expect(":");
    const no = this.conditional();
    this.depth--;
    return () => (truth(condition()) ? yes() : no());
  }

  private binary(tightness: number): Thunk {
    let left = this.unary();
    for (;;) {
      const operator = this.operator();
      const binds = precedence[operator ?? ""];
      if (operator === undefined || binds === undefined || binds < tightness) return left;
      this.position += operator === ">>" || (operator === ">=" && this.next === ">") ? 2 : 1;
      const [a, b] = [left, this.binary(binds + 1)];
      left = () => combine(operator, a(), b(), this.place);
    }
  }

  /** The operator at the position; `>` is a token of its own, so `>>` and `>=` are two tokens. */
  private operator(): string | undefined {
    const after = this.tokens[this.position + 1]?.text;
    if (this.next === ">" && after === ">") return ">>";
    if (this.next === ">" && after === "=") return ">=";
    return this.next;
  }

  private unary(): Thunk {
    withinLimit(++this.depth, maximumDepth, "an expression is nested too deep", this.place);
    const result = this.prefix();
    this.depth--;
    return result;
  }

  private prefix(): Thunk {
    if (this.accept("+")) return this.unary();
    if (this.accept("-")) {
      const operand = this.unary();
      return () => combine("-", { kind: "integer", value: 0, unsigned: false }, operand(), this.place);
    }
    if (this.accept("!")) {
      const operand = this.unary();
      return () => integer(truth(operand()) ? 0 : 1);
    }
    if (this.accept("(")) {
      if (this.acceptScalarType()) {
        this.expect(")");
        return this.unary();
      }
      const inner = this.conditional();
      this.expect(")");
      return inner;
    }
    return this.primary();
  }

  /** `(unsigned)` and the like in front of a constant: kept as they are, for the values that occur do not change. */
  private acceptScalarType(): boolean {
    const word = this.next;
    if (!["int", "unsigned", "size_t", "float", "double"].includes(word ?? "")) return false;
    this.position++;
    if (word === "unsigned") this.accept("int");
    return true;
  }

  private primary(): Thunk {
    const token = this.tokens[this.position];
    if (token === undefined) return this.wrong("an expression is not complete");
    if (token.kind === "number") {
      this.position++;
      const value = readLiteral(token.text, token);
      return () => value;
    }
    if (token.kind !== "name" && token.text !== "::") return this.wrong(`"${token.text.slice(0, 40)}" is no constant`);
    const name = this.qualifiedName();
    if (name.length === 1 && (name[0] === "true" || name[0] === "false"))
      return () => integer(name[0] === "true" ? 1 : 0);
    if (this.accept("(")) return this.call(name);
    return () => this.context.lookup(name, token);
  }

  private qualifiedName(): string[] {
    this.accept("::");
    const parts: string[] = [];
    do {
      const token = this.tokens[this.position++];
      if (token?.kind !== "name") this.wrong("a name is not complete");
      parts.push(token.text);
    } while (this.accept("::"));
    return parts;
  }

  private call(name: readonly string[]): Thunk {
    const apply = functions[name.at(-1)!];
    if (apply === undefined) return this.wrong(`${name.join("::")} is not a function that constants may use`);
    const values: Thunk[] = [];
    do values.push(this.conditional());
    while (this.accept(","));
    this.expect(")");
    if (values.length !== apply.length) this.wrong(`${name.join("::")} is given ${values.length} arguments`);
    return () => integer(apply(...values.map((value) => numberOf(value(), this.place))));
  }

  private wrong(what: string): never {
    const token = this.tokens[Math.min(this.position, this.tokens.length - 1)];
    return fail("TF-HLS4ML-002", { where: printPlace(token ?? this.place), what });
  }
}

function integer(value: number): ConstantValue {
  return { kind: "integer", value, unsigned: false };
}

function truth(value: ConstantValue): boolean {
  return value.kind === "symbol" || value.value !== 0;
}

function numberOf(value: ConstantValue, place: Place): number {
  if (value.kind !== "symbol") return value.value;
  return fail("TF-HLS4ML-005", { where: printPlace(place), what: `${value.name} is not a number` });
}

function combine(operator: string, a: ConstantValue, b: ConstantValue, place: Place): ConstantValue {
  if (a.kind === "symbol" && b.kind === "symbol" && (operator === "==" || operator === "!=")) {
    return integer((a.name === b.name) === (operator === "==") ? 1 : 0);
  }
  const [x, y] = [numberOf(a, place), numberOf(b, place)];
  if (Math.abs(x) > Number.MAX_SAFE_INTEGER || Math.abs(y) > Number.MAX_SAFE_INTEGER) {
    return fail("TF-HLS4ML-002", { where: printPlace(place), what: "an expression leaves the range of its numbers" });
  }
  if (a.kind === "real" || b.kind === "real") return compute(operator, x, y, place, false);
  const unsigned = (a.kind === "integer" && a.unsigned) || (b.kind === "integer" && b.unsigned);
  const result = unsigned ? compute(operator, x >>> 0, y >>> 0, place, true) : compute(operator, x, y, place, true);
  return unsigned && result.kind === "integer" ? { ...result, value: result.value >>> 0, unsigned } : result;
}

function compute(operator: string, x: number, y: number, place: Place, whole: boolean): ConstantValue {
  const arithmetic = (value: number): ConstantValue => (whole ? integer(value) : { kind: "real", value });
  const verdict = (holds: boolean): ConstantValue => integer(holds ? 1 : 0);
  if ((operator === "/" || operator === "%") && y === 0) {
    return fail("TF-HLS4ML-002", { where: printPlace(place), what: "an expression divides by zero" });
  }
  switch (operator) {
    case "+":
      return arithmetic(x + y);
    case "-":
      return arithmetic(x - y);
    case "*":
      return arithmetic(x * y);
    case "/":
      return arithmetic(whole ? Math.trunc(x / y) : x / y);
    case "%":
      return integer(x % y);
    case "<<":
      return integer(x * 2 ** y);
    case ">>":
      return integer(Math.floor(x / 2 ** y));
    case "&":
      return integer(Number(BigInt(Math.trunc(x)) & BigInt(Math.trunc(y))));
    case "|":
      return integer(Number(BigInt(Math.trunc(x)) | BigInt(Math.trunc(y))));
    case "^":
      return integer(Number(BigInt(Math.trunc(x)) ^ BigInt(Math.trunc(y))));
    case "&&":
      return verdict(x !== 0 && y !== 0);
    case "||":
      return verdict(x !== 0 || y !== 0);
    case "==":
      return verdict(x === y);
    case "!=":
      return verdict(x !== y);
    case "<":
      return verdict(x < y);
    case "<=":
      return verdict(x <= y);
    case ">":
      return verdict(x > y);
    default:
      return verdict(x >= y);
  }
}
