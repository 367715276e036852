import { CST, Parser } from "yaml";

/**
 * The offset at which a YAML text first nests deeper than allowed, or null.
 *
 * The library composes documents by recursion, and a stack that is full at the wrong moment ends the whole process
 * (V8 aborts when it cannot compile a regular expression). Its parser of the concrete syntax does not recurse.
 */
export function findDeepNesting(text: string, deepest: number): number | null {
  const open: { token: CST.Token; depth: number }[] = [];
  for (const token of new Parser().parse(text)) open.push({ token, depth: 0 });
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { token, depth } = next;
    if (depth > deepest) return token.offset;
    if (token.type === "document" && token.value) open.push({ token: token.value, depth });
    if (!CST.isCollection(token)) continue;
    for (const { key, value } of token.items) {
      if (key) open.push({ token: key, depth: depth + 1 });
      if (value) open.push({ token: value, depth: depth + 1 });
    }
  }
  return null;
}
