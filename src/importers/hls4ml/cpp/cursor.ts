import { fail } from "../../../errors/index.js";
import { type Place, printPlace, type Token } from "./token.js";

const closers: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}" };

/** A position in a list of tokens, with the steps that parsers share. */
export class Cursor {
  position = 0;

  constructor(
    readonly tokens: readonly Token[],
    /** Where the text is, for messages at its end. */
    private readonly place: Place,
  ) {}

  get done(): boolean {
    return this.position >= this.tokens.length;
  }

  /** The token at the position, or undefined at the end. */
  get token(): Token | undefined {
    return this.tokens[this.position];
  }

  /** Text of the token `ahead` positions on; empty at the end. */
  text(ahead = 0): string {
    return this.tokens[this.position + ahead]?.text ?? "";
  }

  /** The place of the token at the position, or of the last one. */
  get here(): Place {
    return this.token ?? this.tokens.at(-1) ?? this.place;
  }

  accept(text: string): boolean {
    if (this.text() !== text || this.done) return false;
    this.position++;
    return true;
  }

  expect(text: string): void {
    if (!this.accept(text)) this.wrong(`"${this.shown}" is here`, `"${text}"`);
  }

  /** The name at the position. */
  name(): string {
    const token = this.token;
    if (token?.kind !== "name") return this.wrong(`"${this.shown}" is here`, "a name");
    this.position++;
    return token.text;
  }

  /** `a::b::c` as its parts; a leading `::` is dropped. */
  qualifiedName(): string[] {
    this.accept("::");
    const parts = [this.name()];
    while (this.accept("::")) parts.push(this.name());
    return parts;
  }

  /** What stands between the bracket at the position and its partner; moves behind it. */
  bracketed(): readonly Token[] {
    const open = this.token;
    if (open?.kind === "numbers") {
      this.position++;
      return [open];
    }
    if (open?.kind !== "symbol" || closers[open.text] === undefined) this.wrong(`"${this.shown}" is here`, "a bracket");
    const start = this.position;
    const expected: string[] = [];
    for (; !this.done; this.position++) {
      const { kind, text } = this.token!;
      if (kind !== "symbol") continue;
      if (closers[text] !== undefined) expected.push(closers[text]);
      else if (text === expected.at(-1)) expected.pop();
      else if (text === ")" || text === "]" || text === "}") this.wrong(`"${text}" is here`, `"${expected.at(-1)}"`);
      if (expected.length === 0) {
        this.position++;
        return this.tokens.slice(start + 1, this.position - 1);
      }
    }
    return fail("TF-HLS4ML-002", { where: printPlace(open), what: `the "${open.text}" that opens here is not closed` });
  }

  /** What stands between `<` at the position and its `>`; moves behind it. */
  angled(): readonly Token[] {
    const open = this.here;
    const start = this.position + 1;
    for (let depth = 0; !this.done; this.position++) {
      const text = this.text();
      if (text === "<") depth++;
      else if (text === ">" && --depth === 0) {
        this.position++;
        return this.tokens.slice(start, this.position - 1);
      } else if (text === ";" || text === "{") break;
      else if (text === "(") {
        this.bracketed();
        this.position--;
      }
    }
    return fail("TF-HLS4ML-002", { where: printPlace(open), what: `the "<" that opens here is not closed` });
  }

  /** @throws TrigforgeError TF-HLS4ML-002 */
  wrong(what: string, expected?: string): never {
    return fail("TF-HLS4ML-002", {
      where: printPlace(this.here),
      what,
      ...(expected === undefined ? {} : { expected }),
    });
  }

  private get shown(): string {
    return this.token?.text.slice(0, 40) ?? "the end of the text";
  }
}

/** Splits tokens at the commas that no bracket encloses. */
export function splitAtCommas(tokens: readonly Token[]): (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if ("([{<".includes(token.text) && token.kind === "symbol") depth++;
    else if (")]}>".includes(token.text) && token.kind === "symbol") depth--;
    if (token.text === "," && depth === 0) parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return tokens.length === 0 ? [] : parts;
}
