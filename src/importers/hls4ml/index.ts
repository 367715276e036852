import { fail } from "../../errors/index.js";
import { type Program, ProgramBuilder, toName } from "../../ir/index.js";
import { parseDeclarations } from "./cpp/parser.js";
import { preprocess } from "./cpp/preprocessor.js";
import type { FunctionEntity, Scope } from "./cpp/scope.js";
import { Sources } from "./cpp/sources.js";
import type { Place } from "./cpp/token.js";
import { Network } from "./network.js";
import { findTop, isKernelHeader, type TopFunction } from "./top.js";
import { VendoredKernels } from "./vendoredKernels.js";

/** How to read a project. */
export interface Hls4mlProjectOptions {
  /** Name of the top function, where the folder holds more than one. */
  readonly top?: string;
  /** What to call the folder in messages. */
  readonly where?: string;
}

/**
 * Reads a project that hls4ml wrote for Vivado or Vitis HLS, or what became of one: the calls in the top function are
 * followed, with the types, configurations and weights that its headers define. The program computes bit for bit what the
 * project's C simulation does; docs/importers-hls4ml.md has the dialects and the kernels.
 *
 * @param files the text files of the folder, by relative path with forward slashes
 * @returns a program whose ports are the parameters of the top function, flat, and whose scopes are hls4ml's layer names
 * @throws TrigforgeError TF-HLS4ML-001 to -014 with file and line, TF-LAYERS and TF-FIXED for what a layer or type cannot be
 */
export function importHls4mlProject(
  files: Readonly<Record<string, string>>,
  options: Hls4mlProjectOptions = {},
): Program {
  const where = options.where ?? "hls4ml project";
  const sources = new Sources(files);
  const top = findTop(sources, where, options.top);
  // As synthesis sees it: weights by their initialisers, and no loading, tracing or printing.
  const unit = preprocess(sources, top.file, { __SYNTHESIS__: "1", __cplusplus: "201703" }, isKernelHeader);
  const scope = parseDeclarations(unit.tokens, { file: top.file, line: 1 });
  if (scope.namespaces.has("nnet")) {
    fail("TF-HLS4ML-010", { where: top.file, what: "the project's own files add to namespace nnet" });
  }
  const vendored = new VendoredKernels(sources, top.file);
  const notes: string[] = [];
  const builder = new ProgramBuilder(toName(top.name), { source: "hls4ml project", fidelity: "as hls4ml", notes });
  const network = new Network(builder, functionOf(scope, top), sources, vendored);
  network.write();
  notes.push(...network.notes);
  if (vendored.absent.size > 0) {
    notes.push("kernels whose text the project does not bring are taken to be those of hls4ml 1.3");
  }
  return builder.build();
}

function functionOf(scope: Scope, top: TopFunction): Place & FunctionEntity {
  const found = allFunctions(scope).find(({ name, file }) => name === top.name && file === top.file);
  return found ?? fail("TF-HLS4ML-001", { where: top.file, what: `${top.name} is not defined outside a conditional` });
}

function allFunctions(scope: Scope): (Place & FunctionEntity)[] {
  return [...scope.functions, ...[...scope.namespaces.values()].flatMap(allFunctions)];
}
