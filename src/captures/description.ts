import type { FixedType } from "../fixed/index.js";

/**
 * How the packets of a capture are found.
 *
 * - `frame-exact`: event i begins at frame `lag + offset + i · boardTmux · framesPerBx`, whatever the flags say.
 * - `valid-only`: words that are not valid (or not strobed) are dropped on each channel, and the rest is cut into packets.
 */
export type PacketRule = "frame-exact" | "valid-only";

/**
 * Which flags of a capture must be as a packet wants them; what is not is reported with the event, never guessed away.
 *
 * - `ignore`: none. The format has no flags, or they are not to be trusted.
 * - `valid`: the words of a packet are valid, and those between packets are not.
 * - `packet`: also, the first word of a packet alone starts it and the last word alone ends it.
 */
export type FlagRule = "ignore" | "valid" | "packet";

/** A direction of a capture: what enters the network, or what leaves it. */
export type Direction = "inputs" | "outputs";

/** How the events of a network lie in the frames of a pattern file (docs/captures.md). */
export interface CaptureDescription {
  /** The document's name, for messages. */
  readonly where: string;
  /** Frequency of the frames in MHz: a frame lasts 1000 / clockMhz ns. */
  readonly clockMhz: number;
  /** Frames in a bunch crossing. */
  readonly framesPerBx: number;
  /** Bits of a word, 1 to 64. */
  readonly wordBits: number;
  /** Bunch crossings from one event of this board to the next. */
  readonly boardTmux: number;
  readonly packets: PacketRule;
  readonly flags: FlagRule;
  /** Frames after which a played pattern begins again; null where it plays once. */
  readonly playbackFrames: number | null;
  /** `columns`: one column a port element, all ports in order, one frame an event; null where not described. */
  readonly inputs: SideDescription | "columns" | null;
  readonly outputs: SideDescription | "columns" | null;
}

/** The links of one direction, and what their words hold. */
export interface SideDescription {
  readonly links: readonly LinkDescription[];
  readonly words: readonly WordDescription[];
}

/** A logical link of one or more equal lanes. */
export interface LinkDescription {
  readonly name: string;
  /** Number of lanes: logical links `name.0`, `name.1`, … that behave alike; with one lane, `name` alone. */
  readonly lanes: number;
  /**
   * Physical channels, lane after lane: lane l has `ratio = tmux / boardTmux` channels from `l · ratio` on, and event i is
   * on the `i % ratio`th of them.
   */
  readonly channels: readonly number[];
  /** Bunch crossings that a packet may take: a multiple of the board's. */
  readonly tmux: number;
  /** Frames at the end of each packet's slot that hold no word of it. */
  readonly gap: number;
  /** Frame of the first packet. */
  readonly offset: number;
  /** Words at the beginning of a packet that are not data. They count in `length`. */
  readonly headerWords: number;
  /** Words of a packet, header included: at most `tmux · framesPerBx − gap`. */
  readonly length: number;
  readonly where: string;
}

/** A word (of one or several frames) with its fields, and how it repeats. */
export interface WordDescription {
  readonly link: string;
  readonly lane: number;
  /** Frame of the word in the packet, behind the header. */
  readonly word: number;
  /** Frames that the word spans: its bits are those of the first frame, then those of the second, …. */
  readonly frames: number;
  /** Loops around the word, outermost first. */
  readonly repeat: readonly RepeatDescription[];
  readonly fields: readonly FieldDescription[];
  readonly where: string;
}

/** A loop: the k-th copy lies `k` steps further. */
export interface RepeatDescription {
  readonly count: number;
  readonly elements: number;
  readonly lanes: number;
  readonly words: number;
  readonly bits: number;
}

/** Bits of a word. */
export interface FieldDescription {
  readonly low: number;
  readonly width: number;
  /** What the bits are: an element of a port, or a constant that a packer writes and an unpacker does not look at. */
  readonly content:
    | { readonly kind: "element"; readonly port: string; readonly element: number; readonly type: FixedType | null }
    | { readonly kind: "constant"; readonly value: bigint };
  readonly where: string;
}
