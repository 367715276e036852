import { fail } from "../../errors/index.js";
import { BlockBuilder } from "./blocks.js";
import { isBlank, lineFeed } from "./bytes.js";
import type { PatternFormat, PatternHeader, WordBase } from "./frames.js";
import { rowGrammar } from "./grammar.js";
import type { ReadHead } from "./headRead.js";
import { type ColumnLayout, layoutKey } from "./layout.js";
import type { Remarks } from "./remarks.js";
import { RowScanner } from "./rowScan.js";

/** Everything that is needed to read frames, the first one having been read. */
export interface StartedRows {
  readonly header: PatternHeader;
  readonly scanner: RowScanner;
  readonly blocks: BlockBuilder;
  /** What was read already, behind the first frame's line, and the number of its first line. */
  readonly rest: Uint8Array;
  readonly line: number;
  /** Whether the first frame's line has no end. */
  readonly unterminated: boolean;
}

/** Reads the first frame, and completes the header by what only it tells. @throws TrigforgeError TF-PATTERN-002 to -007 */
export function startRows(
  head: ReadHead,
  told: { format: PatternFormat; base: WordBase | undefined; wordBits: number | undefined },
  where: string,
  remarks: Remarks,
  blockFrames: number | undefined,
): StartedRows {
  const { rest, line } = head;
  const { format, base } = told;
  const feed = rest.indexOf(lineFeed);
  const end = feed < 0 ? rest.length : feed;
  const columns = countColumns(rest, end) - (format === "words" ? 0 : 1);
  const links = linksOf(head, format, columns, where, remarks);
  const sideband = format === "apx" ? (head.sideband ?? columns >= 2 * links.length) : undefined;
  const scanner = new RowScanner(
    rowGrammar({ format, ...(sideband === undefined ? {} : { sideband }), ...(base === undefined ? {} : { base }) }),
    links.length,
    told.wordBits ?? 64,
    where,
    remarks,
  );
  const blocks = new BlockBuilder(links.length, where, blockFrames);
  if (rest.length > 0) {
    const slot = blocks.begin();
    scanner.scan(rest, 0, end, line, blocks.target, slot);
    blocks.end();
  }
  scanner.wordBits = told.wordBits ?? wordBitsOf(scanner.layout.columns, format);
  const content: PatternHeader = {
    format,
    board: head.board,
    links,
    wordBits: scanner.wordBits,
    firstFrameNumber: scanner.firstNumber,
    ...(scanner.layout.columns.some((column) => column.strobe)
      ? { strobed: scanner.layout.columns.map((column) => column.strobe) }
      : {}),
    ...(sideband === undefined ? {} : { sideband }),
    ...(base === undefined ? {} : { base }),
  };
  const layout = { of: layoutKey(content), preamble: head.preamble, row: scanner.layout };
  return {
    header: { ...content, layout },
    scanner,
    blocks,
    rest: rest.subarray(Math.min(end + 1, rest.length)),
    line: line + 1,
    unterminated: rest.length > 0 && feed < 0,
  };
}

/** Runs of characters that are no blanks, nor commas. */
function countColumns(bytes: Uint8Array, end: number): number {
  let count = 0;
  let within = false;
  for (let at = 0; at < end; at++) {
    const parts = isBlank(bytes[at]) || bytes[at] === 0x2c || bytes[at] === 0x0d;
    if (!parts && !within) count++;
    within = !parts;
  }
  return count;
}

function linksOf(head: ReadHead, format: PatternFormat, columns: number, where: string, remarks: Remarks): number[] {
  if (head.links === undefined) {
    if (head.rest.length === 0)
      fail("TF-PATTERN-002", { where, what: "there is no frame in it", expected: "a line of words" });
    return Array.from({ length: columns }, (_unused, link) => link);
  }
  // Testbenches of CTP7 boards label more links than they write.
  if (format === "ctp7" && columns >= 1 && columns < head.links.length) {
    remarks.add(
      head.line,
      `${head.links.length} links are labelled, but frames have ${columns}: the first labels are taken`,
    );
    return head.links.slice(0, columns);
  }
  return head.links;
}

/** Bits of a word, from the digits of the first frame. */
function wordBitsOf(columns: readonly ColumnLayout[], format: PatternFormat): number {
  const digits = Math.max(0, ...columns.map((column) => column.digits));
  if (digits === 0) return 64;
  if (format === "empv1" || format === "empv2") return 4 * digits;
  const equal = columns.every((column) => column.digits === digits);
  if (format !== "words") return equal && digits === 8 ? 32 : 64;
  const certain = digits === 8 || digits === 16 || columns.some((column) => column.padded);
  return equal && certain ? 4 * digits : 64;
}
