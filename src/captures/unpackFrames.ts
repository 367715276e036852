import { type FrameBlock, flagsHeld, type PatternHeader, wordFlags } from "../formats/index.js";
import type { FlagRule, PacketRule } from "./description.js";
import type { SideLayout } from "./layout.js";
import { eventsOfPlayback } from "./layoutResolve.js";
import { columnsOf } from "./unpackColumns.js";
import { EventAssembly } from "./unpackEvent.js";
import { FrameExactReader } from "./unpackFrameExact.js";
import { ValidOnlyReader } from "./unpackValidOnly.js";

/** Raw integers of one event by port, flat in row-major order. */
export type RawEvent = Readonly<Record<string, readonly bigint[]>>;

/** How frames become events. Frames count from 0 at the first one of the data. */
export interface UnpackOptions {
  /** Frames that the capture is late against the layout: one number, or one by logical link name. Frame-exact only. Default 0. */
  readonly lag?: number | Readonly<Record<string, number>>;
  /** Default: as described. */
  readonly packets?: PacketRule;
  /** Default: as described. */
  readonly flags?: FlagRule;
  /** Frames after which playback repeats; default: as described. */
  readonly playbackFrames?: number | null;
}

/** What the header of a capture has to say. */
export type CaptureHeader = Pick<PatternHeader, "links" | "format" | "strobed" | "sideband">;

/** One event of a capture. */
export interface UnpackedEvent {
  /** Number of the event in the pattern that was played. */
  readonly event: number;
  /** How often the pattern had been played before, where playback repeats; else 0. */
  readonly repetition: number;
  /** Frame of the capture, lag included, where the earliest packet of the event began. */
  readonly frame: number;
  /** By logical link (index into the layout's links): frame where its packet began; null where no word of it is there. */
  readonly starts: readonly (number | null)[];
  /** All elements, sign-extended by type; 0 for elements that the layout does not place or whose words are not there. */
  readonly raw: RawEvent;
  /** Whether every placed element was there: no word that holds one cut off or missing. */
  readonly complete: boolean;
  /** What is not as it should be, at most one of a kind for each packet. */
  readonly problems: readonly PacketProblem[];
}

/**
 * What may be wrong with a packet.
 *
 * - `truncated`: words are missing at its end, or at its beginning where the capture begins late
 * - `missing`: no word of the packet is there
 * - `invalid-word`: a word of the packet is not valid, or not strobed
 * - `valid-gap`: a word between packets is valid
 * - `start-of-packet`, `end-of-packet`: the flag is missing, or is where it should not be
 * - `error-flag`: the board marked a word as erroneous
 * - `wide-word`: a word has bits above the described width
 */
export type ProblemKind =
  | "truncated"
  | "missing"
  | "invalid-word"
  | "valid-gap"
  | "start-of-packet"
  | "end-of-packet"
  | "error-flag"
  | "wide-word";

/** What is wrong with a packet. */
export interface PacketProblem {
  readonly kind: ProblemKind;
  /** Index into the layout's links. */
  readonly link: number;
  /** Frame of the capture where it shows first; for words that are not there, where they were given up. */
  readonly frame: number;
}

/**
 * Reads events off the frames of a capture, in their order. Memory is bounded by the events that overlap.
 *
 * Read frame-exactly and with flags, an event of which no word is valid is not there: it is missing where later ones follow, and
 * none where the capture falls silent. With flags ignored, every slot to the end of the capture is an event.
 *
 * Formats without flags (plain words, CTP7, APx without sideband) are read as if all words were valid and flags were to be
 * ignored; EMPv1 has no flags of packets, so `packet` asks no more of it than `valid`.
 *
 * @param header of the pattern file: says which channel is in which column
 * @throws TrigforgeError TF-CAPTURE-002 for a playback shorter than an event, TF-CAPTURE-009 when the capture lacks a channel
 * of the layout
 */
export async function* unpackFrames(
  layout: SideLayout,
  header: CaptureHeader,
  frames: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
  options: UnpackOptions = {},
): AsyncGenerator<UnpackedEvent> {
  const { description } = layout;
  const held = flagsHeld(header);
  const wanted = options.flags ?? description.flags;
  const playback = options.playbackFrames === undefined ? description.playbackFrames : options.playbackFrames;
  const settings = {
    flags: (held & wordFlags.valid) === 0 ? "ignore" : held & wordFlags.startOfPacket ? wanted : withoutPackets(wanted),
    allValid: (held & wordFlags.valid) === 0,
    highestWord: (1n << BigInt(description.wordBits)) - 1n,
    playback: playback === null ? null : { frames: playback, events: eventsOfPlayback(layout, playback) },
    lag: options.lag ?? 0,
  } as const;
  const assembly = new EventAssembly(layout, settings.playback?.events ?? null);
  const columns = columnsOf(layout, header.links);
  const exact = (options.packets ?? description.packets) === "frame-exact";
  const reader = new (exact ? FrameExactReader : ValidOnlyReader)(layout, columns, settings, assembly);
  for await (const block of frames) {
    for (let frame = 0; frame < block.frames; frame++) {
      reader.read(block, frame);
      yield* reader.finished();
    }
  }
  yield* reader.rest();
}

function withoutPackets(rule: FlagRule): FlagRule {
  return rule === "packet" ? "valid" : rule;
}
