import { type FrameBlock, wordFlags } from "../formats/patterns/frames.js";
import type { SideLayout } from "./layout.js";
import type { Column, ReadSettings } from "./unpackColumns.js";
import type { EventAssembly } from "./unpackEvent.js";
import type { UnpackedEvent } from "./unpackFrames.js";
import { checkWord } from "./unpackWord.js";

/** Reads packets where the layout and the lag place them, whatever the flags say. */
export class FrameExactReader {
  private readonly lags: readonly number[];
  private next: number;
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

  /** The events whose slots have passed. */
  *finished(): Generator<UnpackedEvent> {
    while (this.nextEnd <= this.framesRead) {
      const event = this.assembly.close(this.next, this.framesRead);
      this.next += 1;
      this.nextEnd = this.endOf(this.next);
      if (event.starts.some((start) => start !== null)) yield event;
    }
  }

  /** The events that the end of the capture cut off. */
  rest(): Generator<UnpackedEvent> {
    return this.assembly.closeRest(this.next, this.framesRead);
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
      this.assembly.put(sequence, link, position, word, frame - position);
      checkWord(this.layout, this.settings, this.assembly, { sequence, link, position, frame, word, flags });
    } else if (this.settings.flags !== "ignore" && (flags & wordFlags.valid) !== 0 && sequence >= this.next) {
      this.assembly.note(sequence, link, "valid-gap", frame);
    }
  }

  /** The first event whose slots do not all lie before the capture, as they may under a negative lag. */
  private firstSequence(): number {
    const { playback } = this.settings;
    const early = Math.max(0, -this.endOf(0));
    const [period, events] = playback === null ? [this.layout.eventFrames, 1] : [playback.frames, playback.events];
    let sequence = Math.floor(early / period) * events;
    while (this.endOf(sequence) <= 0) sequence += 1;
    return sequence;
  }

  /** Frame of the capture behind the slots of an event on all links. */
  private endOf(sequence: number): number {
    const { playback } = this.settings;
    const repetition = playback === null ? 0 : Math.floor(sequence / playback.events);
    const event = sequence - repetition * (playback?.events ?? 0);
    const start = repetition * (playback?.frames ?? 0) + event * this.layout.eventFrames;
    return Math.max(
      ...this.layout.links.map(({ offset, slotFrames }, link) => this.lags[link]! + start + offset + slotFrames),
    );
  }
}
