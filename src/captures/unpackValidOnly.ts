import { type FrameBlock, wordFlags } from "../formats/index.js";
import type { SideLayout } from "./layout.js";
import type { Column, ReadSettings } from "./unpackColumns.js";
import type { EventAssembly } from "./unpackEvent.js";
import type { UnpackedEvent } from "./unpackFrames.js";
import { checkWord } from "./unpackWord.js";

/** Events that may be incomplete at once: a channel that lags further behind counts as missing. */
const maximumOpenEvents = 4096;

/** Where a channel stands. */
interface Progress {
  readonly channel: Column;
  /** Packets begun, from 0; −1 before the first. */
  packet: number;
  /** Words of it that were read; its length between packets. */
  position: number;
  start: number;
}

/**
 * Reads packets off the valid words of each channel. Packets are cut by their length; under the flag rule `packet` also by
 * start and end of packet, and words outside of packets are dropped.
 */
export class ValidOnlyReader {
  private readonly progress: readonly Progress[];
  private next = 0;
  private framesRead = 0;
  /** Whether a packet ended or began since the last look. */
  private moved = true;

  constructor(
    private readonly layout: SideLayout,
    columns: readonly Column[],
    private readonly settings: ReadSettings,
    private readonly assembly: EventAssembly,
  ) {
    const events = settings.playback?.events ?? Number.POSITIVE_INFINITY;
    this.progress = columns
      .filter(({ phase }) => phase < events) // the others carry nothing
      .map((channel) => ({ channel, packet: -1, position: this.lengthOf(channel), start: 0 }));
  }

  /** Takes one frame of a block. */
  read(block: FrameBlock, row: number): void {
    const frame = block.firstFrame + row;
    for (const progress of this.progress) {
      const index = row * block.links + progress.channel.column;
      const flags = block.flags[index]!;
      const clocked = flags & (wordFlags.valid | wordFlags.notStrobed);
      if (this.settings.allValid || clocked === wordFlags.valid) this.take(progress, frame, block.words[index]!, flags);
    }
    this.framesRead = frame + 1;
  }

  /** The events whose packets are all read, and the oldest when too many wait for a silent channel. */
  *finished(): Generator<UnpackedEvent> {
    if (!this.moved) return;
    while (this.isRead(this.next) || this.assembly.size > maximumOpenEvents) {
      yield this.assembly.close(this.next, this.framesRead);
      this.next += 1;
    }
    this.moved = false;
  }

  /** The events that the end of the capture cut off. */
  rest(): Generator<UnpackedEvent> {
    return this.assembly.closeRest(this.next, this.framesRead);
  }

  private take(progress: Progress, frame: number, word: bigint, flags: number): void {
    const { link } = progress.channel;
    const length = this.lengthOf(progress.channel);
    if (this.settings.flags === "packet") {
      const starts = (flags & wordFlags.startOfPacket) !== 0;
      if (starts) this.begin(progress, frame);
      else if (progress.position === length) {
        const sequence = this.sequenceOf(progress.channel, progress.packet + 1);
        if (sequence >= this.next) this.assembly.note(sequence, link, "start-of-packet", frame);
        return;
      }
    } else if (progress.position === length) this.begin(progress, frame);
    const sequence = this.sequenceOf(progress.channel, progress.packet);
    const position = progress.position++;
    if (this.settings.flags === "packet" && (flags & wordFlags.endOfPacket) !== 0) progress.position = length;
    if (progress.position === length) this.moved = true;
    if (sequence < this.next) return;
    this.assembly.put(sequence, link, position, word, progress.start, true);
    checkWord(this.layout, this.settings, this.assembly, { sequence, link, position, frame, word, flags });
  }

  private begin(progress: Progress, frame: number): void {
    progress.packet += 1;
    this.moved = true;
    progress.position = 0;
    progress.start = frame;
  }

  /** Whether every channel that carries an event is behind its packet. */
  private isRead(sequence: number): boolean {
    return this.progress.every(({ channel, packet, position }) => {
      const last = position === this.lengthOf(channel) ? packet : packet - 1;
      return !this.carries(channel, sequence) || this.sequenceOf(channel, last) >= sequence;
    });
  }

  private carries({ phase, ratio }: Column, sequence: number): boolean {
    const events = this.settings.playback?.events ?? null;
    return (events === null ? sequence : sequence % events) % ratio === phase;
  }

  /** Place in the capture of the event that a channel's packet belongs to. */
  private sequenceOf({ phase, ratio }: Column, packet: number): number {
    const events = this.settings.playback?.events ?? null;
    if (events === null || packet < 0) return packet * ratio + phase;
    const packets = Math.ceil((events - phase) / ratio);
    return Math.floor(packet / packets) * events + (packet % packets) * ratio + phase;
  }

  private lengthOf({ link }: Column): number {
    return this.layout.links[link]!.length;
  }
}
