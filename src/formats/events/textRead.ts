import { fail } from "../../errors/index.js";
import { chooseBlockEvents, type EventBlock, type EventFormat, eventLimits, refuseNaNs } from "./block.js";
import type { EventOptions, EventTable } from "./open.js";
import type { ByteSource } from "./source.js";
import { readLayout, type TextLayout } from "./textHead.js";
import { TextScanner } from "./textScan.js";

const [lineFeed, byteOrderMark] = [10, [0xef, 0xbb, 0xbf]] as const;

/** Largest piece that is read at once, so that blocks do not pile up. */
const pieceBytes = 2 ** 20;

/**
 * Opens a table of text.
 *
 * @param source at the start of the file
 * @param format `csv` finds separator and header out; `dat` has spaces and no header
 * @throws TrigforgeError TF-FORMAT-006 to -009, -011, -017; while the blocks are read, too
 */
export async function openText(
  source: ByteSource,
  format: Exclude<EventFormat, "npy">,
  options: EventOptions,
): Promise<Omit<EventTable, "format" | "compressed">> {
  const { where } = options;
  const lines = wholeLines(source, where);
  const head = await readHead(lines, format, options);
  const { columns, names } = head.layout;
  if (options.columns !== undefined && columns !== options.columns) {
    fail("TF-FORMAT-011", {
      where: `${where}:${head.line}`,
      what: `it has ${columns} values`,
      expected: `${options.columns}`,
    });
  }
  const blockEvents = chooseBlockEvents(columns, options.blockEvents, where);
  const blocks = readBlocks(source, lines, head, blockEvents, options);
  return { columns, totalEvents: undefined, shape: undefined, dtype: "text", names, blocks };
}

/** The layout, the line that told it, and the pieces of text from the first event's line on. */
interface Head {
  layout: TextLayout;
  line: number;
  rest: Uint8Array;
}

async function readHead(
  lines: AsyncGenerator<Uint8Array>,
  format: Exclude<EventFormat, "npy">,
  { header, where }: EventOptions,
): Promise<Head> {
  let line = 1;
  for (let piece = await lines.next(); !piece.done; piece = await lines.next()) {
    let bytes = piece.value;
    if (line === 1 && byteOrderMark.every((byte, index) => bytes[index] === byte)) bytes = bytes.subarray(3);
    while (bytes.length > 0) {
      const end = bytes.indexOf(lineFeed) + 1;
      const text = new TextDecoder().decode(bytes.subarray(0, end)).trim();
      if (text !== "" && !text.startsWith("#")) {
        const layout = readLayout(text, format === "dat" ? (header ?? false) : header, `${where}:${line}`);
        if (format === "dat") layout.separator = " ";
        return { layout, line, rest: bytes.subarray(layout.names === undefined ? 0 : end) };
      }
      bytes = bytes.subarray(end);
      line++;
    }
  }
  return noEvents(where);
}

async function* readBlocks(
  source: ByteSource,
  lines: AsyncGenerator<Uint8Array>,
  { layout, line, rest }: Head,
  blockEvents: number,
  { where, refuseNaN = true, labels }: EventOptions,
): AsyncGenerator<EventBlock> {
  const scanner = new TextScanner(layout, blockEvents, where, layout.names === undefined ? line : line + 1, labels);
  let events = 0;
  const checked = (blocks: EventBlock[]) => {
    if (refuseNaN) for (const block of blocks) refuseNaNs(block, where);
    for (const block of blocks) events += block.events;
    return blocks;
  };
  try {
    yield* checked(scanner.scan(rest));
    for await (const piece of lines) yield* checked(scanner.scan(piece));
    yield* checked(scanner.finish());
    if (events === 0) noEvents(where);
  } finally {
    await source.close();
  }
}

/** Pieces of whole lines, each ended by a line feed, also the last. @throws TrigforgeError TF-FORMAT-017 on endless lines */
async function* wholeLines(source: ByteSource, where: string): AsyncGenerator<Uint8Array> {
  let begun: Uint8Array[] = [];
  let begunBytes = 0;
  for await (const piece of source.rest(pieceBytes)) {
    const first = piece.indexOf(lineFeed) + 1;
    begun.push(first === 0 ? piece : piece.subarray(0, first));
    begunBytes += begun.at(-1)!.length;
    if (begunBytes > eventLimits.lineBytes) {
      const what = `a line of more than ${begunBytes} bytes`;
      fail("TF-FORMAT-017", { where, what, expected: `at most ${eventLimits.lineBytes}` });
    }
    if (first === 0) continue;
    yield begun.length === 1 ? begun[0]! : join(begun, begunBytes);
    const last = piece.lastIndexOf(lineFeed) + 1;
    if (last > first) yield piece.subarray(first, last);
    begun = last === piece.length ? [] : [piece.subarray(last)];
    begunBytes = piece.length - last;
  }
  if (begunBytes > 0) yield join([...begun, new Uint8Array([lineFeed])], begunBytes + 1);
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array {
  const joined = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

function noEvents(where: string): never {
  fail("TF-FORMAT-007", { where, what: "there are no events in it" });
}
