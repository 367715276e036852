// Trigforge for any JavaScript engine: nothing here touches a disk or a process. `trigforge/node` adds paths.

export * as hls from "./backends/hls/index.js";
export { defaultPlan, type Plan } from "./backends/plan.js";
export { completePlan, parsePlan, planJsonSchema } from "./backends/planSchema.js";
export type { Problem } from "./backends/problem.js";
export * as reference from "./backends/reference/index.js";
export * as wasm from "./backends/wasm/index.js";
export * from "./captures/index.js";
export { type CatalogueEntry, catalogue, type ErrorCode, type ErrorNote, TrigforgeError } from "./errors/index.js";
export * from "./estimate/index.js";
export * as fixed from "./fixed/index.js";
export * as formats from "./formats/index.js";
export * from "./importers/index.js";
export * from "./ir/index.js";
export * as layers from "./layers/index.js";
export * as ops from "./ops/index.js";
export * from "./passes/index.js";
export { version } from "./version.js";
