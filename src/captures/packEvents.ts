import { fail } from "../errors/index.js";
import { highestRaw, lowestRaw, printType } from "../fixed/index.js";
import { type FrameBlock, flagsHeld, type PatternFormat, type PatternHeader, wordFlags } from "../formats/index.js";
import type { LinkLayout, Piece, PortLayout, SideLayout } from "./layout.js";
import { FrameWindow } from "./packWindow.js";
import type { RawEvent } from "./unpackFrames.js";

/** How events become frames. */
export interface PackOptions {
  /** Default: `empv2`. */
  readonly format?: PatternFormat;
  /** Name of the board in the header. Default: the empty string. */
  readonly board?: string;
  /** Frames without a valid word before everything else. Default 0. */
  readonly emptyFrames?: number;
  /** Exact number of frames: shorter data is filled with empty frames, longer data is refused. */
  readonly frames?: number;
}

/** A pattern, ready to be written. */
export interface PackedPattern {
  readonly header: PatternHeader;
  readonly frames: AsyncIterable<FrameBlock>;
}

/**
 * Lays events on links, as they are played into a board: every word of a packet valid, start and end of packet and (once a
 * channel) start of orbit set, elements LSB first, all other bits 0. Each channel is filled up to the end of its last slot.
 * Flags that the format cannot hold are left out.
 *
 * @param events raw integers by port, flat in row-major order; event 0 first
 * @throws TrigforgeError TF-CAPTURE-008, while the frames are read: an element is missing, outside its type, or not 0 and
 * without a place, or the slots do not fit into the wanted number of frames
 */
export function packEvents(
  layout: SideLayout,
  events: AsyncIterable<RawEvent> | Iterable<RawEvent>,
  options: PackOptions = {},
): PackedPattern {
  const format = options.format ?? "empv2";
  const { wordBits } = layout.description;
  const links = layout.links.flatMap(({ channels }) => channels).sort((a, b) => a - b);
  const header = {
    format,
    board: options.board ?? "",
    links,
    wordBits: format === "words" ? wordBits : wordBits <= 32 ? 32 : 64,
    firstFrameNumber: 0,
  };
  return { header, frames: framesOf(layout, header, events, options) };
}

async function* framesOf(
  layout: SideLayout,
  header: PatternHeader,
  events: AsyncIterable<RawEvent> | Iterable<RawEvent>,
  { emptyFrames = 0, frames }: PackOptions,
): AsyncGenerator<FrameBlock> {
  const window = new FrameWindow(header.links.length, flagsHeld(header));
  const packers = layout.links.map((link, index) => packerOf(layout, link, index, header.links));
  const least = Math.min(...layout.links.map(({ offset }) => offset));
  let end = emptyFrames;
  let event = 0;
  for await (const raw of events) {
    checkEvent(layout.ports, raw, event);
    const base = emptyFrames + event * layout.eventFrames;
    layout.links.forEach((link, index) => {
      const start = base + link.offset;
      end = Math.max(end, start + link.slotFrames);
      checkEnd(layout, frames, start + link.slotFrames, event);
      packers[index]!(window, event, start, raw);
    });
    event += 1;
    yield* window.release(base + least);
  }
  yield* window.release(frames ?? end, true);
}

function checkEnd(layout: SideLayout, frames: number | undefined, end: number, event: number): void {
  if (frames === undefined || end <= frames) return;
  fail("TF-CAPTURE-008", {
    where: `${layout.description.where}: event ${event}`,
    what: `it ends at frame ${end}, the pattern after ${frames} frames`,
    expected: `at most ${event} events in a pattern`,
  });
}

type Packer = (window: FrameWindow, event: number, start: number, raw: RawEvent) => void;

/** What puts the packets of one link into a window. */
function packerOf(layout: SideLayout, link: LinkLayout, index: number, columns: readonly number[]): Packer {
  const constants = layout.constants.filter((constant) => constant.link === index);
  const elements = layout.ports.flatMap(({ name, placements }) =>
    placements.flatMap((place, element) => (place?.link === index ? [{ name, element, pieces: place.pieces }] : [])),
  );
  const channelColumns = link.channels.map((channel) => columns.indexOf(channel));
  const words = new BigUint64Array(link.length);
  const started = new Set<number>();
  return (window, event, start, raw) => {
    words.fill(0n);
    for (const { pieces, value } of constants) put(words, pieces, value);
    for (const { name, element, pieces } of elements) put(words, pieces, raw[name]![element]!);
    const column = channelColumns[event % channelColumns.length]!;
    const orbit = started.has(column) ? 0 : wordFlags.startOfOrbit;
    started.add(column);
    for (let word = 0; word < link.length; word++) {
      const first = word === 0 ? wordFlags.startOfPacket | orbit : 0;
      const last = word === link.length - 1 ? wordFlags.endOfPacket : 0;
      window.set(start + word, column, words[word]!, wordFlags.valid | first | last);
    }
  };
}

function put(words: BigUint64Array, pieces: readonly Piece[], value: bigint): void {
  let rest = value;
  for (const { word, lowBit, width } of pieces) {
    words[word] = words[word]! | (BigInt.asUintN(width, rest) << BigInt(lowBit));
    rest >>= BigInt(width);
  }
}

function checkEvent(ports: readonly PortLayout[], raw: RawEvent, event: number): void {
  for (const { name, type, placements } of ports) {
    const where = `event ${event}: ${name}`;
    const values = raw[name];
    if (values?.length !== placements.length) {
      const what = values === undefined ? "the port has no elements" : `the port has ${values.length} elements`;
      fail("TF-CAPTURE-008", { where, what, expected: `${placements.length}` });
    }
    const [low, high] = [lowestRaw(type), highestRaw(type)];
    values.forEach((value, element) => {
      if (value < low || value > high) {
        const expected = `${low} to ${high}: ${printType(type)}`;
        fail("TF-CAPTURE-008", { where, what: `the raw integer of element ${element} is ${value}`, expected });
      }
      if (value !== 0n && placements[element] === null) {
        const what = `element ${element} is ${value}, and the description has no place for it`;
        fail("TF-CAPTURE-008", { where, what, expected: "0, or a field that holds it" });
      }
    });
  }
}
