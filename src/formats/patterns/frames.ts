// What every pattern file holds, whatever its format: words on links, frame by frame.

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
}

/** An opened pattern file. */
export interface PatternFile {
  readonly header: PatternHeader;
  /** Whether, and how, the file was compressed. */
  readonly compression: "none" | "gzip" | "xz";
  /** Remarks about tolerated oddities, each located. Complete once the frames were read. */
  readonly warnings: readonly string[];
  /** The data, to be gone through once; memory is bounded by the size of a block. */
  readonly frames: AsyncIterable<FrameBlock>;
}
