import { isAlias, isNode, isScalar, type ParsedNode, parseDocument, type ScalarTag, visit, type YAMLMap } from "yaml";
import { fail, TrigforgeError } from "../../errors/index.js";
import { placeInText } from "./place.js";
import { findDeepNesting } from "./yamlDepth.js";

/** How a YAML document is read. */
export interface YamlOptions {
  /** Custom tags to accept on scalars, such as `!keras_model` in hls4ml's configurations; their value is the text. */
  tags?: readonly string[];
}

/** Longest document in characters, how much its aliases may expand (the library counts nodes), and deepest nesting. */
const limits = { characters: 2 ** 21, aliases: 100, depth: 100 };

const integerText = /^[-+]?(\d+|0x[0-9a-f]+|0o[0-7]+)$/i;

/**
 * A YAML 1.2 document (core schema, `<<` merges) as plain objects, arrays, strings, numbers, booleans and null.
 *
 * @param where the document's name, for errors
 * @throws TrigforgeError TF-FORMAT-013 with line and column: syntax, several documents, keys that appear twice, tags that
 *   are not accepted, aliases that expand without bound, more than 100 levels; TF-FORMAT-009 on integers that a number cannot hold;
 *   TF-FORMAT-017 on documents of more than 2 million characters
 */
export function parseYaml(text: string, where: string, { tags = [] }: YamlOptions = {}): unknown {
  if (text.length > limits.characters) {
    const what = `the document has ${text.length} characters`;
    fail("TF-FORMAT-017", { where, what, expected: `at most ${limits.characters}` });
  }
  const failAt = (offset: number, what: string) =>
    fail("TF-FORMAT-013", { where: placeInText(where, text, offset), what: decapitalise(what) });
  try {
    const deep = findDeepNesting(text, limits.depth);
    if (deep !== null) failAt(deep, `it is nested more than ${limits.depth} levels deep`);
    const customTags = tags.map((tag): ScalarTag => ({ tag, resolve: (value) => value }));
    // The library compares every key with every other; checkNodes finds doubles in linear time.
    const document = parseDocument(text, { prettyErrors: false, uniqueKeys: false, merge: true, customTags });
    const problem = document.errors[0] ?? document.warnings[0];
    if (problem !== undefined) failAt(problem.pos[0], problem.message);
    checkNodes(document.contents, where, text, failAt);
    return document.toJS({ maxAliasCount: limits.aliases });
  } catch (error) {
    if (error instanceof TrigforgeError) throw error;
    return fail("TF-FORMAT-013", { where, what: decapitalise((error as Error).message) });
  }
}

/** Refuses aliases of nothing, double keys in a mapping, keys that are not scalars, and integers beyond a number. */
function checkNodes(
  contents: ParsedNode | null,
  where: string,
  text: string,
  failAt: (offset: number, what: string) => never,
): void {
  const anchors = new Set<string>();
  visit(contents, {
    Alias(_, { source, range }, ancestors) {
      const offset = range?.[0] ?? 0;
      if (!anchors.has(source)) failAt(offset, `there is no anchor "${source}" before this alias`);
      const inside = ancestors.some((node) => isNode(node) && !isAlias(node) && node.anchor === source);
      if (inside) failAt(offset, `this alias stands within its own anchor "${source}"`);
    },
    Seq(_, { anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
    },
    Map(_, map) {
      if (map.anchor !== undefined) anchors.add(map.anchor);
      const seen = new Set<string>();
      for (const { key } of (map as YAMLMap<ParsedNode>).items) {
        const offset = key?.range[0] ?? 0;
        if (!isScalar(key)) return failAt(offset, "a key is not plain text");
        const name = String(key.value);
        if (seen.has(name)) failAt(offset, `the key "${name}" appears twice in one mapping`);
        seen.add(name);
      }
      return undefined;
    },
    Scalar(_, { value, source, range, anchor }) {
      if (anchor !== undefined) anchors.add(anchor);
      if (typeof value !== "number" || Number.isSafeInteger(value) || !integerText.test(source ?? "")) return;
      fail("TF-FORMAT-009", {
        where: placeInText(where, text, range?.[0] ?? 0),
        what: `the integer ${source} is beyond 2^53`,
        help: "write it as text, in quotes",
      });
    },
  });
}

function decapitalise(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
