import { type FixedFormat, printFormat, toReal } from "../../src/fixed/index.js";
import { parseDeclarations } from "../../src/importers/hls4ml/cpp/parser.js";
import { preprocess } from "../../src/importers/hls4ml/cpp/preprocessor.js";
import { Sources } from "../../src/importers/hls4ml/cpp/sources.js";
import { resolveFormat } from "../../src/importers/hls4ml/names.js";
import { isKernelHeader } from "../../src/importers/hls4ml/top.js";
import { Weights } from "../../src/importers/hls4ml/weights.js";

/** A named array of a C++ header: its type, and its values in that type. */
function readArray(files: Record<string, string>, header: string, namespace: string, name: string) {
  const sources = new Sources(files);
  const unit = preprocess(sources, header, {}, isKernelHeader);
  const scope = parseDeclarations(unit.tokens, { file: header, line: 1 });
  const variable = scope.find([namespace, name]);
  if (variable?.kind !== "variable") throw new Error(`${header} has no array ${name}`);
  const { raw, format } = new Weights(sources, new Map()).read(name, variable);
  return { format, values: raw.map((word) => toReal(word, format)) };
}

/** A typedef of a C++ header. */
function readType(files: Record<string, string>, header: string, namespace: string, name: string): FixedFormat {
  const unit = preprocess(new Sources(files), header, {}, isKernelHeader);
  const scope = parseDeclarations(unit.tokens, { file: header, line: 1 });
  const type = scope.find([namespace, name]);
  if (type?.kind !== "type") throw new Error(`${header} has no type ${name}`);
  return resolveFormat(type.tokens, type.scope, type);
}

/** The map of an AXOL1TL model, written from what its scales.h and defines.h say. */
export function axol1tlMap(files: Record<string, string>, version: string, input: string, output: string): string {
  const namespace = `hls4ml_axol1tl_${version}`;
  const offsets = readArray(files, "scales.h", namespace, "ad_offsets");
  const shifts = readArray(files, "scales.h", namespace, "ad_shift");
  const unscaled = printFormat(readType(files, "NN/defines.h", namespace, "unscaled_t"));
  const square = printFormat(readType(files, "NN/defines.h", namespace, "resultsq_t"));
  return `format: trigforge-map
version: 1
inputs:
  - port: ${input}
    type: ${unscaled}
    offset: { type: "${printFormat(offsets.format)}", values: [${offsets.values}], result: "${unscaled}" }
    shift: { type: "${printFormat(shifts.format)}", values: [${shifts.values}], result: "${unscaled}" }
scores:
  - name: score
    sum_of_squares: ${output}
    square: ${square}
    accumulator: ${square}
    order: tree
`;
}
