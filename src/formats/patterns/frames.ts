// What every pattern file holds, whatever its format: words on links, frame by frame.

import type { Compression } from "../compression.js";
import type { PatternLayout } from "./layout.js";

/** Formats of pattern files. `words` is one plain hexadecimal or decimal word a column. */
export type PatternFormat = "empv1" | "empv2" | "apx" | "ctp7" | "words";

/** Flags of one word, as bits of {@link FrameBlock.flags}. A format that has no such flag leaves it 0. */
export const wordFlags = {
  valid: 1,
  startOfPacket: 2,
  endOfPacket: 4,
  startOfOrbit: 8,
  /** Set where the link's strobe is 0: the word is not clocked. */
  notStrobed: 16,
  /** The board marked the word as erroneous (APx FERR). */
  error: 32,
} as const;

/** Consecutive frames: one word a link for each. */
export interface FrameBlock {
  /** Number of the first frame, counted from the beginning of the data. */
  readonly firstFrame: number;
  readonly frames: number;
  readonly links: number;
  /** `frames * links` words, frame after frame, links in the order of the header. */
  readonly words: BigUint64Array;
  /** As many flags, of {@link wordFlags}. */
  readonly flags: Uint8Array;
  /** Bits of the APx sideband that no flag names (5 to 7), as many as words; only where some are set. */
  readonly reserved?: Uint8Array;
  /** Blank lines and comments among the frames, in order, so that the file can be written again. */
  readonly asides?: readonly Aside[];
  /** The last line of the file, which this block holds, has no line end. */
  readonly unterminated?: true;
}

/** Lines of a pattern file that hold no frame. */
export interface Aside {
  /** Index, within the block, of the frame before which the lines stand; `frames` means behind the last. */
  readonly frame: number;
  /** The bytes, line ends included. */
  readonly text: Uint8Array;
}

/** What a pattern file says before its data. Enough to write the file again, byte by byte. */
export interface PatternHeader {
  readonly format: PatternFormat;
  /** Name of the board, or the empty string. */
  readonly board: string;
  /** Numbers of the physical links, in the order of the columns. */
  readonly links: readonly number[];
  /** Bits of a word: 32 or 64; any up to 64 for plain words. */
  readonly wordBits: number;
  /** Number that the file gives its first frame: captures may begin late. */
  readonly firstFrameNumber: number;
  /** EMP: for each link, whether its strobe is written. Default: for none, and then every word is strobed. */
  readonly strobed?: readonly boolean[];
  /** APx: whether a sideband with flags stands before each word. Default: true. */
  readonly sideband?: boolean;
  /** Plain words: how they are written. Default: hexadecimal. */
  readonly base?: WordBase;
  /** How the file that this was read from is laid out. Leave it out for new data: then the format's own layout is used. */
  readonly layout?: PatternLayout;
}

/** How plain words are written. */
export type WordBase = "hexadecimal" | "decimal";

/** An opened pattern file. */
export interface PatternFile {
  readonly header: PatternHeader;
  /** Whether, and how, the file was compressed. */
  readonly compression: Compression;
  /** Remarks about tolerated oddities, each located. Complete once the frames were read. */
  readonly warnings: readonly string[];
  /** Whether `encodePattern` gives the same bytes again: false after spacing changed within the file. Final once the frames were read. */
  readonly exact: boolean;
  /** The data, to be gone through once; memory is bounded by the size of a block. */
  readonly frames: AsyncIterable<FrameBlock>;
}

/** Which of {@link wordFlags} a file with this header can hold, as bits. 0: it says nothing about its words, not even which are valid. */
export function flagsHeld(header: Pick<PatternHeader, "format" | "strobed" | "sideband">): number {
  const { valid, startOfPacket, endOfPacket, startOfOrbit, notStrobed, error } = wordFlags;
  const strobe = header.strobed?.includes(true) === true ? notStrobed : 0;
  switch (header.format) {
    case "empv1":
      return valid | strobe;
    case "empv2":
      return valid | startOfPacket | endOfPacket | startOfOrbit | strobe;
    case "apx":
      return header.sideband === false ? 0 : valid | startOfPacket | endOfPacket | startOfOrbit | error;
    case "ctp7":
    case "words":
      return 0;
  }
}
