import { fail } from "../../../errors/index.js";
import { printPlace, type Token } from "./token.js";

/** A file's tokens, and the `//` comments that name its layers, by line. */
export interface LexedFile {
  readonly tokens: readonly Token[];
  readonly comments: ReadonlyMap<number, string>;
}

const space = /[^\S\n]+/y;
const name = /[A-Za-z_$][\w$]*/y;
const number = /(?:0[xXbB][\da-fA-F']+|(?:\d[\d']*\.?[\d']*|\.\d[\d']*)(?:[eE][+-]?\d+)?)[A-Za-z_\d]*/y;
const quoted = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'/y;
const symbols = /<<=|\.\.\.|::|->|\+\+|--|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|==|!=|<=|&&|\|\||<<|[^\s\w]/y;

/**
 * Splits the text of a C++ file into tokens.
 *
 * @param file name for places in messages
 * @throws TrigforgeError TF-HLS4ML-002 for a comment or literal that does not end
 */
export function lex(text: string, file: string): LexedFile {
  return new Lexer(text, file).run();
}

class Lexer {
  private position = 0;
  private line = 1;
  private lineHasToken = false;
  private readonly tokens: Token[] = [];
  private readonly comments = new Map<number, string>();

  constructor(
    private readonly text: string,
    private readonly file: string,
  ) {
    if (text.charCodeAt(0) === 0xfeff) this.position = 1;
  }

  run(): LexedFile {
    while (this.position < this.text.length) this.step();
    return { tokens: this.tokens, comments: this.comments };
  }

  private step(): void {
    const character = this.text[this.position]!;
    if (character === "\n") this.newLine();
    else if (this.take(space) === undefined && !this.comment() && !this.continuation()) {
      if (character === "#" && !this.lineHasToken) this.directive();
      else this.token(character);
    }
  }

  private token(character: string): void {
    this.lineHasToken = true;
    const end = character === "{" ? numberListEnd(this.text, this.position) : 0;
    if (end > 0) this.numberList(end);
    else if (this.push("name", this.take(name)) || this.push("number", this.take(number))) return;
    else if (character !== '"' && character !== "'") this.push("symbol", this.take(symbols));
    else if (!this.push("string", this.take(quoted))) {
      this.unreadable(`the literal that begins with ${character} does not end`);
    }
  }

  /** Passes a comment; false when none is here. */
  private comment(): boolean {
    if (this.text.startsWith("//", this.position)) this.lineComment();
    else if (this.text.startsWith("/*", this.position)) this.blockComment();
    else return false;
    return true;
  }

  /** Passes a line break that a backslash hides; false when none is here. */
  private continuation(): boolean {
    if (!/^\\\r?\n/.test(this.text.slice(this.position, this.position + 3))) return false;
    this.position = this.text.indexOf("\n", this.position) + 1;
    this.line++;
    return true;
  }

  private take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.position += match.length;
    return match;
  }

  private push(kind: Token["kind"], text: string | undefined): boolean {
    if (text === undefined) return false;
    this.tokens.push({ kind, text, file: this.file, line: this.line });
    return true;
  }

  private newLine(): void {
    this.position++;
    this.line++;
    this.lineHasToken = false;
  }

  private countLines(from: number, to: number): void {
    for (let at = this.text.indexOf("\n", from); at >= 0 && at < to; at = this.text.indexOf("\n", at + 1)) this.line++;
  }

  private lineComment(): void {
    const end = this.text.indexOf("\n", this.position);
    const stop = end < 0 ? this.text.length : end;
    this.comments.set(this.line, this.text.slice(this.position + 2, stop).trim());
    this.position = stop;
  }

  private blockComment(): void {
    const end = this.text.indexOf("*/", this.position + 2);
    if (end < 0) this.unreadable("a comment that begins here does not end");
    this.countLines(this.position, end);
    this.position = end + 2;
  }

  private numberList(end: number): void {
    this.push("numbers", this.text.slice(this.position, end));
    this.countLines(this.position, end);
    this.position = end;
  }

  /** Reads a directive up to the end of its logical line. */
  private directive(): void {
    const line = this.line;
    let text = "";
    this.position++;
    while (this.position < this.text.length && this.text[this.position] !== "\n") {
      if (this.comment() || this.continuation()) text += " ";
      else text += this.text[this.position++];
    }
    this.tokens.push({ kind: "directive", text: text.trim(), file: this.file, line });
  }

  private unreadable(what: string): never {
    return fail("TF-HLS4ML-002", { where: printPlace({ file: this.file, line: this.line }), what });
  }
}

/**
 * Where a list of plain literals that begins at `start` ends, after its brace; 0 when something else is in the braces. An
 * `e` or `f` counts only as part of a number.
 */
function numberListEnd(text: string, start: number): number {
  let digits = false;
  for (let at = start + 1; at < text.length; at++) {
    const character = text.charCodeAt(at);
    if (character === 125) return digits ? at + 1 : 0;
    if (character >= 48 && character <= 57) digits = true;
    else if (character === 101 || character === 69 || character === 102 || character === 70) {
      const before = text.charCodeAt(at - 1);
      if (!(before === 46 || (before >= 48 && before <= 57))) return 0;
    } else if (!isListCharacter(character)) return 0;
  }
  return 0;
}

/** White space, comma, sign or point. */
function isListCharacter(character: number): boolean {
  return character === 32 || (character >= 9 && character <= 13) || (character >= 43 && character <= 46);
}
