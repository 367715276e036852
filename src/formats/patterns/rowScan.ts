import { carriageReturn, comma, isBlank, zero } from "./bytes.js";
import { FlagScanner, type ScannedFlags } from "./flagScan.js";
import type { RowGrammar } from "./grammar.js";
import { IndexScanner } from "./indexScan.js";
import type { ColumnLayout, RowLayout } from "./layout.js";
import type { Remarks } from "./remarks.js";
import { RowLine } from "./rowLine.js";
import { readDecimal, readHexadecimal, type ScannedWord } from "./wordScan.js";

/** Where the words of a frame go. */
export interface RowTarget {
  /** The words, in halves. */
  halves: Uint32Array;
  flags: Uint8Array;
  /** Bits that no flag names; made when the first is set. */
  reserved: Uint8Array | undefined;
}

/** Which of two neighbouring halves is the low one. */
const lowHalf = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

const [smallX, bigX] = [0x78, 0x58] as const;
const nothing = new Uint8Array(0);

/**
 * Reads the lines of frames, byte by byte, and learns how they are laid out: from the first one, and from later ones what
 * the first left open. What departs from that layout without being wrong is remarked.
 */
export class RowScanner {
  private readonly line: RowLine;
  private readonly indexScanner: IndexScanner | null;
  private readonly flagScanner: FlagScanner;
  private readonly found: ScannedFlags = { flags: 0, reserved: 0, end: 0 };
  private readonly word: ScannedWord = { high: 0, low: 0, end: 0, letters: 0, overflow: false };

  /** @param wordBits bits that a word may have; can be set after the first frame */
  constructor(
    private readonly grammar: RowGrammar,
    private readonly links: number,
    public wordBits: number,
    where: string,
    remarks: Remarks,
  ) {
    this.line = new RowLine(where, remarks);
    this.flagScanner = new FlagScanner(this.line, links);
    this.indexScanner = grammar.index === null ? null : new IndexScanner(this.line, grammar.index);
  }

  /** Number that the file gives its first frame, once that was read. */
  get firstNumber(): number {
    return this.indexScanner === null ? 0 : this.indexScanner.firstNumber;
  }

  /** How lines are laid out, as far as it is known. */
  get layout(): RowLayout {
    return this.line.layout;
  }

  /**
   * Reads a line.
   *
   * @param start the line's first byte
   * @param end its line feed, or the end of the bytes
   * @param number the line's number in the file, from 1
   * @param first index of the frame's first word in the target
   * @throws TrigforgeError TF-PATTERN-004 to -007 with line and column
   */
  scan(bytes: Uint8Array, start: number, end: number, number: number, target: RowTarget, first: number): void {
    const { line, links } = this;
    const carriage = end > start && bytes[end - 1] === carriageReturn;
    line.bytes = bytes;
    line.start = start;
    line.end = carriage ? end - 1 : end;
    line.number = number;
    if (end < bytes.length) this.checkLineEnd(carriage ? "\r\n" : "\n");
    let at = this.indexScanner === null ? start : this.indexScanner.scan();
    for (let link = 0; link < links; link++) {
      at = this.scanGap(at, link);
      at = this.scanColumn(at, line.layout.columns[link]!, link, target, first + link);
    }
    this.scanTail(at);
    line.learnt = true;
  }

  private checkLineEnd(lineEnd: "\n" | "\r\n"): void {
    if (!this.line.learnt) this.layout.lineEnd = lineEnd;
    else if (lineEnd !== this.layout.lineEnd) this.line.differs("the line end");
  }

  /** Passes over what parts two columns. @returns where the next one begins */
  private scanGap(at: number, link: number): number {
    const { line, grammar } = this;
    const { bytes, end, layout } = line;
    let position = at;
    let commas = 0;
    for (; position < end; position++) {
      if (grammar.commas && bytes[position] === comma) commas++;
      else if (!isBlank(bytes[position])) break;
    }
    if (position >= end) line.wrongCount(position, link, this.links);
    if (commas > (link > 0 ? 1 : 0)) line.wrong(position - 1, "a word between the commas");
    const least = grammar.token === "metadataWord" ? 2 : link > 0 || grammar.index !== null ? 1 : 0;
    if (position - at < least) line.wrong(at, least === 2 ? "two spaces or more before a column" : "a space");
    if (!line.learnt) layout.columns.push(newColumn(bytes.slice(at, position)));
    else if (!line.hasText(at, position, layout.columns[link]!.gap)) line.differs("the spacing");
    return position;
  }

  private scanColumn(at: number, column: ColumnLayout, link: number, target: RowTarget, slot: number): number {
    const { found, flagScanner } = this;
    found.flags = 0;
    found.reserved = 0;
    found.end = at;
    switch (this.grammar.token) {
      case "validWord":
        flagScanner.scanValid(at, column, found);
        break;
      case "metadataWord":
        flagScanner.scanMetadata(at, column, link, found);
        break;
      case "sidebandWord":
        flagScanner.scanSideband(at, column, found);
        break;
      case "hexadecimal":
      case "decimal":
    }
    target.flags[slot] = found.flags;
    if (found.reserved !== 0) {
      target.reserved ??= new Uint8Array(target.flags.length);
      target.reserved[slot] = found.reserved;
    }
    return this.scanWord(found.end, column, target.halves, slot);
  }

  private scanWord(at: number, column: ColumnLayout, halves: Uint32Array, slot: number): number {
    const { line, word, grammar } = this;
    const { bytes, end } = line;
    const begin = at + this.scanPrefix(at, column);
    if (grammar.token === "decimal") readDecimal(bytes, begin, end, word);
    else readHexadecimal(bytes, begin, end, word);
    const count = word.end - begin;
    if (count === 0 || (word.end < end && !this.endsWord(bytes[word.end]!))) this.wrongWord(at, column);
    if (count !== column.digits || !column.padded) this.checkDigits(begin, count, column);
    if (word.overflow || this.isTooWide(count)) line.tooLarge(begin, word.end, this.wordBits);
    if (word.letters !== 0) line.checkLetters(word.letters);
    halves[2 * slot + lowHalf] = word.low;
    halves[2 * slot + 1 - lowHalf] = word.high;
    return word.end;
  }

  private endsWord(byte: number): boolean {
    return isBlank(byte) || (this.grammar.commas && byte === comma);
  }

  private wrongWord(at: number, column: ColumnLayout): never {
    const { token, fixedDigits } = this.grammar;
    if (token === "decimal") this.line.wrong(at, "an unsigned decimal integer, for the words before look decimal");
    const { learnt } = this.line;
    return this.line.wrong(at, fixedDigits && learnt ? `${column.digits} hexadecimal digits` : "a hexadecimal word");
  }

  /** @returns how many characters the prefix has */
  private scanPrefix(at: number, column: ColumnLayout): 0 | 2 {
    const { prefix } = this.grammar;
    if (prefix === "never") return 0;
    const { line } = this;
    const { bytes } = line;
    const present = bytes[at] === zero && (bytes[at + 1] === smallX || bytes[at + 1] === bigX);
    if (!present && prefix === "always") line.wrong(at, "a word such as 0x00000001");
    if (!line.learnt) column.prefix = present ? bytes.slice(at, at + 2) : nothing;
    else if (present !== column.prefix.length > 0 || (present && bytes[at + 1] !== column.prefix[1])) {
      line.differs("how words begin");
    }
    return present ? 2 : 0;
  }

  /** Learns or compares how many digits a column's words have. */
  private checkDigits(at: number, count: number, column: ColumnLayout): void {
    const { line } = this;
    const filled = line.bytes[at] === zero && count > 1;
    if (!line.learnt) {
      column.digits = count;
      column.padded = filled || this.grammar.fixedDigits;
    } else if (this.grammar.fixedDigits) {
      line.wrong(at, `${column.digits} hexadecimal digits, as in the first frame`);
    } else if (count === column.digits || (count < column.digits && !column.padded)) {
      column.digits = count;
      column.padded = filled;
    } else if (count < column.digits || filled) line.differs("how many digits words have");
  }

  /** Whether the word that was read has more bits than are allowed. @param digits how many it has */
  private isTooWide(digits: number): boolean {
    const { wordBits, word } = this;
    if (wordBits >= 64 || (this.grammar.token !== "decimal" && digits * 4 <= wordBits)) return false;
    return wordBits > 32 ? word.high >>> (wordBits - 32) !== 0 : word.high !== 0 || exceeds(word.low, wordBits);
  }

  private scanTail(at: number): void {
    const { line, grammar } = this;
    let position = at;
    while (isBlank(line.bytes[position]) || (grammar.commas && line.bytes[position] === comma)) position++;
    if (position < line.end) line.wrongCount(position, this.links + 1, this.links);
    if (!line.learnt) line.layout.tail = line.bytes.slice(at, line.end);
    else if (!line.hasText(at, line.end, line.layout.tail)) line.differs("the spacing");
  }
}

/** Whether a 32-bit integer, taken as unsigned, has more bits. */
function exceeds(low: number, bits: number): boolean {
  return bits < 32 && low >>> bits !== 0;
}

function newColumn(gap: Uint8Array): ColumnLayout {
  return { gap, strobe: false, metadata: 4, inner: nothing, prefix: nothing, digits: 0, padded: false };
}
