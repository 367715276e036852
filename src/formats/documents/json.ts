import { fail } from "../../errors/index.js";
import { placeInText } from "./place.js";

/**
 * A JSON document as plain objects.
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-014 with line and column
 */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Engines word their errors differently and some give no place: find it.
    const { offset, expected } = firstError(text);
    const found =
      offset === text.length ? "the document ends" : `unexpected ${JSON.stringify(text.slice(offset, offset + 20))}`;
    fail("TF-FORMAT-014", { where: placeInText(where, text, offset), what: found, expected });
  }
}

/** What may come next, as shown in errors. */
type State = "a value" | "a value or ]" | "a key or }" | "a key in quotes" | ":" | ", or ]" | ", or }" | "the end";

const space = /[ \t\n\r]*/y;
// The grammar of RFC 8259; [ !#-[\]-\u{10ffff}] are the characters that strings hold unescaped.
const token =
  /"[ !#-[\]-\u{10ffff}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\u{10ffff}]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.])|(?:true|false|null)\b|[{}[\],:]/uy;

/** The first place at which a text stops being JSON, and what could have stood there. */
function firstError(text: string): { offset: number; expected: string } {
  const open: ("{" | "[")[] = [];
  let state: State = "a value";
  let offset = 0;
  for (;;) {
    offset = match(space, text, offset)!;
    const end = match(token, text, offset);
    const next: State | null = end === null ? null : step(state, text[offset]!, open);
    if (next === null) return { offset, expected: state };
    state = next;
    offset = end!;
  }
}

/** The state after a token that begins with a letter, or null when it may not stand here. */
function step(state: State, first: string, open: ("{" | "[")[]): State | null {
  const close = (): State => {
    open.pop();
    return afterValue(open);
  };
  if (first === "}") return state === "a key or }" || state === ", or }" ? close() : null;
  if (first === "]") return state === "a value or ]" || state === ", or ]" ? close() : null;
  if (first === ",") return state === ", or }" ? "a key in quotes" : state === ", or ]" ? "a value" : null;
  if (first === ":") return state === ":" ? "a value" : null;
  if (state === "a key or }" || state === "a key in quotes") return first === '"' ? ":" : null;
  if (state !== "a value" && state !== "a value or ]") return null;
  if (first !== "{" && first !== "[") return afterValue(open);
  open.push(first);
  return first === "{" ? "a key or }" : "a value or ]";
}

function afterValue(open: ("{" | "[")[]): State {
  return open.length === 0 ? "the end" : open.at(-1) === "{" ? ", or }" : ", or ]";
}

/** The end of a match that begins exactly at an offset, or null. */
function match(pattern: RegExp, text: string, offset: number): number | null {
  pattern.lastIndex = offset;
  return pattern.test(text) ? pattern.lastIndex : null;
}
