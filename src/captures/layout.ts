import type { FixedType } from "../fixed/index.js";
import type { CaptureDescription, Direction } from "./description.js";

/** Where everything of a capture lies: a description with all names, repetitions and types resolved. */
export interface CaptureLayout {
  readonly description: CaptureDescription;
  /** Null where the description does not have the direction. */
  readonly inputs: SideLayout | null;
  readonly outputs: SideLayout | null;
}

/** One direction of a layout. */
export interface SideLayout {
  readonly direction: Direction;
  readonly description: CaptureDescription;
  /** Frames from the beginning of one event to that of the next: `boardTmux · framesPerBx`. */
  readonly eventFrames: number;
  readonly links: readonly LinkLayout[];
  /** In the order of the program, or of the description where no program was given. */
  readonly ports: readonly PortLayout[];
  readonly constants: readonly ConstantPlacement[];
}

/** A logical link (one lane of it). */
export interface LinkLayout {
  /** `jets`, or `jets.3` where the link has several lanes. */
  readonly name: string;
  /** Physical channels; event i is on `channels[i % channels.length]`. */
  readonly channels: readonly number[];
  readonly offset: number;
  readonly headerWords: number;
  /** Words of a packet, header included. */
  readonly length: number;
  /** Frames from one packet of a channel to its next: `tmux · framesPerBx`. */
  readonly slotFrames: number;
}

/** A port as it lies on the links. */
export interface PortLayout {
  readonly name: string;
  readonly shape: readonly number[];
  readonly type: FixedType;
  /** One for each element in row-major order; null for an element that no field holds. */
  readonly placements: readonly (Placement | null)[];
}

/** Where one element lies. */
export interface Placement {
  /** Index into {@link SideLayout.links}. */
  readonly link: number;
  /** Pieces of the raw integer, its lowest bits first: one, or several where it crosses the end of a word. */
  readonly pieces: readonly Piece[];
  readonly width: number;
  readonly type: FixedType;
  /** Where the description says so: `capture.yml: outputs.words[0].fields[1]`. */
  readonly where: string;
}

/** Bits of one word. */
export interface Piece {
  /** Word in the packet, from 0 at its start: headers count. */
  readonly word: number;
  readonly lowBit: number;
  readonly width: number;
}

/** Bits that always hold the same. */
export interface ConstantPlacement {
  readonly link: number;
  readonly pieces: readonly Piece[];
  readonly value: bigint;
}

/** Where an element of an event is to be found in a capture. */
export interface Coordinates {
  readonly logicalLink: string;
  readonly physicalLink: number;
  /** Frame of the first piece, without lag. */
  readonly frame: number;
  /** Lowest bits first; `frame` without lag. */
  readonly bits: readonly { readonly frame: number; readonly lowBit: number; readonly width: number }[];
}
