import { fail } from "../../errors/index.js";
import { decompress } from "../compression.js";
import { type ByteSource, byteSource } from "../events/source.js";
import { apxHead } from "./apxHead.js";
import { ctp7Head } from "./ctp7Head.js";
import { detectPatternFormat, detectWordBase, patternDetectionBytes } from "./detect.js";
import { empv1Head, empv2Head } from "./empHead.js";
import { readFrames } from "./frameRead.js";
import type { PatternFile, PatternFormat, WordBase } from "./frames.js";
import type { HeadReaderOf } from "./head.js";
import { readHead } from "./headRead.js";
import { wholeLines } from "./lines.js";
import { Remarks } from "./remarks.js";
import { startRows } from "./rowStart.js";
import { wordsHead } from "./wordsHead.js";

/** How a pattern file is to be read. */
export interface PatternOptions {
  /** The file's name: begins every error. */
  readonly where: string;
  /** Default: found out from the content. */
  readonly format?: PatternFormat | undefined;
  /** Plain words: how they are written. Default: found out from the content. */
  readonly base?: WordBase | undefined;
  /** Plain words: bits of a word, 1 to 64. Default: from the digits of the first frame, or 64. */
  readonly wordBits?: number | undefined;
  /** Frames in a block. Default: so many that a block has about 1 MiB. */
  readonly blockFrames?: number | undefined;
}

const heads: { [F in PatternFormat]: HeadReaderOf } = {
  empv1: empv1Head,
  empv2: empv2Head,
  apx: apxHead,
  ctp7: ctp7Head,
  words: wordsHead,
};

/**
 * Opens a pattern file: EMPv1, EMPv2, APx, CTP7 test vectors or plain words, each also compressed with gzip or xz
 * (docs/formats.md).
 *
 * @param chunks the file's bytes in order, in pieces of any size
 * @throws TrigforgeError TF-PATTERN-001 to -008 and TF-FORMAT-012, located; those that lie behind the first frame while the
 *   frames are read, after the frames before them were given
 */
export async function openPattern(chunks: AsyncIterable<Uint8Array>, options: PatternOptions): Promise<PatternFile> {
  const { where } = options;
  let source: ByteSource = byteSource(chunks);
  try {
    const plain = await decompress(source, where);
    source = plain.source;
    const firstBytes = await source.peek(patternDetectionBytes);
    const format = options.format ?? detectPatternFormat(firstBytes, where);
    const base = format === "words" ? (options.base ?? detectWordBase(firstBytes)) : undefined;
    const remarks = new Remarks(where);
    const lines = wholeLines(source, where);
    const head = await readHead(lines, heads[format](where, remarks), where);
    const wordBits = format === "words" ? checkedBits(options) : undefined;
    const rows = startRows(head, { format, base, wordBits }, where, remarks, options.blockFrames);
    return {
      header: rows.header,
      compression: plain.compression,
      warnings: remarks.list,
      get exact() {
        return remarks.exact;
      },
      frames: readFrames(source, lines, rows, format),
    };
  } catch (error) {
    await source.close();
    throw error;
  }
}

function checkedBits({ wordBits, where }: PatternOptions): number | undefined {
  if (wordBits === undefined || (Number.isInteger(wordBits) && wordBits >= 1 && wordBits <= 64)) return wordBits;
  return fail("TF-PATTERN-007", { where, what: `words cannot have ${wordBits} bits`, expected: "1 to 64" });
}
