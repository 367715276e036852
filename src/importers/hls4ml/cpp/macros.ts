import { fail } from "../../../errors/index.js";
import { lex } from "./lexer.js";
import { maximumDepth, maximumTokens, withinLimit } from "./limits.js";
import { type Place, printPlace, type Token } from "./token.js";

/** A macro: its replacement, and its parameters when it is called like a function. */
export interface Macro {
  readonly name: string;
  readonly parameters: readonly string[] | null;
  readonly replacement: readonly Token[];
}

/** What expansion has written, and how many tokens it has looked at: macros may multiply without writing any. */
export interface Expansion {
  readonly output: Token[];
  steps: number;
}

/** The macros whose replacement is being read, innermost first: they are not replaced again. */
interface Enclosing {
  readonly name: string;
  readonly outer: Enclosing | null;
  readonly depth: number;
}

function isOpen(name: string, within: Enclosing | null): boolean {
  for (let macro = within; macro !== null; macro = macro.outer) if (macro.name === name) return true;
  return false;
}

/** Reads what follows `#define`. @throws TrigforgeError TF-HLS4ML-004 */
export function readMacro(text: string, place: Place): Macro {
  const match = /^([A-Za-z_]\w*)(?:\(([\w\s,]*)\))?([\s\S]*)$/.exec(text.trim());
  if (match === null) {
    return fail("TF-HLS4ML-004", { where: printPlace(place), what: `#define ${text.slice(0, 60)} defines no macro` });
  }
  const [, name, parameters, replacement] = match;
  const list = parameters === undefined ? null : parameters.split(",").map((parameter) => parameter.trim());
  const { tokens } = lex(replacement!, place.file);
  return { name: name!, parameters: list, replacement: tokens.map((token) => at(token, place)) };
}

/**
 * Copies tokens to the expansion's output, macros replaced. A macro is not replaced within its own replacement.
 *
 * @throws TrigforgeError TF-HLS4ML-004 for a call that does not end or has another number of arguments, TF-HLS4ML-014
 */
export function expand(
  tokens: readonly Token[],
  macros: ReadonlyMap<string, Macro>,
  expansion: Expansion,
  within: Enclosing | null = null,
): void {
  for (let index = 0; index < tokens.length; index++) {
    const token = tokens[index]!;
    withinLimit(++expansion.steps, maximumTokens, "there are too many tokens", token);
    const macro = token.kind === "name" ? macros.get(token.text) : undefined;
    if (macro === undefined || isOpen(macro.name, within)) {
      expansion.output.push(token);
      continue;
    }
    const inner = { name: macro.name, outer: within, depth: (within?.depth ?? 0) + 1 };
    withinLimit(inner.depth, maximumDepth, "macros are nested too deep", token);
    if (macro.parameters === null) {
      expand(relocate(macro.replacement, token), macros, expansion, inner);
    } else if (tokens[index + 1]?.text === "(") {
      const call = readArguments(tokens, index + 1);
      const filled = substitute(macro, call.list, token);
      expand(filled, macros, expansion, inner);
      index = call.end;
    } else {
      expansion.output.push(token);
    }
  }
}

function readArguments(tokens: readonly Token[], open: number): { list: Token[][]; end: number } {
  const list: Token[][] = [[]];
  let depth = 0;
  for (let index = open; index < tokens.length; index++) {
    const token = tokens[index]!;
    if (token.text === "(" && depth++ === 0) continue;
    if (token.text === ")" && --depth === 0) return { list, end: index };
    if (token.text === "," && depth === 1) list.push([]);
    else list.at(-1)!.push(token);
  }
  const where = printPlace(tokens[open]!);
  return fail("TF-HLS4ML-004", { where, what: "the arguments of a macro do not end" });
}

function substitute(macro: Macro, list: readonly Token[][], place: Token): Token[] {
  const parameters = macro.parameters!;
  if (list.length !== parameters.length) {
    fail("TF-HLS4ML-004", {
      where: printPlace(place),
      what: `the macro ${macro.name} is given ${list.length} arguments`,
      expected: `${parameters.length}`,
    });
  }
  const filled: Token[] = [];
  for (const token of macro.replacement) {
    const position = token.kind === "name" ? parameters.indexOf(token.text) : -1;
    if (position < 0) filled.push(at(token, place));
    else filled.push(...list[position]!);
    withinLimit(filled.length, maximumTokens, "macros grow too large", place);
  }
  return filled;
}

function relocate(tokens: readonly Token[], place: Place): Token[] {
  return tokens.map((token) => at(token, place));
}

function at(token: Token, { file, line }: Place): Token {
  return { ...token, file, line };
}
