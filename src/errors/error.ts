import { catalogue, type ErrorCode } from "./catalogue.js";

/** What an error says beside its code: where it is, what is wrong, what was expected, what to do. */
export interface ErrorNote {
  /** The file, node, line or option at fault: `jet.onnx: node "Quant_12" (Quant)`. */
  where: string;
  /** One claim: what is wrong. */
  what: string;
  /** What would have been right, with an example. */
  expected?: string;
  /** What to do about it. */
  help?: string;
}

/** A user's mistake or an input that cannot be handled exactly. Printed without a stack trace. */
export class TrigforgeError extends Error {
  readonly code: ErrorCode;
  readonly note: ErrorNote;

  constructor(code: ErrorCode, note: ErrorNote) {
    super(formatError(code, note));
    this.name = "TrigforgeError";
    this.code = code;
    this.note = note;
  }
}

/** Throws a {@link TrigforgeError}. */
export function fail(code: ErrorCode, note: ErrorNote): never {
  throw new TrigforgeError(code, note);
}

/** The text a person reads: claim, expectation, help, and the code to look up. */
export function formatError(code: ErrorCode, note: ErrorNote): string {
  const help = note.help ?? catalogue[code].title;
  return [
    `${note.where}: ${note.what}`,
    ...(note.expected === undefined ? [] : [`  expected ${note.expected}`]),
    `  help: ${help} (trigforge explain ${code})`,
  ].join("\n");
}
