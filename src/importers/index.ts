export { importProxyModel, isProxyModel, type ProxyOptions } from "./hgq/index.js";
export { type Hls4mlProjectOptions, importHls4mlProject } from "./hls4ml/index.js";
export { hls4mlConfiguration, importKeras, type KerasOptions, type KerasSource } from "./keras/index.js";
export { importKeras3, isZip, type Keras3Options, type KerasArchive, readKerasArchive } from "./keras3/index.js";
export {
  applyMap,
  type Collection,
  type HardwareField,
  type MapDescription,
  type MapInput,
  type MapScore,
  type MapStep,
  type ObjectBlock,
  type ObjectField,
  type ObjectInput,
  type ObjectRows,
  type ObjectTable,
  objectLabels,
  objectPorts,
  parseMap,
  prepareObjects,
} from "./map/index.js";
export { importOnnx, isOnnx, type OnnxOptions, type OnnxSource } from "./onnx/index.js";
