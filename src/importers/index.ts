export { type Hls4mlProjectOptions, importHls4mlProject } from "./hls4ml/index.js";
export { importKeras, type KerasOptions, type KerasSource } from "./keras/index.js";
export { applyMap, type MapDescription, type MapInput, type MapScore, type MapStep, parseMap } from "./map/index.js";
