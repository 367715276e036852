// Bytes to plain objects, thin over libraries: files of events, HDF5, YAML and JSON, zip.

export { readZip, type ZipLimits } from "./archive/zip.js";
export { parseJson } from "./documents/json.js";
export { editDistance, nearest, nearestHelp } from "./documents/nearest.js";
export { formatText, quoteTypes } from "./documents/typeText.js";
export { printPath, validate } from "./documents/validate.js";
export { parseYaml, type YamlOptions } from "./documents/yaml.js";
export type { EventBlock, EventFormat } from "./events/block.js";
export { detectEventFormat, detectionBytes } from "./events/detect.js";
export { encodeNpy, encodeNpyBlock, encodeNpyHeader, type NpyOutput, npyHeaderBytes } from "./events/npyWrite.js";
export { type EventLabels, type EventOptions, type EventTable, openEvents, readEvents } from "./events/open.js";
export { encodeText, encodeTextBlock, encodeTextHeader, type TextOutput } from "./events/textWrite.js";
export { datasetAt, findHdf5, textAttribute, textsAttribute } from "./hdf5/find.js";
export {
  type Hdf5Dataset,
  type Hdf5File,
  type Hdf5Group,
  type Hdf5Node,
  type Hdf5Value,
  readHdf5,
} from "./hdf5/read.js";
export type { Hdf5Data, Hdf5Type, NumericArray } from "./hdf5/values.js";
export { type Conversion, type Converted, convertPattern } from "./patterns/convert.js";
export { detectPatternFormat, patternDetectionBytes } from "./patterns/detect.js";
export {
  type Aside,
  type FrameBlock,
  flagsHeld,
  type PatternFile,
  type PatternFormat,
  type PatternHeader,
  type WordBase,
  wordFlags,
} from "./patterns/frames.js";
export { openPattern, type PatternOptions } from "./patterns/read.js";
export { type LinkSurvey, type PatternSurvey, surveyPattern, type Tally } from "./patterns/survey.js";
export { encodePattern, type PatternOutput } from "./patterns/write.js";
export { ProtobufMessage } from "./protobuf/message.js";
