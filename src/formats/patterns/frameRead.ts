import type { ByteSource } from "../events/source.js";
import { carriageReturn, hash, isBlank, lineFeed, slash } from "./bytes.js";
import type { FrameBlock, PatternFormat } from "./frames.js";
import type { StartedRows } from "./rowStart.js";

/**
 * Reads the frames behind the first one.
 *
 * @param lines the pieces behind those that were read
 * @throws TrigforgeError TF-PATTERN-004 to -008, after the frames before the error were given
 */
export async function* readFrames(
  source: ByteSource,
  lines: AsyncGenerator<Uint8Array>,
  rows: StartedRows,
  format: PatternFormat,
): AsyncGenerator<FrameBlock> {
  const { blocks } = rows;
  const place: Place = { line: rows.line, unterminated: rows.unterminated };
  try {
    yield* readPiece(rows.rest, rows, format, place);
    for await (const piece of lines) yield* readPiece(piece, rows, format, place);
    yield* blocks.take(place.unterminated);
  } catch (error) {
    yield* blocks.take();
    throw error;
  } finally {
    await source.close();
  }
}

interface Place {
  line: number;
  /** Whether the last line was a frame's, without an end. */
  unterminated: boolean;
}

/** Reads whole lines. Gives the blocks that become complete. */
function* readPiece(bytes: Uint8Array, rows: StartedRows, format: PatternFormat, place: Place): Generator<FrameBlock> {
  const { scanner, blocks } = rows;
  let asideStart = -1;
  let at = 0;
  while (at < bytes.length) {
    const feed = bytes.indexOf(lineFeed, at);
    const end = feed < 0 ? bytes.length : feed;
    if (isAside(bytes, at, end, format)) {
      if (asideStart < 0) asideStart = at;
    } else {
      if (asideStart >= 0) blocks.aside(bytes.subarray(asideStart, at), place.line);
      asideStart = -1;
      if (blocks.full) yield* blocks.take();
      const slot = blocks.begin();
      scanner.scan(bytes, at, end, place.line, blocks.target, slot);
      blocks.end();
      place.unterminated = feed < 0;
    }
    place.line++;
    at = end + 1;
  }
  if (asideStart >= 0) blocks.aside(bytes.subarray(asideStart), place.line - 1);
}

/** Whether a line is blank or a comment. */
function isAside(bytes: Uint8Array, start: number, end: number, format: PatternFormat): boolean {
  if (bytes[start] === hash) return true;
  if (format === "words" && bytes[start] === slash && bytes[start + 1] === slash) return true;
  let at = start;
  while (at < end && (isBlank(bytes[at]) || bytes[at] === carriageReturn)) at++;
  return at === end;
}
