import { fail } from "../../errors/index.js";
import { nearestHelp } from "../documents/nearest.js";
import type { EventBlock } from "./block.js";
import { BlockBuilder } from "./blockBuilder.js";
import type { EventLabels } from "./open.js";
import { type Decimal, scanDecimal } from "./textDecimal.js";
import type { TextLayout } from "./textHead.js";
import { readValue, shorten } from "./textNumbers.js";

const [tab, lineFeed, carriageReturn, space, hash] = [9, 10, 13, 32, 35] as const;
const quote = 34;

/**
 * Reads lines of numbers into blocks of events.
 *
 * Hand-written because numbers are what limits the reading of text: csv-parse 7 reads 18 MB of text a second including the
 * conversion of its strings, this 55 to 160 (docs/formats.md). What is not a simple decimal is left to {@link readValue}.
 */
export class TextScanner {
  /** Number of the line that is being read, from 1. */
  line: number;
  private readonly blocks: BlockBuilder;
  private readonly separator: number;
  /** The text being read, a character a byte, once it is needed. */
  private text: string | undefined;
  private readonly decimal: Decimal = { value: 0, end: 0 };
  /** Position of the column in which words stand for numbers, or -1. */
  private readonly labelColumn: number;

  constructor(
    private readonly layout: TextLayout,
    blockEvents: number,
    private readonly where: string,
    firstLine: number,
    private readonly labels?: EventLabels,
  ) {
    this.labelColumn = labels === undefined ? -1 : (layout.names?.indexOf(labels.column) ?? -1);
    this.separator = layout.separator.charCodeAt(0);
    this.blocks = new BlockBuilder(layout.columns, blockEvents, where);
    this.line = firstLine;
  }

  /**
   * Reads whole lines.
   *
   * @param bytes text whose last byte is a line feed
   * @returns the blocks that became complete
   * @throws TrigforgeError TF-FORMAT-006 or -009 with the line
   */
  scan(bytes: Uint8Array): EventBlock[] {
    this.text = undefined;
    for (let at = 0; at < bytes.length; this.line++) {
      at = this.skipBlanks(bytes, at);
      if (!isLineEnd(bytes[at]!)) {
        this.blocks.beginEvent();
        at = this.scanEvent(bytes, at);
        this.blocks.endEvent();
      }
      at = this.endLine(bytes, at);
    }
    return this.blocks.take();
  }

  /** Ends the file. @returns the last block, if there is one */
  finish(): EventBlock[] {
    this.blocks.finish();
    return this.blocks.take();
  }

  /** Reads one event. @param start its first value @returns the index of what ends its line */
  private scanEvent(bytes: Uint8Array, start: number): number {
    const { separator, decimal, blocks } = this;
    const { columns } = this.layout;
    let at = start;
    for (let column = 0; ; column++) {
      if (column === columns) this.wrong(`it has more than ${columns} values`, this.expected());
      if (scanDecimal(bytes, at, decimal) && this.endsValue(bytes[decimal.end]!)) {
        blocks.push(decimal.value);
        at = decimal.end;
      } else at = this.scanOther(bytes, at, column);
      at = this.skipBlanks(bytes, at);
      const byte = bytes[at]!;
      if (isLineEnd(byte)) {
        if (column + 1 < columns) this.wrong(`it has ${column + 1} values`, this.expected());
        return at;
      }
      if (separator === space) continue;
      if (byte !== separator)
        this.wrong(`${shorten(String.fromCharCode(byte))} after value ${column + 1}`, this.expected());
      at = this.skipBlanks(bytes, at + 1);
      if (isLineEnd(bytes[at]!)) this.wrong(`value ${column + 2} is missing`, "a value after each separator");
    }
  }

  /** Reads a value that is no simple decimal. @returns the index after it */
  private scanOther(bytes: Uint8Array, start: number, column: number): number {
    const closing = bytes[start] === quote ? bytes.indexOf(quote, start + 1) : -1;
    const lineEnd = bytes.indexOf(lineFeed, start);
    let end = closing > 0 && closing < lineEnd ? closing + 1 : start;
    while (!this.endsValue(bytes[end]!)) end++;
    this.text ??= new TextDecoder("latin1").decode(bytes);
    const text = this.text.slice(start, end);
    if (column === this.labelColumn) {
      this.blocks.push(this.labelValue(text, column));
      return end;
    }
    const found = readValue(text);
    if (found.kind === "wrong") this.wrong(`value ${column + 1} ${found.why}`);
    else if (found.kind === "value") this.blocks.push(found.value);
    else this.blocks.pushInteger(found.integer, this.line);
    return end;
  }

  private labelValue(text: string, column: number): number {
    const word = text.replace(/^"(.*)"$/, "$1").trim();
    const value = this.labels!.values.get(word);
    if (value !== undefined) return value;
    const found = readValue(text);
    if (found.kind === "value") return found.value;
    return fail("TF-FORMAT-006", {
      where: `${this.where}:${this.line}`,
      what: `value ${column + 1} is ${shorten(word)}, neither a number nor a known word`,
      ...nearestHelp(word, [...this.labels!.values.keys()]),
    });
  }

  private skipBlanks(bytes: Uint8Array, start: number): number {
    let at = start;
    while (bytes[at] === space || (bytes[at] === tab && this.separator !== tab)) at++;
    return at;
  }

  private endsValue(byte: number): boolean {
    return byte === this.separator || byte === space || byte === tab || isLineEnd(byte);
  }

  /** Passes a comment and the end of the line. */
  private endLine(bytes: Uint8Array, start: number): number {
    const end = bytes[start] === hash ? bytes.indexOf(lineFeed, start) : start;
    if (bytes[end] !== carriageReturn) return end + 1;
    if (bytes[end + 1] !== lineFeed) this.wrong("a carriage return within the line");
    return end + 2;
  }

  private expected(): string {
    const names = { ",": "commas", ";": "semicolons", "\t": "tabs", " ": "spaces" };
    return `${this.layout.columns} values separated by ${names[this.layout.separator]}, as on the first line`;
  }

  private wrong(what: string, expected?: string): never {
    fail("TF-FORMAT-006", {
      where: `${this.where}:${this.line}`,
      what,
      ...(expected === undefined ? {} : { expected }),
    });
  }
}

/** Whether a byte ends a line's values: its end, or a comment. */
function isLineEnd(byte: number): boolean {
  return byte === lineFeed || byte === carriageReturn || byte === hash;
}
