import type { CommandModule } from "yargs";
import { budgetVerb } from "./budget.js";
import { captureVerb } from "./capture.js";
import { checkVerb } from "./check.js";
import { compareVerb } from "./compare.js";
import { demoVerb } from "./demo.js";
import { emitVerb } from "./emit.js";
import { emulateVerb } from "./emulate.js";
import { estimateVerb } from "./estimate.js";
import { explainVerb } from "./explain.js";
import { importVerb } from "./import.js";
import { regressVerb } from "./regress.js";
import { reportVerb } from "./report.js";
import { showVerb } from "./show.js";
import { verifyVerb } from "./verify.js";

/** Every verb of the command line, in the order of the guide. */
export const verbs = [
  importVerb,
  showVerb,
  checkVerb,
  emulateVerb,
  emitVerb,
  verifyVerb,
  estimateVerb,
  reportVerb,
  budgetVerb,
  captureVerb,
  compareVerb,
  regressVerb,
  explainVerb,
  demoVerb,
] as CommandModule[];
