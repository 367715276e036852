import { captureErrors } from "./captures.js";
import { cliErrors } from "./cli.js";
import { compareErrors } from "./compare.js";
import { estimateErrors } from "./estimate.js";
import { fileErrors } from "./files.js";
import { fixedErrors } from "./fixed.js";
import { formatErrors } from "./formats.js";
import { hlsErrors } from "./hls.js";
import { hls4mlErrors } from "./hls4ml.js";
import { kerasErrors } from "./keras.js";
import { keras3Errors } from "./keras3.js";
import { layersErrors } from "./layers.js";
import { mapErrors } from "./map.js";
import { onnxErrors } from "./onnx.js";
import { patternErrors } from "./patterns.js";
import { programErrors } from "./program.js";
import { regressErrors } from "./regress.js";
import { wasmErrors } from "./wasm.js";

/** One documented error: a title for lists, and the page that `trigforge explain CODE` prints. */
export interface CatalogueEntry {
  /** What went wrong, in general, as one short sentence without a full stop. */
  title: string;
  /** Why it matters, what causes it and how to mend it, in a few sentences. */
  explanation: string;
}

/** Every error that Trigforge can report, by code. Rooms own their codes: one file a room beside this one. */
export const catalogue = {
  ...captureErrors,
  ...cliErrors,
  ...compareErrors,
  ...estimateErrors,
  ...fixedErrors,
  ...fileErrors,
  ...formatErrors,
  ...hlsErrors,
  ...hls4mlErrors,
  ...kerasErrors,
  ...keras3Errors,
  ...layersErrors,
  ...mapErrors,
  ...onnxErrors,
  ...patternErrors,
  ...programErrors,
  ...regressErrors,
  ...wasmErrors,
} satisfies Record<string, CatalogueEntry>;

/** A documented error code, such as `TF-FIXED-001`. */
export type ErrorCode = keyof typeof catalogue;
