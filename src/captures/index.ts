// Hardware captures: how events lie on links, and events to frames and back.

export { type CompareOptions, compareCapture } from "./compare.js";
export { type Expectation, expectEvents } from "./compareExpectation.js";
export { type Mask, parseMask } from "./compareMasks.js";
export { collectStream, type Stream } from "./compareStream.js";
export type {
  CaptureDescription,
  Direction,
  FieldDescription,
  FlagRule,
  LinkDescription,
  PacketRule,
  RepeatDescription,
  SideDescription,
  WordDescription,
} from "./description.js";
export { parseCapture } from "./descriptionParse.js";
export type { ModelEvidence } from "./diagnoses/index.js";
export type {
  CaptureLayout,
  ConstantPlacement,
  Coordinates,
  LinkLayout,
  Piece,
  Placement,
  PortLayout,
  SideLayout,
} from "./layout.js";
export { coordinatesOf, eventsThatFit, layoutOf, sideLayoutOf } from "./layoutResolve.js";
export { type PackedPattern, type PackOptions, packEvents } from "./packEvents.js";
export type { CompareReport, Diagnosis } from "./report.js";
export { reportHtml } from "./reportHtml.js";
export {
  type CaptureHeader,
  type PacketProblem,
  type RawEvent,
  type UnpackedEvent,
  type UnpackOptions,
  unpackFrames,
} from "./unpackFrames.js";
export { type Alignment, alignToFirstValid } from "./unpackLag.js";
