import { type Program, validate } from "../ir/index.js";
import { composeGathers } from "./composeGathers.js";
import { dropDeadOps } from "./dropDeadOps.js";
import { foldConstants } from "./foldConstants.js";
import { mergeEqualOps } from "./mergeEqualOps.js";
import type { Pass } from "./pass.js";
import { removeNoOps } from "./removeNoOps.js";

/** The passes that every import runs, in order. */
export const simplifyingPasses: readonly Pass[] = [
  foldConstants,
  composeGathers,
  removeNoOps,
  mergeEqualOps,
  dropDeadOps,
];

/** Runs passes in order and validates the program after each. @throws TrigforgeError TF-PROGRAM-001 */
export function runPasses(program: Program, passes: readonly Pass[]): Program {
  return passes.reduce((before, pass) => {
    const after = pass.run(before);
    validate(after);
    return after;
  }, program);
}

/** A program without what does not matter: constants folded, equal values merged, dead values dropped. */
export function simplify(program: Program): Program {
  return runPasses(program, simplifyingPasses);
}

export { composeGathers } from "./composeGathers.js";
export { dropDeadOps } from "./dropDeadOps.js";
export { foldConstants } from "./foldConstants.js";
export { mergeEqualOps } from "./mergeEqualOps.js";
export type { Pass } from "./pass.js";
export { removeNoOps } from "./removeNoOps.js";
