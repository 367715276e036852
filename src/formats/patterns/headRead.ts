import { fail } from "../../errors/index.js";
import { joinBytes, lineFeed } from "./bytes.js";
import type { Head, HeadReader } from "./head.js";
import { patternLimits } from "./limits.js";

/** What was read up to the first frame. */
export interface ReadHead extends Head {
  /** All bytes before the first frame. */
  readonly preamble: Uint8Array;
  /** Number of the first frame's line, from 1. */
  readonly line: number;
  /** What was read already, from the first frame's line on; empty where the file has no frame. */
  readonly rest: Uint8Array;
}

const byteOrderMark = "\ufeff";

/**
 * Reads the lines before the first frame.
 *
 * @param pieces whole lines
 * @throws TrigforgeError TF-PATTERN-002, -003, -008
 */
export async function readHead(
  pieces: AsyncGenerator<Uint8Array>,
  reader: HeadReader,
  where: string,
): Promise<ReadHead> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const preamble: Uint8Array[] = [];
  let [line, length] = [1, 0];
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next()) {
    const bytes = piece.value;
    for (let at = 0; at < bytes.length; line++) {
      const feed = bytes.indexOf(lineFeed, at);
      const end = feed < 0 ? bytes.length : feed;
      const decoded = end === at ? "" : decoder.decode(bytes.subarray(at, end)).replace(/\r$/, "");
      const text = line === 1 && decoded.startsWith(byteOrderMark) ? decoded.slice(1) : decoded;
      if (!reader.accept({ text, number: line })) {
        preamble.push(bytes.subarray(0, at));
        return { ...reader.finish(line), preamble: joinBytes(preamble), line, rest: bytes.subarray(at) };
      }
      length += end + 1 - at;
      if (length > patternLimits.textBytes) {
        const what = `more than ${patternLimits.textBytes} bytes stand before the first frame`;
        fail("TF-PATTERN-008", { where: `${where}:${line}`, what });
      }
      at = end + 1;
    }
    preamble.push(bytes);
  }
  return { ...reader.finish(line), preamble: joinBytes(preamble), line, rest: new Uint8Array(0) };
}
