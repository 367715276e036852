import { Cursor } from "./cpp/cursor.js";
import type { Place, Token } from "./cpp/token.js";

/**
 * The definitions in a kernel header: for each name, the tokens of every function, class, struct or enum defined under it,
 * in order, templates included. Statement labels, `inline` and `typename` are left out: they carry no meaning here.
 *
 * @param tokens the header after preprocessing
 */
export function kernelDefinitions(tokens: readonly Token[], place: Place): Map<string, string[]> {
  const definitions = new Map<string, string[]>();
  const cursor = new Cursor(tokens, place);
  while (!cursor.done) readDefinition(cursor, definitions);
  return definitions;
}

function readDefinition(cursor: Cursor, definitions: Map<string, string[]>): void {
  if (cursor.text() === "namespace") {
    while (!cursor.done && cursor.text() !== "{") cursor.position++;
    cursor.position++;
    return;
  }
  const start = cursor.position;
  let name = "";
  for (; !cursor.done; cursor.position++) {
    const text = cursor.text();
    if (text === ";" || text === "}") {
      cursor.position++;
      return;
    }
    if (text === "template" && cursor.text(1) === "<") {
      cursor.position++;
      cursor.angled();
      cursor.position--;
    } else if (text === "<" && name === "") {
      cursor.angled();
      cursor.position--;
    } else if (text === "(" && name === "") {
      name = cursor.tokens[cursor.position - 1]?.text ?? "";
      cursor.bracketed();
      cursor.position--;
    } else if ((text === "class" || text === "struct" || text === "enum") && name === "") {
      name = cursor.text(1) === "class" ? cursor.text(2) : cursor.text(1);
    } else if (text.startsWith("{")) {
      cursor.bracketed();
      break;
    }
  }
  const spelled = withoutEmptyBlocks(spell(cursor.tokens.slice(start, cursor.position)));
  definitions.set(name, [...(definitions.get(name) ?? []), ...spelled]);
}

/** Texts of tokens that carry meaning. */
function spell(tokens: readonly Token[]): string[] {
  return tokens.flatMap(({ kind, text }, index) => {
    if (text === "inline" || text === "typename") return [];
    const before = tokens[index - 1]?.text ?? "";
    const statementStart = before === "" || "{};:".includes(before);
    if (kind === "name" && tokens[index + 1]?.text === ":" && statementStart && text !== "public") return [];
    if (text === ":" && isLabel(tokens, index)) return [];
    return [text];
  });
}

function isLabel(tokens: readonly Token[], colon: number): boolean {
  const before = tokens[colon - 2]?.text ?? "";
  const label = tokens[colon - 1];
  return label?.kind === "name" && label.text !== "public" && before !== "" && "{};:".includes(before);
}

/** Drops `if (...) { }` and `else { }`: what remains of a block that held pragmas only. */
function withoutEmptyBlocks(texts: readonly string[]): string[] {
  const kept: string[] = [];
  for (const text of texts) {
    kept.push(text);
    while (kept.at(-1) === "}" && kept.at(-2) === "{") {
      const start = blockStart(kept);
      if (start < 0) break;
      kept.length = start;
    }
  }
  return kept;
}

/** Where the `if (...)` or `else` of the empty block at the end begins; −1 for a block of another kind. */
function blockStart(texts: readonly string[]): number {
  let index = texts.length - 3;
  if (texts[index] === "else") return index;
  if (texts[index] !== ")") return -1;
  for (let depth = 0; index >= 0; index--) {
    if (texts[index] === ")") depth++;
    else if (texts[index] === "(" && --depth === 0) return texts[index - 1] === "if" ? index - 1 : -1;
  }
  return -1;
}
