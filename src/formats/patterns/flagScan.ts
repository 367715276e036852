import { hexadecimal, isBlank, space, zero } from "./bytes.js";
import { wordFlags } from "./frames.js";
import { ascii, type ColumnLayout } from "./layout.js";
import type { RowLine } from "./rowLine.js";

const [letterS, letterV, letterX] = [0x73, 0x76, 0x78] as const;
const oneSpace = ascii(" ");

/** Flags of a word, and where the word begins. */
export interface ScannedFlags {
  flags: number;
  /** Bits that no flag names. */
  reserved: number;
  end: number;
}

/** Reads the flags before a word, and learns or compares how they are written. */
export class FlagScanner {
  /** By link: whether a packet has begun, for metadata that does not say what is valid. */
  private readonly inPacket: Uint8Array;

  constructor(
    private readonly line: RowLine,
    links: number,
  ) {
    this.inPacket = new Uint8Array(links);
  }

  /** `[strobe "s"] valid "v"` of EMPv1. */
  scanValid(at: number, column: ColumnLayout, result: ScannedFlags): void {
    const { line } = this;
    const strobe = line.bytes[at + 1] === letterS;
    if (!line.learnt) column.strobe = strobe;
    else if (column.strobe !== strobe) line.differs("where the strobe is written");
    const valid = strobe ? at + 2 : at;
    if (line.bytes[valid + 1] !== letterV) line.wrong(at, "a word with its valid bit, such as 1v0000000000000000");
    const notStrobed = strobe && this.bit(at) === 0;
    result.flags = this.bit(valid) * wordFlags.valid + (notStrobed ? wordFlags.notStrobed : 0);
    result.end = valid + 2;
  }

  private bit(at: number): number {
    const value = this.line.bytes[at]! - zero;
    return value === 0 || value === 1 ? value : this.line.wrong(at, "0 or 1");
  }

  /** `[strobe] orbit start end [valid] " "` of EMPv2. */
  scanMetadata(at: number, column: ColumnLayout, link: number, result: ScannedFlags): void {
    const { line } = this;
    const { bytes } = line;
    let position = at;
    let bits = 0;
    while (bytes[position] === zero || bytes[position] === zero + 1) bits = (bits << 1) | (bytes[position++]! & 1);
    const count = position - at;
    if (bytes[position] !== space || count < 3 || count > 5) {
      line.wrong(at, "4 metadata digits (5 with the strobe), a space, and a word");
    }
    if (!line.learnt) this.learnMetadata(count, column);
    const digits = column.metadata + (column.strobe ? 1 : 0);
    if (count !== digits) line.wrong(at, `${digits} metadata digits, as in the first frame`);
    result.flags = count === 3 ? this.withValid(bits, link) : metadataFlags(bits, column.strobe);
    result.end = position + 1;
  }

  private learnMetadata(count: number, column: ColumnLayout): void {
    column.strobe = count === 5;
    column.metadata = count === 3 ? 3 : 4;
    column.inner = oneSpace;
    if (count !== 3) return;
    const what = "the metadata has 3 digits, without valid, as one revision of CMSSW wrote it";
    this.line.remarks.add(this.line.number, `${what}: words from a start to an end of packet are taken to be valid`);
  }

  /** Flags of metadata without valid. */
  private withValid(bits: number, link: number): number {
    const flags = metadataFlags(bits << 1, false);
    if ((flags & wordFlags.startOfPacket) !== 0) this.inPacket[link] = 1;
    const valid = this.inPacket[link] === 1 ? wordFlags.valid : 0;
    if ((flags & wordFlags.endOfPacket) !== 0) this.inPacket[link] = 0;
    return flags | valid;
  }

  /** `"0x" two digits, blanks` of APx. */
  scanSideband(at: number, column: ColumnLayout, result: ScannedFlags): void {
    const { line } = this;
    const { bytes } = line;
    const [first, second] = [hexadecimal[bytes[at + 2]!]!, hexadecimal[bytes[at + 3]!]!];
    if (bytes[at] !== zero || bytes[at + 1] !== letterX || first === 255 || second === 255 || !isBlank(bytes[at + 4])) {
      line.wrong(at, "a sideband such as 0x01, a space, and a word");
    }
    const letters = (first | second) & 0x30;
    if (letters !== 0) line.checkLetters(letters);
    const bits = ((first & 15) << 4) | (second & 15);
    result.flags = sidebandFlags(bits);
    result.reserved = bits & 0xe0;
    if (result.reserved !== 0) {
      line.remarks.add(
        line.number,
        "sideband bits 5 to 7 are set: they are kept, but nothing here knows their meaning",
      );
    }
    let position = at + 4;
    while (isBlank(bytes[position])) position++;
    if (!line.learnt) column.inner = bytes.slice(at + 4, position);
    else if (position - at - 4 !== column.inner.length) line.differs("the spacing");
    result.end = position;
  }
}

/** Flags from the metadata digits of EMPv2, valid being the lowest bit. */
function metadataFlags(bits: number, strobe: boolean): number {
  const { valid, startOfPacket, endOfPacket, startOfOrbit, notStrobed } = wordFlags;
  return (
    ((bits & 1) !== 0 ? valid : 0) |
    ((bits & 2) !== 0 ? endOfPacket : 0) |
    ((bits & 4) !== 0 ? startOfPacket : 0) |
    ((bits & 8) !== 0 ? startOfOrbit : 0) |
    (strobe && (bits & 16) === 0 ? notStrobed : 0)
  );
}

/** Flags from the sideband of APx: valid, start of frame, first frame of orbit, end of frame, frame error. */
function sidebandFlags(bits: number): number {
  const { valid, startOfPacket, endOfPacket, startOfOrbit, error } = wordFlags;
  return (
    ((bits & 1) !== 0 ? valid : 0) |
    ((bits & 2) !== 0 ? startOfPacket : 0) |
    ((bits & 4) !== 0 ? startOfOrbit : 0) |
    ((bits & 8) !== 0 ? endOfPacket : 0) |
    ((bits & 16) !== 0 ? error : 0)
  );
}
