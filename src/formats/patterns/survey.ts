import { type FrameBlock, flagsHeld, type PatternHeader, wordFlags } from "./frames.js";
import { PictureBuilder } from "./picture.js";
import { type Tally, TallyBuilder } from "./tally.js";

export type { Tally } from "./tally.js";

/** What there is on one link. */
export interface LinkSurvey {
  readonly link: number;
  /** Valid words; where the format does not say what is valid, words other than 0. */
  readonly activeWords: number;
  /** First frame, from 0, with such a word; null where there is none. */
  readonly firstActive: number | null;
  readonly lastActive: number | null;
  /** Lengths of the packets in frames, first and last word included. */
  readonly packets: Tally;
  /** Frames between packets. */
  readonly gaps: Tally;
  /** Whether the file ends within a packet. */
  readonly open: boolean;
  /** Starts within a packet and ends outside of one. */
  readonly misplaced: number;
  /** Words that start an orbit, and the frame of the first. */
  readonly orbits: number;
  readonly firstOrbit: number | null;
  readonly notStrobed: number;
  readonly errors: number;
  /** A character for some frames: `[` a packet starts, `#` all words are active, `+` some, `.` none. */
  readonly picture: string;
}

/** What there is in a pattern file. */
export interface PatternSurvey {
  readonly frames: number;
  /** What is active: valid words, or, where the format does not tell, words other than 0. */
  readonly active: "valid" | "nonzero";
  /** What bounds packets: flags of start and end, or runs of active words. */
  readonly packetsBy: "flags" | "runs";
  readonly framesPerCharacter: number;
  readonly links: readonly LinkSurvey[];
}

/** Goes through a pattern's frames once, in memory that does not grow with their number. */
export async function surveyPattern(
  header: PatternHeader,
  blocks: AsyncIterable<FrameBlock> | Iterable<FrameBlock>,
): Promise<PatternSurvey> {
  const byValid = (flagsHeld(header) & wordFlags.valid) !== 0;
  const links = header.links.map((link) => new LinkBuilder(link));
  let frames = 0;
  for await (const block of blocks) {
    for (let slot = 0, frame = 0; frame < block.frames; frame++) {
      for (const link of links) {
        const flags = block.flags[slot]!;
        link.add(frames + frame, flags, byValid ? (flags & wordFlags.valid) !== 0 : block.words[slot] !== 0n);
        slot++;
      }
    }
    frames += block.frames;
  }
  const flagged = links.some((link) => link.flagged);
  return {
    frames,
    active: byValid ? "valid" : "nonzero",
    packetsBy: flagged ? "flags" : "runs",
    framesPerCharacter: new PictureBuilder().result(frames).framesPerCharacter,
    links: links.map((link) => link.result(frames, flagged)),
  };
}

/** Packets of one link, bounded in one way. */
class PacketBuilder {
  readonly lengths = new TallyBuilder();
  readonly gaps = new TallyBuilder();
  start = -1;
  misplaced = 0;
  private lastEnd = -1;

  begin(frame: number): void {
    if (this.start >= 0) this.misplaced++;
    else if (this.lastEnd >= 0) this.gaps.add(frame - this.lastEnd - 1);
    this.start = frame;
  }

  /** @param frame the packet's last one */
  end(frame: number): void {
    if (this.start < 0) {
      this.misplaced++;
      return;
    }
    this.lengths.add(frame - this.start + 1);
    this.lastEnd = frame;
    this.start = -1;
  }
}

class LinkBuilder {
  /** Whether packets are flagged. */
  flagged = false;
  private active = 0;
  private first = -1;
  private last = -1;
  private orbits = 0;
  private firstOrbit = -1;
  private notStrobed = 0;
  private errors = 0;
  private readonly byFlags = new PacketBuilder();
  private readonly byRuns = new PacketBuilder();
  private readonly pictures = { flags: new PictureBuilder(), runs: new PictureBuilder() };

  constructor(private readonly link: number) {}

  add(frame: number, flags: number, active: boolean): void {
    const starts = (flags & wordFlags.startOfPacket) !== 0;
    const runStarts = active && this.byRuns.start < 0;
    if (runStarts) this.byRuns.begin(frame);
    if (!active && this.byRuns.start >= 0) this.byRuns.end(frame - 1);
    if (active) {
      if (this.first < 0) this.first = frame;
      this.last = frame;
      this.active++;
    }
    if (active || starts) {
      this.pictures.flags.mark(frame, active, starts);
      this.pictures.runs.mark(frame, active, runStarts);
    }
    if ((flags & ~wordFlags.valid) !== 0) this.addFlags(frame, flags, starts);
  }

  private addFlags(frame: number, flags: number, starts: boolean): void {
    const ends = (flags & wordFlags.endOfPacket) !== 0;
    if (starts) this.byFlags.begin(frame);
    if (ends) this.byFlags.end(frame);
    this.flagged ||= starts || ends;
    if ((flags & wordFlags.startOfOrbit) !== 0) {
      if (this.firstOrbit < 0) this.firstOrbit = frame;
      this.orbits++;
    }
    if ((flags & wordFlags.notStrobed) !== 0) this.notStrobed++;
    if ((flags & wordFlags.error) !== 0) this.errors++;
  }

  result(frames: number, flagged: boolean): LinkSurvey {
    const packets = flagged ? this.byFlags : this.byRuns;
    const orNull = (frame: number): number | null => (frame < 0 ? null : frame);
    return {
      link: this.link,
      activeWords: this.active,
      firstActive: orNull(this.first),
      lastActive: orNull(this.last),
      packets: packets.lengths.result(),
      gaps: packets.gaps.result(),
      open: packets.start >= 0,
      misplaced: packets.misplaced,
      orbits: this.orbits,
      firstOrbit: orNull(this.firstOrbit),
      notStrobed: this.notStrobed,
      errors: this.errors,
      picture: (flagged ? this.pictures.flags : this.pictures.runs).result(frames).picture,
    };
  }
}
