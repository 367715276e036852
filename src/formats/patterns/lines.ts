import { fail } from "../../errors/index.js";
import type { ByteSource } from "../events/source.js";
import { joinBytes, lineFeed } from "./bytes.js";
import { patternLimits } from "./limits.js";

/**
 * A file in pieces of whole lines. Only the last piece may lack its line end.
 *
 * @throws TrigforgeError TF-PATTERN-008 with the line, where one is too long
 */
export async function* wholeLines(source: ByteSource, where: string): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  let line = 1;
  for await (const piece of source.rest(2 ** 20)) {
    const first = piece.indexOf(lineFeed) + 1;
    begun.push(first === 0 ? piece : piece.subarray(0, first));
    begunBytes += begun.at(-1)!.length;
    if (begunBytes > patternLimits.lineBytes) {
      const what = `the line has more than ${patternLimits.lineBytes} bytes`;
      fail("TF-PATTERN-008", { where: `${where}:${line}`, what, expected: "a line for each frame" });
    }
    if (first === 0) continue;
    yield begun.length === 1 ? begun[0]! : joinBytes(begun);
    line++;
    const last = piece.lastIndexOf(lineFeed) + 1;
    if (last > first) {
      const lines = piece.subarray(first, last);
      yield lines;
      for (let at = 0; at < lines.length; at = lines.indexOf(lineFeed, at) + 1) line++;
    }
    begun = last === piece.length ? [] : [piece.subarray(last)];
    begunBytes = piece.length - last;
  }
  if (begunBytes > 0) yield joinBytes(begun);
}
