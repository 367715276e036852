import type { Piece, Placement, PortLayout, SideLayout } from "./layout.js";
import type { RawEvent } from "./unpackFrames.js";

// Elements of events as bits of words. A stream's columns are the channels of its side, in the order of columnsOf.

/** An element of a port, and where it lies. */
export interface Field {
  readonly port: PortLayout;
  readonly element: number;
  readonly placement: Placement;
}

/** Physical channels of a side in the order of its links: the columns of a stream that is compared. */
export function columnsOf(side: SideLayout): number[] {
  return side.links.flatMap((link) => link.channels);
}

/** Fields of a side, all ports in order; elements without a place are left out. */
export function fieldsOf(side: SideLayout): Field[] {
  return side.ports.flatMap((port) =>
    port.placements.flatMap((placement, element) => (placement === null ? [] : [{ port, element, placement }])),
  );
}

/** Frame where the packet of an event begins on a link, without lag. */
export function packetFrame(side: SideLayout, link: number, event: number): number {
  return side.links[link]!.offset + event * side.eventFrames;
}

/** Column of the channel that serves an event on a link. */
export function packetColumn(side: SideLayout, link: number, event: number): number {
  return columnTable(side).firstOfLink[link]! + (event % side.links[link]!.channels.length);
}

/** The logical link of each column. */
export function linkOfColumn(side: SideLayout): readonly number[] {
  return columnTable(side).linkOfColumn;
}

/** Which columns belong to which link. */
interface ColumnTable {
  readonly firstOfLink: readonly number[];
  readonly linkOfColumn: readonly number[];
}

const columnTables = new WeakMap<SideLayout, ColumnTable>();

function columnTable(side: SideLayout): ColumnTable {
  let table = columnTables.get(side);
  if (table === undefined) {
    const owners = side.links.flatMap((link, index) => link.channels.map(() => index));
    table = { linkOfColumn: owners, firstOfLink: side.links.map((_link, index) => owners.indexOf(index)) };
    columnTables.set(side, table);
  }
  return table;
}

/** The first and one past the last frame that events from `first` to below `end` occupy, without lag. */
export function frameSpan(side: SideLayout, first: number, end: number): { first: number; end: number } {
  const starts = side.links.map((_link, link) => packetFrame(side, link, first));
  const ends = side.links.map((link, index) => packetFrame(side, index, end - 1) + link.length);
  return { first: Math.min(...starts), end: Math.max(...ends) };
}

/** Writes the bits of a raw integer, pieces from its lowest bits on, into words. `at` finds the index of a piece's word. */
export function writePieces(
  words: Uint32Array,
  pieces: readonly Piece[],
  at: (word: number) => number,
  raw: bigint,
): void {
  let rest = raw;
  for (const { word, lowBit, width } of pieces) {
    putBits(words, at(word), lowBit, width, rest);
    rest >>= BigInt(width);
  }
}

/** The bits of pieces as an unsigned integer; see {@link writePieces}. */
export function readPieces(words: Uint32Array, pieces: readonly Piece[], at: (word: number) => number): bigint {
  let bits = 0n;
  let done = 0;
  for (const { word, lowBit, width } of pieces) {
    bits |= takeBits(words, at(word), lowBit, width) << BigInt(done);
    done += width;
  }
  return bits;
}

/** Bits of a field as a raw integer of its type. */
export function toRaw(bits: bigint, { width, type }: Placement): bigint {
  return type.signed ? BigInt.asIntN(width, bits) : BigInt.asUintN(width, bits);
}

/** Raw integers of one event by port, with 0 for elements that have no place. */
export function readEvent(side: SideLayout, words: Uint32Array, at: (link: number, word: number) => number): RawEvent {
  return Object.fromEntries(
    side.ports.map((port) => [
      port.name,
      port.placements.map((placement) =>
        placement === null
          ? 0n
          : toRaw(
              readPieces(words, placement.pieces, (word) => at(placement.link, word)),
              placement,
            ),
      ),
    ]),
  );
}

function takeBits(words: Uint32Array, index: number, low: number, width: number): bigint {
  if (low + width <= 32) return BigInt((words[2 * index]! >>> low) & lowMask(width)) & 0xffffffffn;
  if (low >= 32) return BigInt((words[2 * index + 1]! >>> (low - 32)) & lowMask(width)) & 0xffffffffn;
  const word = (BigInt(words[2 * index + 1]!) << 32n) | BigInt(words[2 * index]!);
  return BigInt.asUintN(width, word >> BigInt(low));
}

function putBits(words: Uint32Array, index: number, low: number, width: number, bits: bigint): void {
  if (low + width <= 32) {
    putHalf(words, 2 * index, low, width, bits);
  } else if (low >= 32) {
    putHalf(words, 2 * index + 1, low - 32, width, bits);
  } else {
    putHalf(words, 2 * index, low, 32 - low, bits);
    putHalf(words, 2 * index + 1, 0, low + width - 32, bits >> BigInt(32 - low));
  }
}

function putHalf(words: Uint32Array, half: number, low: number, width: number, bits: bigint): void {
  const mask = lowMask(width) << low;
  words[half] = (words[half]! & ~mask) | ((Number(BigInt.asUintN(32, bits)) << low) & mask);
}

function lowMask(width: number): number {
  return width >= 32 ? -1 : (1 << width) - 1;
}
