// Hardware captures: how events lie on links, and events to frames and back.

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
export {
  type CaptureHeader,
  type PacketProblem,
  type RawEvent,
  type UnpackedEvent,
  type UnpackOptions,
  unpackFrames,
} from "./unpackFrames.js";
export { type Alignment, alignToFirstValid } from "./unpackLag.js";
