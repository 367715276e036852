import type { Program } from "../ir/index.js";

/**
 * A change of a program that changes no output bit for any input. Idempotent: applied twice it gives what it gives once.
 */
export interface Pass {
  /** A verb phrase, the same as the file's name. */
  readonly name: string;
  readonly description: string;
  run(program: Program): Program;
}
