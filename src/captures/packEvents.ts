import type { FrameBlock, PatternFormat, PatternHeader } from "../formats/patterns/frames.js";
import type { SideLayout } from "./layout.js";
import type { RawEvent } from "./unpackFrames.js";

/** How events become frames. */
export interface PackOptions {
  /** Default: `empv2`. */
  readonly format?: PatternFormat;
  /** Name of the board in the header. Default: the empty string. */
  readonly board?: string;
  /** Frames without a valid word before everything else. Default 0. */
  readonly emptyFrames?: number;
  /** Exact number of frames: shorter data is filled with empty frames, longer data is refused. */
  readonly frames?: number;
}

/** A pattern, ready to be written. */
export interface PackedPattern {
  readonly header: PatternHeader;
  readonly frames: AsyncIterable<FrameBlock>;
}

/**
 * Lays events on links, as they are played into a board: every word of a packet valid, start and end of packet and (once a
 * channel) start of orbit set, elements LSB first, all other bits 0.
 *
 * @param events raw integers by port, flat in row-major order; event 0 first
 * @throws TrigforgeError TF-CAPTURE-008, while the frames are read
 */
export declare function packEvents(
  layout: SideLayout,
  events: AsyncIterable<RawEvent> | Iterable<RawEvent>,
  options?: PackOptions,
): PackedPattern;
