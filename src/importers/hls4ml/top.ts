import { fail, TrigforgeError } from "../../errors/index.js";
import { isGenerated } from "./arithmetic/names.js";
import { baseName, type Sources } from "./cpp/sources.js";
import type { Token } from "./cpp/token.js";

/** Headers of the kernels and the vendor: never entered, compared by their text instead. */
export function isKernelHeader(path: string): boolean {
  return /(?:^|\/)(?:nn(?:et)?_utils|ap_types)\//.test(path) || /^(?:nnet_|ap_|hls_|ac_)/.test(baseName(path));
}

/** A function that calls kernels, in the file that defines it. */
export interface TopFunction {
  readonly file: string;
  readonly name: string;
}

/** What functions around a network call of nnet: they do not make a function the top. */
const helpers = new Set([
  "reduce",
  "Op_add",
  "convert_data",
  "copy_data",
  "fill_zero",
  "load_weights_from_txt",
  "save_layer_output",
  "print_result",
  "trace_enabled",
  "trace_outputs",
  "trace_type_size",
]);

/**
 * The top function of a project: the one that calls kernels, outside bridges and test benches.
 *
 * @param wanted its name, where the caller knows it
 * @throws TrigforgeError TF-HLS4ML-001 when none or several qualify
 */
export function findTop(sources: Sources, where: string, wanted: string | undefined): TopFunction {
  let damage: TrigforgeError | undefined;
  const found: TopFunction[] = [];
  for (const file of Object.keys(sources.files).sort()) {
    if (!/\.(?:cpp|cc|cxx|C)$/.test(file) || /_(?:bridge|test|tb)\.\w+$/.test(file) || isKernelHeader(file)) continue;
    if (!/nnet::|\b(?:dense_da|da_comblogic)_\d/.test(sources.files[file]!)) continue;
    try {
      for (const name of callersOfKernels(sources.read(file).tokens)) found.push({ file, name });
    } catch (error) {
      if (!(error instanceof TrigforgeError)) throw error;
      damage ??= error;
    }
  }
  const chosen = wanted === undefined ? found : found.filter(({ name }) => name === wanted);
  if (chosen.length === 1) return chosen[0]!;
  if (damage !== undefined && chosen.length === 0) throw damage;
  const list = found.map(({ file, name }) => `${name} (${file})`).join(", ");
  return fail("TF-HLS4ML-001", {
    where,
    what: describe(found, chosen, wanted),
    expected: found.length === 0 ? "a .cpp file with a function that calls nnet:: kernels" : `one of ${list}`,
  });
}

function describe(found: readonly TopFunction[], chosen: readonly TopFunction[], wanted: string | undefined): string {
  if (found.length === 0) return "no function of this folder calls a kernel of nnet";
  if (wanted === undefined) return `${found.length} functions call kernels of nnet`;
  return `${chosen.length === 0 ? "no function" : "more than one function"} that calls kernels is named ${wanted}`;
}

/** Names of the functions in a file whose bodies call kernels. */
function callersOfKernels(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  for (let index = 0; index < tokens.length; index++) {
    if (tokens[index]!.text !== "{" || tokens[index - 1]?.text !== ")") continue;
    const name = functionName(tokens, index - 1);
    const end = closingBrace(tokens, index);
    if (name !== undefined && callsKernel(tokens, index, end)) names.push(name);
    index = end;
  }
  return names;
}

/** The name in front of the parameters that end at `close`. */
function functionName(tokens: readonly Token[], close: number): string | undefined {
  for (let index = close, depth = 0; index > 0; index--) {
    if (tokens[index]!.text === ")") depth++;
    else if (tokens[index]!.text === "(" && --depth === 0) {
      const before = tokens[index - 1]!;
      return before.kind === "name" ? before.text : undefined;
    }
  }
  return undefined;
}

function closingBrace(tokens: readonly Token[], open: number): number {
  for (let index = open, depth = 0; index < tokens.length; index++) {
    if (tokens[index]!.text === "{") depth++;
    else if (tokens[index]!.text === "}" && --depth === 0) return index;
  }
  return tokens.length;
}

function callsKernel(tokens: readonly Token[], from: number, to: number): boolean {
  for (let index = from; index < to; index++) {
    if (isGenerated(tokens[index]!.text)) return true;
    if (tokens[index]!.text !== "nnet" || tokens[index + 1]?.text !== "::") continue;
    if (!helpers.has(tokens[index + 2]?.text ?? "")) return true;
  }
  return false;
}
