import { fail } from "../../../errors/index.js";
import { Cursor } from "./cursor.js";
import { maximumDepth, withinLimit } from "./limits.js";
import { type Entity, Scope, type VariableParts } from "./scope.js";
import { type Place, printPlace, type Token } from "./token.js";

const specifiers = new Set(["static", "const", "constexpr", "inline", "extern", "volatile", "typename", "mutable"]);

/**
 * Reads the declarations of a translation unit: namespaces, typedefs and `using`, structs, constants, arrays and functions.
 * Types, values and bodies stay tokens. Templates of functions and classes are passed over; a template alias keeps its target.
 *
 * @returns the global scope
 * @throws TrigforgeError TF-HLS4ML-002 where the text is not such a list, TF-HLS4ML-005 for a name defined twice differently
 */
export function parseDeclarations(tokens: readonly Token[], place: Place): Scope {
  const global = new Scope("", null);
  readScope(new Cursor(tokens, place), global, 0);
  return global;
}

/** Reads declarations until the cursor ends or stands at the `}` of the scope. */
function readScope(cursor: Cursor, scope: Scope, depth: number): void {
  withinLimit(depth, maximumDepth, "scopes are nested too deep", cursor.here);
  while (!cursor.done && cursor.text() !== "}") readDeclaration(cursor, scope, depth);
  if (depth === 0 && !cursor.done) cursor.wrong(`"}" closes nothing`);
}

type DeclarationReader = (cursor: Cursor, scope: Scope, depth: number) => void;

/** How a declaration is read, by its first word; any other begins a variable or a function. */
const readers: ReadonlyMap<string, DeclarationReader> = new Map<string, DeclarationReader>([
  [";", (cursor) => void cursor.position++],
  ["namespace", readNamespace],
  ["inline", readInline],
  ["typedef", readTypedef],
  ["using", readUsing],
  ["template", readTemplate],
  ["struct", readStruct],
  ["class", readStruct],
  ["extern", readExtern],
  ["enum", skipDeclaration],
  ["union", skipDeclaration],
  ["static_assert", skipDeclaration],
  ["friend", skipDeclaration],
  ["public", skipAccess],
  ["private", skipAccess],
  ["protected", skipAccess],
]);

function readDeclaration(cursor: Cursor, scope: Scope, depth: number): void {
  const read = readers.get(cursor.text()) ?? readVariableOrFunction;
  read(cursor, scope, depth);
}

function readInline(cursor: Cursor, scope: Scope, depth: number): void {
  const read = cursor.text(1) === "namespace" ? readNamespace : readVariableOrFunction;
  read(cursor, scope, depth);
}

function readExtern(cursor: Cursor, scope: Scope, depth: number): void {
  const linkage = cursor.tokens[cursor.position + 1]?.kind === "string";
  if (linkage) readLinkage(cursor, scope, depth);
  else readVariableOrFunction(cursor, scope);
}

function skipAccess(cursor: Cursor): void {
  if (cursor.text(1) === ":") cursor.position += 2;
  else skipDeclaration(cursor);
}

function readNamespace(cursor: Cursor, scope: Scope, depth: number): void {
  cursor.accept("inline");
  cursor.position++;
  const names = cursor.text() === "{" ? [""] : cursor.qualifiedName();
  // An unnamed namespace is part of the one around it.
  const inner = names.reduce((outer, name) => (name === "" ? outer : outer.namespace(name)), scope);
  cursor.expect("{");
  readScope(cursor, inner, depth + 1);
  cursor.expect("}");
}

function readLinkage(cursor: Cursor, scope: Scope, depth: number): void {
  cursor.position += 2;
  if (cursor.accept("{")) {
    readScope(cursor, scope, depth + 1);
    cursor.expect("}");
  } else readDeclaration(cursor, scope, depth);
}

function readTypedef(cursor: Cursor, scope: Scope): void {
  const place = cursor.here;
  cursor.position++;
  const tokens = untilSemicolon(cursor);
  const name = tokens.at(-1);
  if (name?.kind !== "name") cursor.wrong("a typedef has no name");
  define(scope, name.text, { ...at(place), kind: "type", tokens: tokens.slice(0, -1), scope });
}

function readUsing(cursor: Cursor, scope: Scope): void {
  const place = cursor.here;
  cursor.position++;
  if (cursor.accept("namespace")) {
    scope.used.push(cursor.qualifiedName());
    cursor.expect(";");
    return;
  }
  const name = cursor.qualifiedName();
  if (cursor.accept("="))
    define(scope, name[0]!, { ...at(place), kind: "type", tokens: untilSemicolon(cursor), scope });
  else cursor.expect(";");
}

function readTemplate(cursor: Cursor, scope: Scope, depth: number): void {
  cursor.position++;
  if (cursor.text() === "<") cursor.angled();
  if (cursor.text() === "using") readUsing(cursor, scope);
  else if (cursor.text() === "template") readTemplate(cursor, scope, depth);
  else skipDeclaration(cursor);
}

function readStruct(cursor: Cursor, scope: Scope, depth: number): void {
  const place = cursor.here;
  cursor.position++;
  if (cursor.token?.kind !== "name") {
    skipDeclaration(cursor);
    return;
  }
  const name = cursor.name();
  const bases: Token[][] = [];
  if (cursor.accept(":")) {
    bases.push([]);
    while (!cursor.done && cursor.text() !== "{") {
      const token = cursor.token!;
      if (token.text === ",") bases.push([]);
      else if (token.text !== "public") bases.at(-1)!.push(token);
      cursor.position++;
    }
  }
  if (cursor.text() !== "{") {
    // A declaration alone, or a variable of a struct type.
    if (!cursor.accept(";")) skipDeclaration(cursor);
    return;
  }
  const members = new Scope(name, scope);
  define(scope, name, { ...at(place), kind: "struct", members, bases });
  cursor.expect("{");
  readScope(cursor, members, depth + 1);
  cursor.expect("}");
  cursor.expect(";");
}

/** Reads `[specifiers] type name [extents] [= initialiser];`, or a function. */
function readVariableOrFunction(cursor: Cursor, scope: Scope): void {
  const place = cursor.here;
  const head = readHead(cursor);
  if (cursor.text() === "(") {
    readFunction(cursor, scope, head, place);
    return;
  }
  for (;;) {
    const { type, name } = splitHead(head, place);
    const parts = readVariableParts(cursor);
    define(scopeOfName(scope, name), name.at(-1)!, { ...at(place), kind: "variable", type, scope, ...parts });
    if (!cursor.accept(",")) break;
    head.splice(head.length - (2 * name.length - 1), head.length, ...readHead(cursor));
  }
  cursor.expect(";");
}

/** Tokens up to what follows the declared name. */
function readHead(cursor: Cursor): Token[] {
  const head: Token[] = [];
  while (!cursor.done && !["(", "[", "=", "{", "}", ";", ",", ":"].includes(cursor.text())) {
    if (cursor.text().startsWith("{")) break;
    if (cursor.text() === "<") {
      const start = cursor.position;
      cursor.angled();
      head.push(...cursor.tokens.slice(start, cursor.position));
    } else {
      if (!specifiers.has(cursor.text())) head.push(cursor.token!);
      cursor.position++;
    }
  }
  return head;
}

/** Splits `type a::b::name` at the declared name. */
function splitHead(head: readonly Token[], place: Place): { type: readonly Token[]; name: string[] } {
  let start = head.length - 1;
  while (start >= 2 && head[start]!.kind === "name" && head[start - 1]!.text === "::") start -= 2;
  const name = head.slice(start).filter((token) => token.kind === "name");
  if (start < 1 || name.length === 0) {
    const shown = head.map((token) => token.text).join(" ");
    return fail("TF-HLS4ML-002", { where: printPlace(place), what: `"${shown.slice(0, 60)}" is not a declaration` });
  }
  return { type: head.slice(0, start), name: name.map((token) => token.text) };
}

/** Extents and initialiser, up to the `;` or `,` behind them. Shared with the statements of the top function. */
export function readVariableParts(cursor: Cursor): VariableParts {
  const extents: (readonly Token[])[] = [];
  while (cursor.text() === "[") extents.push(cursor.bracketed());
  const assigned = cursor.accept("=");
  if (cursor.text().startsWith("{")) return { extents, initialiser: braces(cursor) };
  if (!assigned) return { extents, initialiser: null };
  const start = cursor.position;
  while (!cursor.done && ![";", ","].includes(cursor.text())) {
    if (cursor.text() === "<" && cursor.text(1) !== "<") skipAngles(cursor);
    else if (["(", "[", "{"].includes(cursor.text())) cursor.bracketed();
    else cursor.position++;
  }
  if (cursor.position === start) cursor.wrong("a value is missing behind =");
  return { extents, initialiser: cursor.tokens.slice(start, cursor.position) };
}

/** Passes template arguments, or the single token of a comparison. */
function skipAngles(cursor: Cursor): void {
  const closes = cursor.tokens.findIndex((token, index) => index > cursor.position && [";", ">"].includes(token.text));
  if (cursor.tokens[closes]?.text === ">") cursor.angled();
  else cursor.position++;
}

function braces(cursor: Cursor): readonly Token[] {
  const start = cursor.position;
  cursor.bracketed();
  return cursor.tokens.slice(start, cursor.position);
}

function readFunction(cursor: Cursor, scope: Scope, head: readonly Token[], place: Place): void {
  const parameters = cursor.bracketed();
  while (!cursor.done && ![";", "{"].includes(cursor.text())) cursor.position++;
  if (cursor.accept(";")) return;
  const body = cursor.bracketed();
  const name = head.at(-1)?.text ?? "";
  const entity = { ...at(place), kind: "function" as const, name, parameters, body, scope };
  scope.functions.push(entity);
}

/** Passes a declaration that carries no meaning here: up to its `;`, or its body. */
function skipDeclaration(cursor: Cursor): void {
  while (!cursor.done) {
    const text = cursor.text();
    if (text === "}") return;
    if (text === ";") {
      cursor.position++;
      return;
    }
    if (text === "{") {
      cursor.bracketed();
      cursor.accept(";");
      return;
    }
    if (text === "(" || text === "[") cursor.bracketed();
    else cursor.position++;
  }
}

function untilSemicolon(cursor: Cursor): readonly Token[] {
  const start = cursor.position;
  while (!cursor.done && cursor.text() !== ";") {
    if (["(", "[", "{"].includes(cursor.text())) cursor.bracketed();
    else cursor.position++;
  }
  const tokens = cursor.tokens.slice(start, cursor.position);
  cursor.expect(";");
  return tokens;
}

/** The scope that a qualified declaration such as `config3::pixels` belongs to. */
function scopeOfName(scope: Scope, name: readonly string[]): Scope {
  if (name.length === 1) return scope;
  const owner = scope.find(name.slice(0, -1));
  return owner?.kind === "struct" ? owner.members : scope;
}

function define(scope: Scope, name: string, entity: Entity): void {
  const known = scope.members.get(name);
  if (known === undefined || isDeclarationOf(known, entity)) scope.members.set(name, entity);
  else if (!isDeclarationOf(entity, known) && !sameDefinition(known, entity)) {
    fail("TF-HLS4ML-005", {
      where: printPlace(entity),
      what: `${name} is defined again, in another way`,
      expected: `what ${printPlace(known)} says`,
    });
  }
}

/** Whether `first` only declares the variable that `second` gives a value. */
function isDeclarationOf(first: Entity, second: Entity): boolean {
  return first.kind === "variable" && second.kind === "variable" && first.initialiser === null;
}

function sameDefinition(a: Entity, b: Entity): boolean {
  if (a.kind === "type" && b.kind === "type") return spell(a.tokens) === spell(b.tokens);
  if (a.kind !== "variable" || b.kind !== "variable") return false;
  return spell(a.type) === spell(b.type) && spell(a.initialiser ?? []) === spell(b.initialiser ?? []);
}

function spell(tokens: readonly Token[]): string {
  return tokens.map((token) => token.text).join(" ");
}

function at({ file, line }: Place): Place {
  return { file, line };
}
