import { fail } from "../../errors/index.js";
import { shown } from "./bytes.js";
import type { RowLayout } from "./layout.js";
import type { Remarks } from "./remarks.js";

/** The line of a frame while it is read: where it is, how such lines look, and how to complain about it. */
export class RowLine {
  readonly layout: RowLayout = {
    index: null,
    columns: [],
    tail: new Uint8Array(0),
    lineEnd: "\n",
    letters: "unknown",
  };
  /** Whether a line was read before, so that this one has a layout to agree with. */
  learnt = false;
  bytes: Uint8Array = new Uint8Array(0);
  start = 0;
  /** Where the line's text ends. */
  end = 0;
  number = 0;

  constructor(
    private readonly where: string,
    readonly remarks: Remarks,
  ) {}

  /** Whether a part of the line is a text. */
  hasText(start: number, end: number, text: Uint8Array): boolean {
    if (end - start !== text.length) return false;
    for (let index = 0; index < text.length; index++) if (this.bytes[start + index] !== text[index]) return false;
    return true;
  }

  /** Remarks that a line is not laid out as those before. */
  differs(what: string): void {
    this.remarks.inexact(this.number, `${what} changes within the file`);
  }

  /** Notes which letters hexadecimal digits have. @param letters bits of `lowerLetter` and `upperLetter`, at least one */
  checkLetters(letters: number): void {
    const kind = letters === 16 ? "lower" : letters === 32 ? "upper" : "mixed";
    const { layout } = this;
    if (kind !== "mixed" && layout.letters === "unknown") layout.letters = kind;
    if (kind !== layout.letters) this.differs("whether digits are capital letters");
  }

  /** Reports what does not belong at a position. @throws TrigforgeError TF-PATTERN-004 */
  wrong(at: number, expected: string): never {
    const what = at >= this.end ? "the line ends" : `found ${shown(this.tokenAt(at))}`;
    return fail("TF-PATTERN-004", { where: this.place(at), what, expected });
  }

  /** Reports a frame that ends too early, or too late. @throws TrigforgeError TF-PATTERN-005 */
  wrongCount(at: number, words: number, links: number): never {
    const what =
      words < links ? `the line ends after ${words} of ${links} words` : `there are more than ${links} words`;
    return fail("TF-PATTERN-005", { where: this.place(at), what, expected: `${links}, one for each link` });
  }

  /** Reports a frame with another number than the next. @throws TrigforgeError TF-PATTERN-006 */
  outOfSequence(at: number, found: string, expected: string): never {
    return fail("TF-PATTERN-006", { where: this.place(at), what: `this is frame ${found}`, expected });
  }

  /** Reports a word with too many bits. @throws TrigforgeError TF-PATTERN-007 */
  tooLarge(at: number, end: number, bits: number): never {
    const what = `${shown(this.bytes.subarray(at, end))} has more than ${bits} bits`;
    return fail("TF-PATTERN-007", { where: this.place(at), what, expected: `a word of ${bits} bits` });
  }

  private place(at: number): string {
    return `${this.where}:${this.number}:${at - this.start + 1}`;
  }

  /** What stands at a position, up to the next blank. */
  private tokenAt(at: number): Uint8Array {
    let end = at + 1;
    while (end < this.end && this.bytes[end]! > 32) end++;
    return this.bytes.subarray(at, end);
  }
}
