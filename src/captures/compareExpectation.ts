import { fail } from "../errors/index.js";
import { highestRaw, lowestRaw } from "../fixed/index.js";
import { wordFlags } from "../formats/patterns/frames.js";
import { columnsOf, frameSpan, packetColumn, packetFrame, readEvent, writePieces } from "./compareFields.js";
import { emptyStream, type Stream } from "./compareStream.js";
import type { PortLayout, SideLayout } from "./layout.js";
import type { RawEvent } from "./unpackFrames.js";

/** Owner of a word that is not looked at, not even its flags. */
export const maskedOwner = -2;

/** What a capture should hold: the words of events, which of their bits count, and to which event each belongs. */
export interface Expectation {
  readonly side: SideLayout;
  /** Number of the first event. */
  readonly firstEvent: number;
  readonly events: number;
  /** Columns are those of `columnsOf(side)`. A word is valid where an event has one. */
  readonly stream: Stream;
  /** Bits of each word that are compared, laid out as the words are. */
  readonly masks: Uint32Array;
  /** The event that each word belongs to; −1 between events, or {@link maskedOwner}. */
  readonly owners: Int32Array;
}

/**
 * The words of consecutive events. Elements lie as the layout says; header words are expected, whatever they hold;
 * constants of the layout are not compared, as an unpacker does not look at them either.
 *
 * @param firstEvent number of the first event: with time multiplexing it decides the channel
 * @throws TrigforgeError TF-CAPTURE-050 when there are none, TF-CAPTURE-051 when they are too many, TF-CAPTURE-052 when an event does not fit the layout
 */
export function expectEvents(
  side: SideLayout,
  events: readonly RawEvent[],
  firstEvent: number,
  where: string,
): Expectation {
  if (events.length === 0) fail("TF-CAPTURE-050", { where, what: "there is no event" });
  const span = frameSpan(side, firstEvent, firstEvent + events.length);
  const columns = columnsOf(side);
  const stream = emptyStream(columns, span.end - span.first, span.first, where);
  const masks = new Uint32Array(stream.words.length);
  const owners = new Int32Array(stream.flags.length).fill(-1);
  const expectation = { side, firstEvent, events: events.length, stream, masks, owners };
  events.forEach((event, index) => {
    layPackets(expectation, firstEvent + index);
    for (const port of side.ports) layPort(expectation, firstEvent + index, port, event[port.name], where);
  });
  return expectation;
}

/** Index of a word of an event's packet in the stream of an expectation. */
export function wordIndex(expectation: Expectation, event: number, link: number, word: number): number {
  const { side, stream } = expectation;
  const frame = packetFrame(side, link, event) + word - stream.firstFrame;
  return packetColumn(side, link, event) * stream.frames + frame;
}

/** The events of an expectation as raw integers, from its words. */
export function eventsOf(expectation: Expectation): RawEvent[] {
  return Array.from({ length: expectation.events }, (_unused, index) =>
    readEvent(expectation.side, expectation.stream.words, (link, word) =>
      wordIndex(expectation, expectation.firstEvent + index, link, word),
    ),
  );
}

/** Some of the events of an expectation. */
export function sliceExpectation(expectation: Expectation, firstEvent: number, events: number): Expectation {
  const { side, stream, masks, owners } = expectation;
  const span = frameSpan(side, firstEvent, firstEvent + events);
  const part = emptyStream(stream.links, span.end - span.first, span.first, "events");
  const partMasks = new Uint32Array(part.words.length);
  const partOwners = new Int32Array(part.flags.length).fill(-1);
  for (let column = 0; column < part.links.length; column++) {
    for (let frame = 0; frame < part.frames; frame++) {
      const to = column * part.frames + frame;
      const from = column * stream.frames + frame + span.first - stream.firstFrame;
      const owner = owners[from]!;
      if (owner === maskedOwner) partOwners[to] = maskedOwner;
      if (owner < firstEvent || owner >= firstEvent + events) continue;
      for (const half of [0, 1]) {
        part.words[2 * to + half] = stream.words[2 * from + half]!;
        partMasks[2 * to + half] = masks[2 * from + half]!;
      }
      part.flags[to] = stream.flags[from]!;
      partOwners[to] = owner;
    }
  }
  return { side, firstEvent, events, stream: part, masks: partMasks, owners: partOwners };
}

/** An expectation with other words; masks, flags and owners stay. */
export function withWords(expectation: Expectation, change: (words: Uint32Array) => void): Expectation {
  const words = expectation.stream.words.slice();
  change(words);
  return { ...expectation, stream: { ...expectation.stream, words } };
}

function layPackets(expectation: Expectation, event: number): void {
  const { side, stream, owners } = expectation;
  side.links.forEach((link, index) => {
    for (let word = 0; word < link.length; word++) {
      const at = wordIndex(expectation, event, index, word);
      owners[at] = event;
      stream.flags[at] =
        wordFlags.valid |
        (word === 0 ? wordFlags.startOfPacket : 0) |
        (word === link.length - 1 ? wordFlags.endOfPacket : 0);
    }
  });
}

function layPort(
  expectation: Expectation,
  event: number,
  port: PortLayout,
  raw: readonly bigint[] | undefined,
  where: string,
): void {
  if (raw?.length !== port.placements.length) {
    fail("TF-CAPTURE-052", {
      where: `${where}: event ${event}`,
      what: `port ${port.name} has ${raw?.length ?? "no"} values`,
      expected: `${port.placements.length}`,
    });
  }
  port.placements.forEach((placement, element) => {
    if (placement === null) return;
    const value = raw[element]!;
    if (value < lowestRaw(placement.type) || value > highestRaw(placement.type)) {
      fail("TF-CAPTURE-052", {
        where: `${where}: event ${event}, ${port.name}[${element}]`,
        what: `${value} is no raw integer of the field`,
        expected: `${lowestRaw(placement.type)} to ${highestRaw(placement.type)}`,
      });
    }
    const at = (word: number): number => wordIndex(expectation, event, placement.link, word);
    writePieces(expectation.stream.words, placement.pieces, at, BigInt.asUintN(placement.width, value));
    writePieces(expectation.masks, placement.pieces, at, -1n);
  });
}
