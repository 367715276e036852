import { fail } from "../../errors/index.js";
import { carriageReturn, lineFeed, space, zero } from "./bytes.js";
import { ImpliedValid, refuseFlags } from "./flagCheck.js";
import { type FrameBlock, flagsHeld, type PatternHeader, wordFlags } from "./frames.js";
import { type RowGrammar, rowGrammar } from "./grammar.js";
import type { ColumnLayout, RowLayout } from "./layout.js";

const { valid, startOfPacket, endOfPacket, startOfOrbit, notStrobed, error } = wordFlags;
const [letterS, letterV, letterX] = [0x73, 0x76, 0x78] as const;
const [lower, upper] = ["0123456789abcdef", "0123456789ABCDEF"].map((digits) => new TextEncoder().encode(digits)) as [
  Uint8Array,
  Uint8Array,
];
/** Which of two neighbouring halves of a word is the low one. */
const lowHalf = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 0 : 1;

/** Writes frames as lines of text. */
export class RowWriter {
  private out: Uint8Array = new Uint8Array(0);
  private at = 0;
  private frame = 0;
  private readonly grammar: RowGrammar;
  private readonly held: number;
  private readonly implied = new ImpliedValid();

  /** @param dropFlags whether flags that the format cannot hold are left out instead of refused */
  constructor(
    private readonly header: PatternHeader,
    private readonly layout: RowLayout,
    private readonly dropFlags: boolean,
    private readonly where: string,
  ) {
    this.grammar = rowGrammar(header);
    this.held = flagsHeld(header) & ~notStrobed;
  }

  /** The lines of a block. @throws TrigforgeError TF-PATTERN-007, -009 with frame and link, -010 */
  write(block: FrameBlock): Uint8Array {
    const { frames, links, words, flags, reserved, asides = [] } = block;
    this.checkBlock(block);
    const asideBytes = asides.reduce((sum, { text }) => sum + text.length, 0);
    this.out = new Uint8Array(frames * this.longestRow() + asideBytes);
    this.at = 0;
    const halves = new Uint32Array(words.buffer, words.byteOffset, 2 * words.length);
    let aside = 0;
    for (let frame = 0; frame < frames; frame++, this.frame++) {
      while (asides[aside]?.frame === frame) this.put(asides[aside++]!.text);
      this.writeIndex();
      for (let link = 0; link < links; link++) {
        const slot = frame * links + link;
        const column = this.layout.columns[link]!;
        this.put(column.gap);
        this.writeFlags(flags[slot]!, reserved?.[slot] ?? 0, column, link);
        this.writeWord(halves[2 * slot + 1 - lowHalf]!, halves[2 * slot + lowHalf]!, column, link);
      }
      this.put(this.layout.tail);
      if (block.unterminated === true && frame === frames - 1) continue;
      if (this.layout.lineEnd === "\r\n") this.out[this.at++] = carriageReturn;
      this.out[this.at++] = lineFeed;
    }
    for (; aside < asides.length; aside++) this.put(asides[aside]!.text);
    return this.out.subarray(0, this.at);
  }

  private checkBlock({ firstFrame, links, frames, words, flags }: FrameBlock): void {
    const expected = `${this.header.links.length} links, from frame ${this.frame} on`;
    if (links !== this.header.links.length || firstFrame !== this.frame) {
      fail("TF-PATTERN-010", {
        where: this.where,
        what: `a block has ${links} links, from frame ${firstFrame} on`,
        expected,
      });
    }
    if (words.length !== frames * links || flags.length !== words.length) {
      const what = `${frames} frames of ${links} links have ${words.length} words and ${flags.length} flags`;
      fail("TF-PATTERN-010", { where: this.where, what });
    }
  }

  /** More bytes than any line has. */
  private longestRow(): number {
    const { index, columns, tail } = this.layout;
    const number = index === null ? 0 : index.lead.length + Math.max(index.width, 17) + index.after.length;
    const column = ({ gap, inner, digits }: ColumnLayout): number =>
      gap.length + inner.length + Math.max(digits, 20) + 8;
    return number + columns.reduce((sum, each) => sum + column(each), 0) + tail.length + 2;
  }

  private put(bytes: Uint8Array): void {
    for (let index = 0; index < bytes.length; index++) this.out[this.at++] = bytes[index]!;
  }

  private digits(): Uint8Array {
    return this.layout.letters === "upper" ? upper : lower;
  }

  private writeIndex(): void {
    const { index } = this.layout;
    if (index === null) return;
    this.put(index.lead);
    const text = (this.header.firstFrameNumber + this.frame).toString(index.radix);
    for (let blank = text.length; blank < index.width; blank++) this.out[this.at++] = index.pad === " " ? space : zero;
    const digits = this.digits();
    for (const digit of text) this.out[this.at++] = digits[Number.parseInt(digit, 16)]!;
    this.put(index.after);
  }

  private writeFlags(flags: number, reserved: number, column: ColumnLayout, link: number): void {
    const { token } = this.grammar;
    const held = this.held | (column.strobe ? notStrobed : 0);
    const lost = flags & ~held;
    if ((lost !== 0 || (reserved !== 0 && token !== "sidebandWord")) && !this.dropFlags) {
      refuseFlags(this.place(link), lost, this.header.format);
    }
    if (column.strobe && token !== "sidebandWord") {
      this.out[this.at++] = (flags & notStrobed) === 0 ? zero + 1 : zero;
      if (token === "validWord") this.out[this.at++] = letterS;
    }
    if (token === "validWord") {
      this.writeBit(flags, valid);
      this.out[this.at++] = letterV;
    } else if (token === "metadataWord") this.writeMetadata(flags, column, link);
    else if (token === "sidebandWord") this.writeSideband(flags, reserved, column);
  }

  private writeBit(flags: number, flag: number): void {
    this.out[this.at++] = (flags & flag) === 0 ? zero : zero + 1;
  }

  private writeMetadata(flags: number, column: ColumnLayout, link: number): void {
    this.writeBit(flags, startOfOrbit);
    this.writeBit(flags, startOfPacket);
    this.writeBit(flags, endOfPacket);
    if (column.metadata === 4) this.writeBit(flags, valid);
    else if (this.implied.next(link, flags) !== ((flags & valid) !== 0) && !this.dropFlags) {
      const what = "metadata of 3 digits cannot say that the word is valid otherwise than by its packet";
      fail("TF-PATTERN-009", { where: this.place(link), what, help: "write the format's own layout, with 4 digits" });
    }
    this.put(column.inner);
  }

  private writeSideband(flags: number, reserved: number, column: ColumnLayout): void {
    const bit = (flag: number, value: number): number => ((flags & flag) === 0 ? 0 : value);
    const bits =
      bit(valid, 1) | bit(startOfPacket, 2) | bit(startOfOrbit, 4) | bit(endOfPacket, 8) | bit(error, 16) | reserved;
    const digits = this.digits();
    this.out[this.at++] = zero;
    this.out[this.at++] = letterX;
    this.out[this.at++] = digits[bits >>> 4]!;
    this.out[this.at++] = digits[bits & 15]!;
    this.put(column.inner);
  }

  private writeWord(high: number, low: number, column: ColumnLayout, link: number): void {
    const bits = high !== 0 ? 64 - Math.clz32(high) : 32 - Math.clz32(low);
    const most = this.grammar.fixedDigits ? Math.min(this.header.wordBits, 4 * column.digits) : this.header.wordBits;
    if (bits > most) {
      fail("TF-PATTERN-007", {
        where: this.place(link),
        what: `the word has ${bits} bits`,
        expected: `at most ${most}`,
      });
    }
    this.put(column.prefix);
    if (this.grammar.token === "decimal") {
      const text = ((BigInt(high) << 32n) | BigInt(low)).toString().padStart(column.digits, "0");
      for (let index = 0; index < text.length; index++) this.out[this.at++] = text.charCodeAt(index);
      return;
    }
    const digits = this.digits();
    for (let digit = Math.max(column.digits, Math.ceil(bits / 4), 1) - 1; digit >= 0; digit--) {
      const value = digit >= 16 ? 0 : digit >= 8 ? (high >>> (4 * digit - 32)) & 15 : (low >>> (4 * digit)) & 15;
      this.out[this.at++] = digits[value]!;
    }
  }

  private place(link: number): string {
    return `${this.where}: frame ${this.header.firstFrameNumber + this.frame}, link ${this.header.links[link]}`;
  }
}
