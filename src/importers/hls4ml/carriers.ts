import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import { Cursor, splitAtCommas } from "./cpp/cursor.js";
import { maximumDepth, withinLimit } from "./cpp/limits.js";
import type { Scope } from "./cpp/scope.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";
import { resolveFormat, resolveNumber } from "./names.js";

/** What an array, or a stream, of a project carries. */
export interface Carrier {
  /** Format of one element. */
  readonly format: FixedFormat;
  /** Number of elements of one nnet::array; null for plain elements. */
  readonly pack: number | null;
  /** Whether it is an hls::stream, whose number of elements no declaration says. */
  readonly stream: boolean;
}

/**
 * What a type carries: a fixed-point type, an nnet::array of one, or an hls::stream of either, through typedefs.
 *
 * @throws TrigforgeError TF-HLS4ML-005, TF-HLS4ML-006 and TF-HLS4ML-009 for types that carry something else
 */
export function resolveCarrier(tokens: readonly Token[], scope: Scope, place: Place, depth = 0): Carrier {
  withinLimit(depth, maximumDepth, "typedefs are nested too deep", place);
  const meaning = tokens.filter(({ text }) => !["const", "typename", "struct", "&", "static"].includes(text));
  const cursor = new Cursor(meaning, place);
  const from = cursor.text() === "::" ? scope.root : scope;
  const name = cursor.qualifiedName();
  const spelled = name.join("::");
  if (cursor.text() === "<" && (spelled === "hls::stream" || spelled === "nnet::array")) {
    const [element, size] = splitAtCommas(cursor.angled());
    if (element === undefined || (spelled === "nnet::array") !== (size !== undefined)) {
      fail("TF-HLS4ML-006", { where: printPlace(place), what: `${spelled} with other template arguments` });
    }
    const inner = resolveCarrier(element, scope, place, depth + 1);
    if (inner.stream || (inner.pack !== null && size !== undefined)) {
      fail("TF-HLS4ML-009", { where: printPlace(place), what: `${spelled} carries streams or arrays of arrays` });
    }
    if (size === undefined) return { ...inner, stream: true };
    const pack = resolveNumber(size, scope, place);
    if (Number.isInteger(pack) && pack >= 1 && pack <= 2 ** 20) return { ...inner, pack };
    fail("TF-HLS4ML-011", { where: printPlace(place), what: `an nnet::array has ${pack} elements` });
  }
  const entity = from.find(name);
  if (entity?.kind === "type" && cursor.text() !== "<" && !sameTokens(entity.tokens, meaning)) {
    return resolveCarrier(entity.tokens, entity.scope, entity, depth + 1);
  }
  return { format: resolveFormat(tokens, scope, place), pack: null, stream: false };
}

/** `typedef weight_t weight_t;` names the type of the scope around: resolveFormat knows how. */
function sameTokens(a: readonly Token[], b: readonly Token[]): boolean {
  return a.length === b.length && a.every((token, index) => token.text === b[index]!.text);
}
