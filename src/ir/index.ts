export { type ContractOptions, ProgramBuilder } from "./builder.js";
export { diffPrograms, type ProgramDifference } from "./diff.js";
export { decodeProgram, encodeProgram, hashProgram } from "./json.js";
export {
  type Fidelity,
  type InputPort,
  inputPorts,
  type Output,
  outputPorts,
  type Program,
  type Provenance,
  programVersion,
  type Value,
} from "./program.js";
export { programRanges } from "./ranges.js";
export { reportTypes, type ValueReport } from "./report.js";
export { type PrintOptions, parseProgram, printProgram } from "./text.js";
export { toName, validate } from "./validate.js";
