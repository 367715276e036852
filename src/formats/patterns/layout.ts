import type { PatternHeader } from "./frames.js";

/** Everything about the text of a pattern file that is not its content. */
export interface PatternLayout {
  /** The header's content that the layout belongs to: a header that says otherwise is written in its format's own layout. */
  readonly of: string;
  /** All bytes before the first frame. */
  readonly preamble: Uint8Array;
  /** How a frame's line looks. Found out from the first frame, refined by later ones. */
  readonly row: RowLayout;
}

/** How a frame's line looks. */
export interface RowLayout {
  index: IndexLayout | null;
  columns: ColumnLayout[];
  /** What follows the last word. */
  tail: Uint8Array;
  lineEnd: "\n" | "\r\n";
  /** How the hexadecimal digits above 9 are written, once there was one. */
  letters: "lower" | "upper" | "unknown";
}

/** How the number of a frame is written. */
export interface IndexLayout {
  /** What stands before it: `Frame ` or `0x`. */
  lead: Uint8Array;
  radix: 10 | 16;
  /** Characters it has at least, filled up with zeros or spaces. */
  width: number;
  pad: "0" | " ";
  /** What belongs to it and follows: ` :` in EMPv1. */
  after: Uint8Array;
}

/** How one link's column is written. */
export interface ColumnLayout {
  /** What parts it from what is before. */
  gap: Uint8Array;
  /** EMP: whether the strobe is written. */
  strobe: boolean;
  /** EMPv2: digits of the metadata, strobe not counted: 4, or 3 where valid is missing. */
  metadata: 3 | 4;
  /** What parts flags and word. */
  inner: Uint8Array;
  /** `0x` before the word, or nothing. */
  prefix: Uint8Array;
  /** Digits that the word has at least. */
  digits: number;
  /** Whether a word was seen that is filled up with zeros, so that `digits` is certain. */
  padded: boolean;
}

/** The content of a header as text, to tell whether a layout still belongs to it. */
export function layoutKey(header: PatternHeader): string {
  const { format, board, links, wordBits, firstFrameNumber, strobed, sideband, base } = header;
  return JSON.stringify([
    format,
    board,
    links,
    wordBits,
    firstFrameNumber,
    strobed ?? [],
    sideband ?? true,
    base ?? "",
  ]);
}

/** The bytes of text that is ASCII. */
export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
