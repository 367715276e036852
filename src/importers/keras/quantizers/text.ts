import { fail } from "../../../errors/index.js";

/** A quantiser written as a call: `quantized_relu(6,0,negative_slope=0.25)`. */
export interface QuantizerCall {
  readonly name: string;
  readonly positional: readonly unknown[];
  readonly named: Readonly<Record<string, unknown>>;
}

/**
 * Reads a quantiser written as a text, as QKeras' own parser does: a name, and in parentheses whole numbers, decimals,
 * True, False and quoted words, positional ones first. Nothing is evaluated.
 *
 * @throws TrigforgeError TF-KERAS-004 for anything else
 */
export function parseQuantizerText(text: string, where: string): QuantizerCall {
  const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?:\(([^()]*)\))?\s*$/.exec(text.slice(0, 400));
  if (match === null) return unreadable(text, where);
  const [, name, inside] = match;
  const positional: unknown[] = [];
  const named: Record<string, unknown> = {};
  const parts = inside === undefined || inside.trim() === "" ? [] : inside.split(",");
  for (const part of parts) {
    const [left, right, ...rest] = part.split("=").map((word) => word.trim());
    if (rest.length > 0) return unreadable(text, where);
    if (right === undefined) {
      if (Object.keys(named).length > 0) return unreadable(text, where);
      positional.push(parseWord(left!, text, where));
    } else {
      if (!/^[A-Za-z_]\w*$/.test(left!)) return unreadable(text, where);
      named[left!] = parseWord(right, text, where);
    }
  }
  return { name: name!, positional, named };
}

function parseWord(word: string, text: string, where: string): unknown {
  if (word === "True" || word === "False") return word === "True";
  if (word === "None") return null;
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(word)) return Number(word);
  const quoted = /^(["'])(.*)\1$/.exec(word);
  return quoted === null ? unreadable(text, where) : quoted[2]!;
}

function unreadable(text: string, where: string): never {
  return fail("TF-KERAS-004", {
    where,
    what: `"${text.slice(0, 80)}" is not a quantiser`,
    expected: "a call such as quantized_relu(6,0)",
  });
}
