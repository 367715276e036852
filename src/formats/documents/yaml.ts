import { isScalar, LineCounter, type ParsedNode, parseDocument, type ScalarTag, visit, type YAMLMap } from "yaml";
import { fail, TrigforgeError } from "../../errors/index.js";

/** How a YAML document is read. */
export interface YamlOptions {
  /** Custom tags to accept on scalars, such as `!keras_model` in hls4ml's configurations; their value is the text. */
  tags?: readonly string[];
}

/** Longest document in characters, and how much its aliases may expand (the library counts nodes). */
const limits = { characters: 2 ** 24, aliases: 100 };

/**
 * A YAML 1.2 document (core schema, `<<` merges) as plain objects, arrays, strings, numbers, booleans and null.
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013 with line and column: syntax, several documents, keys that appear twice, tags that
 *   are not accepted, aliases that expand without bound; TF-FORMAT-009 on integers that a number cannot hold;
 *   TF-FORMAT-017 on documents of more than 16 million characters
 */
export function parseYaml(text: string, where: string, { tags = [] }: YamlOptions = {}): unknown {
  if (text.length > limits.characters) {
    const what = `the document has ${text.length} characters`;
    fail("TF-FORMAT-017", { where, what, expected: `at most ${limits.characters}` });
  }
  try {
    const lines = new LineCounter();
    const at = (offset: number) => `${where}:${lines.linePos(offset).line}:${lines.linePos(offset).col}`;
    const customTags = tags.map((tag): ScalarTag => ({ tag, resolve: (value) => value }));
    // The library compares every key with every other; checkNodes finds doubles in linear time.
    const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false, merge: true, customTags };
    const document = parseDocument(text, options);
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined)
      fail("TF-FORMAT-013", { where: at(problem.pos[0]), what: decapitalise(problem.message) });
    checkNodes(document.contents, at);
    return document.toJS({ maxAliasCount: limits.aliases });
  } catch (error) {
    if (error instanceof TrigforgeError) throw error;
    const what = error instanceof RangeError ? "it is nested too deeply" : decapitalise((error as Error).message);
    return fail("TF-FORMAT-013", { where, what });
  }
}

/** Refuses keys that appear twice in a mapping, keys that are not scalars, and integers that a number cannot hold. */
function checkNodes(contents: ParsedNode | null, at: (offset: number) => string): void {
  visit(contents, {
    Map(_, map) {
      const seen = new Set<string>();
      for (const { key } of (map as YAMLMap<ParsedNode>).items) {
        const where = at(key?.range[0] ?? 0);
        if (!isScalar(key)) fail("TF-FORMAT-013", { where, what: "a key is not plain text" });
        const name = String(key.value);
        if (seen.has(name)) fail("TF-FORMAT-013", { where, what: `the key "${name}" appears twice in one mapping` });
        seen.add(name);
      }
    },
    Scalar(_, { value, source, range }) {
      if (
        typeof value !== "number" ||
        Number.isSafeInteger(value) ||
        !/^[-+]?(\d+|0x[0-9a-f]+|0o[0-7]+)$/i.test(source ?? "")
      )
        return;
      const where = at(range?.[0] ?? 0);
      fail("TF-FORMAT-009", {
        where,
        what: `the integer ${source} is beyond 2^53`,
        help: "write it as text, in quotes",
      });
    },
  });
}

function decapitalise(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
