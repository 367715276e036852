import { fail } from "../../../errors/index.js";
import { evaluateCondition } from "./expression.js";
import { lex } from "./lexer.js";
import { maximumDepth, maximumTokens, withinLimit } from "./limits.js";
import { type Expansion, expand, type Macro, readMacro } from "./macros.js";
import type { Sources } from "./sources.js";
import { type Place, printPlace, type Token } from "./token.js";

/** A translation unit after preprocessing: its tokens, in order, and the files that it is made of. */
export interface TranslationUnit {
  readonly tokens: readonly Token[];
  readonly files: readonly string[];
}

/** One open conditional: whether its text counts now, and whether some branch of it has counted. */
interface Conditional extends Place {
  active: boolean;
  taken: boolean;
  readonly outer: boolean;
}

/**
 * Preprocesses a file and what it includes, as a compiler does. Headers that `skip` selects are not entered.
 *
 * @param defines macros defined from the start, by name
 * @throws TrigforgeError TF-HLS4ML-002, TF-HLS4ML-003, TF-HLS4ML-004, TF-HLS4ML-014
 */
export function preprocess(
  sources: Sources,
  file: string,
  defines: Readonly<Record<string, string>>,
  skip: (path: string) => boolean,
): TranslationUnit {
  const preprocessor = new Preprocessor(sources, skip);
  for (const [name, value] of Object.entries(defines)) preprocessor.define(`${name} ${value}`, { file, line: 1 });
  preprocessor.enter(file, 0);
  return { tokens: preprocessor.tokens, files: [...preprocessor.visited] };
}

/** Directives that change nothing here. */
const ignored = new Set(["", "pragma", "line", "warning"]);

class Preprocessor {
  private readonly expansion: Expansion = { output: [], steps: 0 };
  readonly visited = new Set<string>();
  private readonly macros = new Map<string, Macro>();
  private readonly once = new Set<string>();
  private conditionals: Conditional[] = [];

  constructor(
    private readonly sources: Sources,
    private readonly skip: (path: string) => boolean,
  ) {}

  enter(file: string, depth: number): void {
    withinLimit(depth, maximumDepth, "includes are nested too deep", { file, line: 1 });
    this.visited.add(file);
    const outer = this.conditionals;
    this.conditionals = [];
    const { tokens } = this.sources.read(file);
    let start = 0;
    tokens.forEach((token, index) => {
      if (token.kind !== "directive") return;
      this.copy(tokens, start, index);
      start = index + 1;
      this.directive(token, depth);
    });
    this.copy(tokens, start, tokens.length);
    const open = this.conditionals.at(-1);
    if (open !== undefined) this.wrong(open, "the conditional that begins here has no #endif");
    this.conditionals = outer;
  }

  define(text: string, place: Place): void {
    const macro = readMacro(text, place);
    this.macros.set(macro.name, macro);
  }

  get tokens(): readonly Token[] {
    return this.expansion.output;
  }

  private get active(): boolean {
    return this.conditionals.at(-1)?.active ?? true;
  }

  private copy(tokens: readonly Token[], from: number, to: number): void {
    if (!this.active || from === to) return;
    expand(tokens.slice(from, to), this.macros, this.expansion);
  }

  private directive(token: Token, depth: number): void {
    withinLimit(++this.expansion.steps, maximumTokens, "there are too many directives", token);
    const match = /^(\w*)\s*([\s\S]*)$/.exec(token.text)!;
    const [word, rest] = [match[1]!, match[2]!];
    if (this.conditional(word, rest, token) || !this.active) return;
    if (word === "include") this.include(rest, token, depth);
    else if (word === "define") this.define(rest, token);
    else if (word === "undef") this.macros.delete(rest.trim());
    else if (word === "pragma" && rest.trim() === "once") this.once.add(token.file);
    else if (word === "error") this.wrong(token, `the project says: #error ${rest}`);
    else if (!ignored.has(word)) this.wrong(token, `#${word} is not a directive`);
  }

  /** Follows a directive that opens, turns or closes a conditional; false for any other. */
  private conditional(word: string, rest: string, token: Token): boolean {
    switch (word) {
      case "ifdef":
      case "ifndef":
        this.open(token, () => this.macros.has(rest.trim()) === (word === "ifdef"));
        return true;
      case "if":
        this.open(token, () => this.holds(rest, token));
        return true;
      case "elif":
      case "else": {
        const conditional = this.current(word, token);
        const holds = () => word === "else" || this.holds(rest, token);
        conditional.active = conditional.outer && !conditional.taken && holds();
        conditional.taken ||= conditional.active;
        return true;
      }
      case "endif":
        this.current(word, token);
        this.conditionals.pop();
        return true;
      default:
        return false;
    }
  }

  private open({ file, line }: Token, holds: () => boolean): void {
    const outer = this.active;
    const active = outer && holds();
    this.conditionals.push({ file, line, active, taken: active, outer });
    withinLimit(this.conditionals.length, maximumDepth, "conditionals are nested too deep", { file, line });
  }

  private current(word: string, token: Token): Conditional {
    return this.conditionals.at(-1) ?? this.wrong(token, `#${word} without #if`);
  }

  private holds(text: string, token: Token): boolean {
    const protectedText = text.replace(/\bdefined\s*(?:\(\s*(\w+)\s*\)|(\w+))/g, (_all, inner, bare) =>
      this.macros.has(inner ?? bare) ? "1" : "0",
    );
    const tokens = lex(protectedText, token.file).tokens.map((part) => ({ ...part, line: token.line }));
    const condition: Expansion = { output: [], steps: 0 };
    expand(tokens, this.macros, condition);
    return evaluateCondition(condition.output, token);
  }

  private include(rest: string, token: Token, depth: number): void {
    const match = /^\s*(?:"([^"]+)"|<([^>]+)>)\s*$/.exec(rest);
    if (match === null) this.wrong(token, `#include ${rest} names no file`);
    const path = this.sources.resolve(match[1] ?? match[2]!, match[1] !== undefined, token);
    if (path === undefined || this.once.has(path) || this.skip(path)) return;
    this.enter(path, depth + 1);
  }

  private wrong(place: Place, what: string): never {
    return fail("TF-HLS4ML-004", { where: printPlace(place), what });
  }
}
