import { colon, hexadecimal, isBlank, space, zero } from "./bytes.js";
import type { RowGrammar } from "./grammar.js";
import { ascii } from "./layout.js";
import type { RowLine } from "./rowLine.js";

/** Reads the numbers of frames, and learns or compares how they are written. */
export class IndexScanner {
  /** Number of the first frame, once it was read. */
  firstNumber = 0;
  private nextNumber = 0;

  constructor(
    private readonly line: RowLine,
    private readonly grammar: NonNullable<RowGrammar["index"]>,
  ) {}

  /** Reads the number at the line's beginning and what belongs to it. @returns where it ends */
  scan(): number {
    const { line } = this;
    const { bytes, start, end } = line;
    const { lead, radix } = this.grammar;
    for (let index = 0; index < lead.length; index++) {
      if (bytes[start + index] === lead.charCodeAt(index)) continue;
      line.wrong(start, radix === 16 ? "a frame's number, such as 0x0000" : 'a frame, as in "Frame 0000"');
    }
    const field = start + lead.length;
    let at = field;
    while (radix === 10 && bytes[at] === space) at++;
    const digits = at;
    let [value, letters] = [0, 0];
    for (; at < end; at++) {
      const digit = hexadecimal[bytes[at]!]!;
      if ((digit & 0xcf) >= radix) break;
      value = value * radix + (digit & 15);
      letters |= digit & 0x30;
    }
    if (at === digits) line.wrong(at, "the frame's number");
    if (letters !== 0) line.checkLetters(letters);
    this.checkNumber(value, digits);
    const after = this.grammar.colon ? this.afterColon(at) : at;
    this.checkText(field, digits, at, after);
    return after;
  }

  private checkNumber(value: number, at: number): void {
    if (!this.line.learnt) {
      if (value >= 2 ** 32) this.line.wrong(at, "a frame number of at most 32 bits");
      this.firstNumber = value;
      this.nextNumber = value;
    }
    if (value !== this.nextNumber) this.line.outOfSequence(at, this.print(value), this.print(this.nextNumber));
    this.nextNumber++;
  }

  private print(number: number): string {
    return this.grammar.radix === 16 ? `0x${number.toString(16)}` : String(number);
  }

  private afterColon(at: number): number {
    let position = at;
    while (isBlank(this.line.bytes[position])) position++;
    if (this.line.bytes[position] !== colon) this.line.wrong(position, 'a colon, as in "Frame 0000 :"');
    return position + 1;
  }

  /** Learns or compares how the number is written. @param field from here, spaces included @param end of its digits */
  private checkText(field: number, digits: number, end: number, after: number): void {
    const { line } = this;
    const width = end - field;
    const spaced = digits > field;
    const filled = line.bytes[digits] === zero && end - digits > 1;
    if (!line.learnt) {
      const { lead, radix } = this.grammar;
      const pad = spaced ? " " : "0";
      line.layout.index = { lead: ascii(lead), radix, width, pad, after: line.bytes.slice(end, after) };
      if (spaced && filled) line.differs("how frames are numbered");
      return;
    }
    const usual = line.layout.index!;
    const padded = spaced || filled;
    const asUsual = padded
      ? width === usual.width && spaced === (usual.pad === " ") && spaced !== filled
      : width >= usual.width;
    if (!asUsual) line.differs("how frames are numbered");
    if (!line.hasText(end, after, usual.after)) line.differs("the spacing");
  }
}
