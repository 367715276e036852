import { fail } from "../../errors/index.js";
import type { FixedFormat } from "../../fixed/index.js";
import type { Program } from "../../ir/index.js";
import { readOnnx } from "./file/model.js";
import { resolveGraph } from "./graph/resolve.js";
import { importAsHls4ml } from "./hls4ml/import.js";
import { importAsTrained } from "./trained/import.js";

export { isOnnx } from "./file/model.js";

/** An ONNX file. */
export interface OnnxSource {
  readonly bytes: Uint8Array;
  /** The program's name. */
  readonly name: string;
  /** What to name in an error: the file. */
  readonly where: string;
}

/** How an ONNX network becomes a program. */
export type OnnxOptions =
  | {
      /** Every bit as the quantised network (QONNX or QCDQ) in its framework, on the fixed-point grid. */
      readonly fidelity: "as trained";
      /** Type of each input port, by its name. Needed unless a quantiser with a power of two as scale comes first. */
      readonly inputs?: Readonly<Record<string, FixedFormat>>;
      /** What to do with a softmax at the end: refuse (default), or end at the logits. */
      readonly softmax?: "refuse" | "drop";
      /** What to do with one scale of an output that is no power of two: multiply by it (default), or leave it out. */
      readonly scales?: "keep" | "drop";
    }
  | {
      /** Every bit as hls4ml's C simulation of its own conversion of a float network. */
      readonly fidelity: "as hls4ml";
      /** An hls4ml YAML configuration as plain data: the whole file, or its HLSConfig part. */
      readonly configuration: unknown;
    };

/**
 * Imports an ONNX network: QONNX and QCDQ as trained, float networks by a precision configuration.
 *
 * @throws TrigforgeError TF-FORMAT-019 and TF-ONNX-001 to TF-ONNX-009
 */
export function importOnnx(source: OnnxSource, options: OnnxOptions): Program {
  const graph = resolveGraph(readOnnx(source.bytes, source.where));
  if (options.fidelity === "as trained") return importAsTrained(graph, options, source.name);
  if (options.fidelity === "as hls4ml") return importAsHls4ml(graph, options.configuration, source.name);
  return fail("TF-ONNX-008", {
    where: source.where,
    what: `the fidelity is ${JSON.stringify((options as { fidelity?: unknown }).fidelity)}`,
    expected: '"as trained" or "as hls4ml"',
  });
}
