import { fail } from "../../errors/index.js";
import { type FixedFormat, parseFormat } from "../../fixed/index.js";
import { Cursor, splitAtCommas } from "./cpp/cursor.js";
import { evaluateExpression } from "./cpp/expression.js";
import { maximumDepth, withinLimit } from "./cpp/limits.js";
import type { ConstantValue } from "./cpp/literal.js";
import type { Entity, Scope } from "./cpp/scope.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";

const fixedPointNames = new Set(["ap_fixed", "ap_ufixed", "ap_int", "ap_uint", "ac_fixed", "ac_int"]);
const streams = new Set(["hls::stream", "nnet::array", "stream", "nnet_array"]);

/** A scalar or array of the project. */
export type Variable = Extract<Entity, { kind: "variable" }>;

/** The fixed-point format that a type stands for, through typedefs and constant arguments. */
export function resolveFormat(
  tokens: readonly Token[],
  scope: Scope,
  place: Place,
  depth = 0,
  self?: Entity,
): FixedFormat {
  withinLimit(depth, maximumDepth, "typedefs are nested too deep", place);
  const cursor = new Cursor(
    tokens.filter(({ text }) => !["const", "typename", "struct", "&", "static"].includes(text)),
    place,
  );
  const from = cursor.text() === "::" ? scope.root : scope;
  const name = cursor.qualifiedName();
  const spelled = name.join("::");
  if (streams.has(spelled)) {
    return fail("TF-HLS4ML-009", { where: printPlace(place), what: `${spelled} carries data of this project` });
  }
  if (cursor.text() === "<" && fixedPointNames.has(name.at(-1)!)) {
    const parameters = splitAtCommas(cursor.angled()).map((argument) => typeArgument(argument, scope, place));
    return parseFormat(`${name.at(-1)}<${parameters.join(",")}>`, printPlace(place));
  }
  const found = from.find(name);
  // In `typedef weight_t weight_t;` the first is that of the scope around.
  const entity = found !== undefined && found === self ? from.parent?.find(name) : found;
  if (entity?.kind === "type") return resolveFormat(entity.tokens, entity.scope, entity, depth + 1, entity);
  return fail(entity === undefined && !isBuiltin(spelled) ? "TF-HLS4ML-005" : "TF-HLS4ML-006", {
    where: printPlace(place),
    what:
      entity === undefined && !isBuiltin(spelled)
        ? `the type ${spelled} is not defined`
        : `${spelled} is no fixed-point type`,
    expected: "ap_fixed, ap_ufixed, ap_int or ap_uint, or a typedef of one",
  });
}

function isBuiltin(name: string): boolean {
  return /^(?:float|double|half|int|unsigned|bool|char|short|long|auto|void|size_t|ap_float|std::.*)$/.test(name);
}

function typeArgument(tokens: readonly Token[], scope: Scope, place: Place): string {
  const last = tokens.at(-1)?.text ?? "";
  if (/^A[PC]_|^(?:true|false)$/.test(last)) return last;
  return String(resolveNumber(tokens, scope, place));
}

/** The value of a constant expression. @throws TrigforgeError TF-HLS4ML-005 for a name that has none */
export function resolveValue(tokens: readonly Token[], scope: Scope, place: Place, depth = 0): ConstantValue {
  withinLimit(depth, maximumDepth, "constants refer to one another without end", place);
  return evaluateExpression(tokens, { lookup: (name, at) => valueOfName(name, scope, at, depth) }, place);
}

/** The value of a constant expression as a number. @throws TrigforgeError TF-HLS4ML-005 when it is none */
export function resolveNumber(tokens: readonly Token[], scope: Scope, place: Place): number {
  const value = resolveValue(tokens, scope, place);
  if (value.kind !== "symbol") return value.value;
  return fail("TF-HLS4ML-005", { where: printPlace(place), what: `${value.name} is not a number` });
}

/** The extent of an array, from its tokens. @throws TrigforgeError TF-HLS4ML-011 when it is not a positive whole number */
export function resolveExtent(tokens: readonly Token[], scope: Scope, place: Place): number {
  const extent = resolveNumber(tokens, scope, place);
  if (Number.isInteger(extent) && extent >= 1 && extent <= 2 ** 20) return extent;
  return fail("TF-HLS4ML-011", {
    where: printPlace(place),
    what: `an array has ${extent} elements`,
    expected: "1 to 1048576",
  });
}

/** The value of a named constant, in its declared type; enumerators of nnet and the vendor stand for themselves. */
function valueOfName(name: readonly string[], scope: Scope, place: Place, depth: number): ConstantValue {
  const entity = scope.find(name);
  if (entity?.kind === "variable" && entity.extents.length === 0) return constantValue(entity, depth);
  if (entity === undefined && (name[0] === "nnet" || enumerators.has(name.at(-1)!))) {
    return { kind: "symbol", name: name.at(-1)! };
  }
  return fail("TF-HLS4ML-005", {
    where: printPlace(place),
    what: entity === undefined ? `${name.join("::")} is not defined` : `${name.join("::")} is not a constant`,
  });
}

const enumerators = new Set([
  "io_parallel",
  "io_stream",
  "io_serial",
  "latency",
  "resource",
  "stable",
  "legacy",
  "argmax",
]);

/** The value of a scalar constant as its declared type holds it. @throws TrigforgeError TF-HLS4ML-005 when it has none */
export function constantValue(variable: Variable, depth = 0): ConstantValue {
  if (variable.initialiser === null) {
    return fail("TF-HLS4ML-005", {
      where: printPlace(variable),
      what: "this constant is declared and never given a value",
    });
  }
  const value = resolveValue(variable.initialiser, variable.scope, variable, depth + 1);
  const type = variable.type.map((token) => token.text).join(" ");
  if (value.kind === "symbol") return value;
  switch (type) {
    case "unsigned":
    case "unsigned int":
      return { kind: "integer", value: Math.trunc(value.value) >>> 0, unsigned: true };
    case "int":
      return { kind: "integer", value: Math.trunc(value.value) | 0, unsigned: false };
    case "bool":
      return { kind: "integer", value: value.value === 0 ? 0 : 1, unsigned: false };
    case "float":
      return { kind: "real", value: Math.fround(value.value) };
    default:
      return value;
  }
}
