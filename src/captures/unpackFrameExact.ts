import { type FrameBlock, wordFlags } from "../formats/index.js";
import type { SideLayout } from "./layout.js";
import type { Column, ReadSettings } from "./unpackColumns.js";
import type { EventAssembly } from "./unpackEvent.js";
import type { UnpackedEvent } from "./unpackFrames.js";
import { checkWord } from "./unpackWord.js";

/** Reads packets where the layout and the lag place them, whatever the flags say. */
export class FrameExactReader {
  private readonly lags: readonly number[];
  /** The first event whose slots have not passed. */
  private next: number;
  /** The first event that was not given out. */
  private unreported: number;
  private nextEnd: number;
  private framesRead = 0;

  constructor(
    private readonly layout: SideLayout,
    private readonly columns: readonly Column[],
    private readonly settings: ReadSettings,
    private readonly assembly: EventAssembly,
  ) {
    const { lag } = settings;
    this.lags = layout.links.map(({ name }) => (typeof lag === "number" ? lag : (lag[name] ?? 0)));
    this.next = this.firstSequence();
    this.unreported = this.next;
    this.nextEnd = this.endOf(this.next);
  }

  /** Takes one frame of a block. */
  read(block: FrameBlock, row: number): void {
    const frame = block.firstFrame + row;
    for (const channel of this.columns) {
      const index = row * block.links + channel.column;
      this.take(channel, frame, block.words[index]!, block.flags[index]!);
    }
    this.framesRead = frame + 1;
  }

  /** The events whose slots have passed. Those of which nothing is there come when a later one is there. */
  *finished(): Generator<UnpackedEvent> {
    while (this.nextEnd <= this.framesRead) {
      if (this.assembly.has(this.next)) {
        for (; this.unreported < this.next; this.unreported++) {
          yield this.assembly.close(this.unreported, this.endOf(this.unreported));
        }
        yield this.assembly.close(this.next, this.framesRead);
        this.unreported += 1;
      } else this.assembly.drop(this.next);
      this.next += 1;
      this.nextEnd = this.endOf(this.next);
    }
  }

  /** The events that the end of the capture cut off. */
  rest(): Generator<UnpackedEvent> {
    return this.assembly.closeRest(this.unreported, this.framesRead);
  }

  private take({ link, phase, ratio }: Column, frame: number, word: bigint, flags: number): void {
    const { length, slotFrames, offset } = this.layout.links[link]!;
    const { playback } = this.settings;
    const late = frame - this.lags[link]!;
    if (late < 0 && playback !== null) return;
    const repetition = playback === null ? 0 : Math.floor(late / playback.frames);
    const into = late - repetition * (playback?.frames ?? 0) - offset - phase * this.layout.eventFrames;
    if (into < 0) return;
    const event = Math.floor(into / slotFrames) * ratio + phase;
    if (playback !== null && event >= playback.events) return;
    const sequence = repetition * (playback?.events ?? 0) + event;
    const position = into % slotFrames;
    if (position < length) {
      const there = this.settings.flags === "ignore" || (flags & wordFlags.valid) !== 0;
      this.assembly.put(sequence, link, position, word, frame - position, there);
      checkWord(this.layout, this.settings, this.assembly, { sequence, link, position, frame, word, flags });
    } else if (this.settings.flags !== "ignore" && (flags & wordFlags.valid) !== 0 && sequence >= this.next) {
      this.assembly.note(sequence, link, "valid-gap", frame);
    }
  }

  /** The first event with a word in the capture: under a negative lag others lie before it. */
  private firstSequence(): number {
    const { playback } = this.settings;
    const early = Math.max(0, -this.endOf(0));
    const [period, events] = playback === null ? [this.layout.eventFrames, 1] : [playback.frames, playback.events];
    let sequence = Math.floor(early / period) * events;
    while (this.endOf(sequence, "length") <= 0) sequence += 1;
    return sequence;
  }

  /** Frame of the capture behind the slots, or the packets, of an event on all links. */
  private endOf(sequence: number, what: "slotFrames" | "length" = "slotFrames"): number {
    const { playback } = this.settings;
    const repetition = playback === null ? 0 : Math.floor(sequence / playback.events);
    const event = sequence - repetition * (playback?.events ?? 0);
    const start = repetition * (playback?.frames ?? 0) + event * this.layout.eventFrames;
    return Math.max(...this.layout.links.map((link, index) => this.lags[index]! + start + link.offset + link[what]));
  }
}
