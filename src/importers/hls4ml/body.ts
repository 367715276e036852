import { fail } from "../../errors/index.js";
import { Cursor, splitAtCommas } from "./cpp/cursor.js";
import { readVariableParts } from "./cpp/parser.js";
import { type Place, printPlace, type Token } from "./cpp/token.js";

/** An array that the top function declares, or takes as a parameter. */
export interface ArrayDeclaration extends Place {
  readonly name: string;
  readonly type: readonly Token[];
  readonly extents: readonly (readonly Token[])[];
}

/** A call of a kernel: `nnet::dense<input_t, layer2_t, config2>(x, layer2_out, w2, b2);`. */
export interface KernelCall extends Place {
  readonly name: readonly string[];
  readonly templates: readonly (readonly Token[])[];
  readonly operands: readonly (readonly Token[])[];
  /** Line of the closing `;`, where hls4ml names the layer in a comment. */
  readonly lastLine: number;
  /** The loop over time steps that the call is in; absent outside. */
  readonly loop?: TimeLoop;
}

/** `for (int ts = 0; ts < config2::n_time_steps; ts++) { … }` around calls. */
export interface TimeLoop extends Place {
  /** The number of steps. */
  readonly extent: readonly Token[];
}

/** What the body of a top function says, in order. */
export interface Body {
  readonly arrays: readonly ArrayDeclaration[];
  /** `auto& alias = name`. */
  readonly aliases: readonly (Place & { readonly name: string; readonly target: string })[];
  readonly calls: readonly KernelCall[];
  /** Text files that the function loads without a guard, by array. */
  readonly loads: ReadonlyMap<string, string>;
}

interface BodyParts {
  arrays: ArrayDeclaration[];
  aliases: (Place & { name: string; target: string })[];
  calls: KernelCall[];
  loads: Map<string, string>;
}

/** Calls that write no values of the network. */
const silent = new Set(["save_layer_output", "print_result", "print_full_result"]);

/** Sizes that hls4ml before 0.7 hands out: `unsigned short &const_size_in_1`, set to a constant, which nothing reads. */
const sizeName = /^const_size_(?:in|out)_\d+$/;

/** Reads the parameters of a top function, sizes left out. @throws TrigforgeError TF-HLS4ML-002 */
export function readParameters(tokens: readonly Token[], place: Place): ArrayDeclaration[] {
  return splitAtCommas(tokens).flatMap((parameter) => {
    const cursor = new Cursor(parameter, place);
    if (sizeName.test(parameter.at(-1)?.text ?? "") && parameter.at(-2)?.text === "&") return [];
    return [readArray(cursor)];
  });
}

/**
 * Reads the statements of a top function.
 *
 * @throws TrigforgeError TF-HLS4ML-002, and TF-HLS4ML-012 for a statement that is neither a declaration, an alias, a call of
 * a function, nor the loading of weights
 */
export function readBody(tokens: readonly Token[], place: Place): Body {
  const parts: BodyParts = { arrays: [], aliases: [], calls: [], loads: new Map() };
  const cursor = new Cursor(tokens, place);
  while (!cursor.done) readStatement(cursor, parts);
  return parts;
}

type StatementReader = (cursor: Cursor, parts: BodyParts) => void;

/** How a statement is read, by its first word; any other begins a declaration or a call. */
const readers: ReadonlyMap<string, StatementReader> = new Map<string, StatementReader>([
  [";", (cursor) => void cursor.position++],
  ["static", readFlag],
  ["if", readLoading],
  ["auto", readAlias],
  ["for", readLoop],
  ...["{", "while", "do", "switch", "return"].map((word): [string, StatementReader] => [
    word,
    (cursor) => notUnderstood(cursor.here, `"${word}" begins a statement`),
  ]),
]);

function readStatement(cursor: Cursor, parts: BodyParts): void {
  if (sizeName.test(cursor.text()) && cursor.text(1) === "=") {
    cursor.position += 2;
    while (/^[\w*]+$/.test(cursor.text())) cursor.position++;
    cursor.expect(";");
    return;
  }
  const read = readers.get(cursor.text()) ?? readCallOrArray;
  read(cursor, parts);
}

/** `static bool loaded_weights = false;` */
function readFlag(cursor: Cursor): void {
  const place = cursor.here;
  if (cursor.text(1) !== "bool") notUnderstood(place, "a static variable other than a flag is declared");
  while (!cursor.done && cursor.text() !== ";") cursor.position++;
  cursor.expect(";");
}

/** `if (!loaded_weights) { nnet::load_weights_from_txt<weight2_t, 12>(w2, "w2.txt"); loaded_weights = true; }` */
function readLoading(cursor: Cursor, parts: BodyParts): void {
  const place = cursor.here;
  cursor.position++;
  cursor.bracketed();
  if (cursor.text() !== "{") notUnderstood(place, "a conditional statement has no block");
  const block = new Cursor(cursor.bracketed(), place);
  while (!block.done) {
    if (block.text(1) === "=") {
      while (!block.done && !block.accept(";")) block.position++;
      continue;
    }
    const call = readCall(block);
    const [target, file] = call.operands;
    const name = target?.map((token) => token.text).join("");
    if (call.name.at(-1) !== "load_weights_from_txt" || name === undefined || file?.[0]?.kind !== "string") {
      notUnderstood(call, `${call.name.join("::")} is called under a condition`);
    }
    parts.loads.set(name, file[0].text.slice(1, -1));
  }
}

/** A loop over time steps: its counter from 0 in steps of 1, and calls alone inside. */
function readLoop(cursor: Cursor, parts: BodyParts): void {
  const { file, line } = cursor.here;
  cursor.position++;
  const [start, condition, step] = splitAtSemicolons(cursor.bracketed());
  const counter = start?.[1]?.text ?? "";
  const counts =
    spelled(start) === `int ${counter} = 0` &&
    [`${counter} ++`, `++ ${counter}`].includes(spelled(step)) &&
    counter !== "";
  const below = condition?.[0]?.text === counter && condition[1]?.text === "<";
  if (!counts || !below || cursor.text() !== "{") notUnderstood({ file, line }, "this is no loop over time steps");
  const loop: TimeLoop = { file, line, extent: condition!.slice(2) };
  const block = new Cursor(cursor.bracketed(), { file, line });
  while (!block.done) {
    if (block.accept(";")) continue;
    const call = readCall(block);
    if (!silent.has(call.name.at(-1)!)) parts.calls.push({ ...call, loop });
  }
}

function splitAtSemicolons(tokens: readonly Token[]): Token[][] {
  const lists: Token[][] = [[]];
  for (const token of tokens) {
    if (token.text === ";") lists.push([]);
    else lists.at(-1)!.push(token);
  }
  return lists;
}

function spelled(tokens: readonly Token[] | undefined): string {
  return (tokens ?? []).map((token) => token.text).join(" ");
}

function readAlias(cursor: Cursor, parts: BodyParts): void {
  const { file, line } = cursor.here;
  cursor.position++;
  const reference = cursor.accept("&");
  const name = cursor.name();
  if (!reference || !cursor.accept("=")) notUnderstood({ file, line }, `auto ${name} is no alias of an array`);
  const target = cursor.name();
  cursor.expect(";");
  parts.aliases.push({ file, line, name, target });
}

function readCallOrArray(cursor: Cursor, parts: BodyParts): void {
  const start = cursor.position;
  while (specifiers.has(cursor.text())) cursor.position++;
  cursor.qualifiedName();
  if (cursor.text() === "<") cursor.angled();
  const isCall = cursor.text() === "(";
  cursor.position = start;
  if (!isCall) {
    parts.arrays.push(readArray(cursor));
    cursor.expect(";");
    return;
  }
  const call = readCall(cursor);
  if (!silent.has(call.name.at(-1)!)) parts.calls.push(call);
}

const specifiers = new Set(["const", "static", "typename"]);

/** Reads `type name[extent]`, the `;` left. */
function readArray(cursor: Cursor): ArrayDeclaration {
  const { file, line } = cursor.here;
  const start = cursor.position;
  while (specifiers.has(cursor.text())) cursor.position++;
  cursor.qualifiedName();
  if (cursor.text() === "<") cursor.angled();
  while (cursor.accept("&") || cursor.accept("*") || cursor.accept("const"));
  const type = cursor.tokens.slice(start, cursor.position);
  const name = cursor.name();
  if (cursor.text() === "(") cursor.bracketed();
  const { extents, initialiser } = readVariableParts(cursor);
  if (initialiser !== null) notUnderstood({ file, line }, `${name} is given values`);
  return { file, line, name, type, extents };
}

function readCall(cursor: Cursor): KernelCall {
  const { file, line } = cursor.here;
  const name = cursor.qualifiedName();
  const templates = cursor.text() === "<" ? splitAtCommas(cursor.angled()) : [];
  if (cursor.text() !== "(") notUnderstood({ file, line }, `${name.join("::")} begins a statement that is no call`);
  const operands = splitAtCommas(cursor.bracketed());
  const lastLine = cursor.here.line;
  cursor.expect(";");
  return { file, line, name, templates, operands, lastLine };
}

function notUnderstood(place: Place, what: string): never {
  return fail("TF-HLS4ML-012", {
    where: printPlace(place),
    what,
    expected: "a declaration of an array, auto& a = b, or a call of a kernel",
  });
}
