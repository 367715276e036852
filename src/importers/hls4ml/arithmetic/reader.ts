import { fail } from "../../../errors/index.js";
import { Cursor } from "../cpp/cursor.js";
import { withinLimit } from "../cpp/limits.js";
import { readNumberList } from "../cpp/literal.js";
import { type Place, printPlace, type Token } from "../cpp/token.js";
import type { ArithmeticFunction, Assignment } from "./expression.js";
import { ExpressionParser } from "./parser.js";

/** Most assignments that one function may have. */
const maximumAssignments = 100_000;

/** What a generated header defines under a name: parameters and body of `void name(…) { … }`. */
export interface GeneratedText {
  readonly parameters: readonly Token[];
  readonly body: readonly Token[];
  readonly place: Place;
}

/** Finds `void name(…) { … }` among the tokens of a header; null when it is not there. */
export function findGenerated(tokens: readonly Token[], name: string): GeneratedText | null {
  const index = tokens.findIndex(
    ({ text }, at) => text === name && tokens[at - 1]?.text === "void" && tokens[at + 1]?.text === "(",
  );
  if (index < 0) return null;
  const meaning = tokens.slice(index + 1).filter(({ kind }) => kind !== "directive");
  const cursor = new Cursor(meaning, tokens[index]!);
  const parameters = cursor.bracketed();
  if (cursor.text() !== "{") return null;
  return { parameters, body: cursor.bracketed(), place: tokens[index]! };
}

/**
 * Reads a function that distributed arithmetic generated: assignments of typed expressions.
 *
 * @throws TrigforgeError TF-HLS4ML-015 for anything else, TF-HLS4ML-002 for text that is not closed
 */
export function readArithmetic(name: string, { parameters, body, place }: GeneratedText): ArithmeticFunction {
  const [input, output] = readParameters(name, parameters, place);
  const cursor = new Cursor(body, place);
  const parser = new ExpressionParser(cursor, { input: input.name, inputs: input.count });
  const assignments: Assignment[] = [];
  const tables = new Map<string, { format: ReturnType<typeof parser.format>; values: readonly number[] }>();
  while (!cursor.done) {
    withinLimit(assignments.length, maximumAssignments, `${name} has too many assignments`, cursor.here);
    const { line } = cursor.here;
    if (cursor.accept(";")) continue;
    if (cursor.text() === output.name && cursor.text(1) === "[") {
      cursor.position++;
      const index = parser.index();
      if (index >= output.count) refuse(cursor.here, `element ${index} of ${output.count} is written`);
      cursor.expect("=");
      assignments.push({ target: { output: index }, expression: parser.expression(), line });
    } else if (cursor.text() === "static") {
      const { name: table, format, values } = readTable(cursor, parser);
      tables.set(table, { format, values });
    } else {
      const format = parser.format();
      const target = { name: cursor.name(), format };
      cursor.expect("=");
      assignments.push({ target, expression: parser.expression(), line });
    }
    cursor.expect(";");
  }
  return { name, file: place.file, inputs: input.count, outputs: output.count, assignments, tables };
}

/** `static const ap_fixed<8,2> table_1[] = {0.5,0.25};` */
function readTable(cursor: Cursor, parser: ExpressionParser) {
  for (const word of ["static", "const"]) cursor.expect(word);
  const format = parser.format();
  const name = cursor.name();
  if (cursor.text() === "[") cursor.bracketed();
  cursor.expect("=");
  const list = cursor.token;
  if (list?.kind !== "numbers") refuse(cursor.here, `the table ${name} is no list of numbers`);
  cursor.position++;
  return { name, format, values: readNumberList(list!.text, list!) };
}

/** The two parameters `inp_t inp[57], out_t out[29]`. */
function readParameters(name: string, tokens: readonly Token[], place: Place) {
  const text = tokens.map((token) => token.text).join(" ");
  const match = /^\w+ (\w+) \[ (\d{1,7}) \] , \w+ (\w+) \[ (\d{1,7}) \]$/.exec(text);
  if (match === null) return refuse(place, `${name} takes other parameters than two arrays`);
  return [
    { name: match[1]!, count: Number(match[2]) },
    { name: match[3]!, count: Number(match[4]) },
  ] as const;
}

function refuse(place: Place, what: string): never {
  return fail("TF-HLS4ML-015", { where: printPlace(place), what });
}
