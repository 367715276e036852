// The library's side that touches disk and processes: what `trigforge/node` exports.

export { type BudgetOptions, type BudgetResult, checkBenchmark, checkBudgetFile } from "./node/budget.js";
export { type CompareFileOptions, compareFiles } from "./node/compare.js";
export { compareJunit } from "./node/compareJunit.js";
export { loadCapture } from "./node/descriptions.js";
export { type CachedEmulator, type CacheOptions, cacheFolder, compileCached } from "./node/emulators/cache.js";
export {
  type ModelEventOptions,
  type ModelEvents,
  openModelEvents,
  openPortTable,
  type PortBlock,
  perEvent,
  type RawArray,
  type ValueMeaning,
} from "./node/events.js";
export { readBytes, readFolder, readText, saveFile, saveFiles } from "./node/files.js";
export { type CompiledFirmware, compileFirmware, type FirmwareOptions } from "./node/firmware.js";
export { type JunitCase, junitXml } from "./node/junit.js";
export { loadModel, type ModelOptions } from "./node/model.js";
export { loadObjectMap, openObjectEvents } from "./node/objects.js";
export { openPatternFile, saveChunks, savePattern } from "./node/patterns.js";
export { type EmulatedFile, type EmulateFileOptions, emulateNpy } from "./node/pool/emulateNpy.js";
export { EmulatorPool, type PoolOptions } from "./node/pool/pool.js";
export { firstDifference, type RegressOptions, type RegressReport, regress, regressJunit } from "./node/regress.js";
export type { CaseResult, CaseStatus } from "./node/regressRun.js";
export { openResults, type ResultWriter } from "./node/results.js";
export { type VerifyOptions, type VerifyReport, verify } from "./node/verify.js";
