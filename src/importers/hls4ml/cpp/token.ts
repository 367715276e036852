/** A place in a project: a file's path and a line, counted from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/**
 * One token of C++.
 *
 * - `name`: an identifier or keyword.
 * - `number`: a numeric literal as written.
 * - `string`: a string or character literal with its quotes.
 * - `symbol`: an operator or punctuator; `>` is always alone, so that template arguments close.
 * - `numbers`: a whole initialiser list of plain literals with its braces, `{0.5, -1}`: weight arrays are one token.
 * - `directive`: a preprocessor line after its `#`, comments removed and continuations joined.
 */
export interface Token extends Place {
  readonly kind: "name" | "number" | "string" | "symbol" | "numbers" | "directive";
  readonly text: string;
}

/** How a place reads in a message: `firmware/parameters.h:12`. */
export function printPlace({ file, line }: Place): string {
  return `${file}:${line}`;
}
