import { type ErrorCode, type ErrorNote, formatError, TrigforgeError } from "../errors/index.js";

/** Something that a backend cannot do exactly for a program. A backend lists all of them before it does anything. */
export interface Problem {
  readonly code: ErrorCode;
  readonly note: ErrorNote;
}

/** Throws when there are problems: the first one's code, and all of them in the message. */
export function refuse(problems: readonly Problem[]): void {
  const first = problems[0];
  if (first === undefined) return;
  const error = new TrigforgeError(first.code, first.note);
  error.message = problems.map(({ code, note }) => formatError(code, note)).join("\n");
  throw error;
}
