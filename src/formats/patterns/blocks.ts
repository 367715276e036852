import { fail } from "../../errors/index.js";
import type { Aside, FrameBlock } from "./frames.js";
import { patternLimits } from "./limits.js";
import type { RowTarget } from "./rowScan.js";

/** Frames for which there is room at first: small files take little. */
const firstFrames = 64;

/** Collects frames, and the lines between them, into blocks. */
export class BlockBuilder {
  /** Where the words of the current block go. */
  readonly target: RowTarget = { halves: new Uint32Array(0), flags: new Uint8Array(0), reserved: undefined };
  private words = new BigUint64Array(0);
  private firstFrame = 0;
  private frames = 0;
  private asides: Aside[] = [];
  private asideBytes = 0;
  /** Bytes between the last frame and the next. */
  private runBytes = 0;
  private readonly blockFrames: number;

  constructor(
    private readonly links: number,
    private readonly where: string,
    blockFrames = Math.max(1, Math.floor(patternLimits.blockWords / links)),
  ) {
    this.blockFrames = blockFrames;
  }

  /** Whether the next frame begins a new block. */
  get full(): boolean {
    return this.frames === this.blockFrames || this.asideBytes > patternLimits.textBytes / 4;
  }

  /** Makes room for a frame. @returns the index of its first word in the target */
  begin(): number {
    const slot = this.frames * this.links;
    if (slot === this.target.flags.length) {
      this.grow(Math.min(this.blockFrames, Math.max(firstFrames, 2 * this.frames)) * this.links);
    }
    return slot;
  }

  private grow(size: number): void {
    const { target } = this;
    const words = new BigUint64Array(size);
    words.set(this.words);
    this.words = words;
    target.halves = new Uint32Array(words.buffer);
    target.flags = copied(target.flags, size);
    if (target.reserved !== undefined) target.reserved = copied(target.reserved, size);
  }

  /** Adds the frame for which there was room, now that its words are in the target. */
  end(): void {
    this.frames++;
    this.runBytes = 0;
  }

  /** Adds a line without a frame. @throws TrigforgeError TF-PATTERN-008 where there are too many */
  aside(text: Uint8Array, line: number): void {
    this.runBytes += text.length;
    if (this.runBytes > patternLimits.textBytes) {
      const what = `more than ${patternLimits.textBytes} bytes of blank lines and comments between two frames`;
      fail("TF-PATTERN-008", { where: `${this.where}:${line}`, what });
    }
    this.asideBytes += text.length;
    this.asides.push({ frame: this.frames, text: text.slice() });
  }

  /** The current block, if it has frames. A new one begins. */
  take(unterminated = false): FrameBlock[] {
    const { frames, links, firstFrame, asides, target } = this;
    if (frames === 0) return [];
    const size = frames * links;
    const block: FrameBlock = {
      firstFrame,
      frames,
      links,
      words: this.words.subarray(0, size),
      flags: target.flags.subarray(0, size),
      ...(target.reserved === undefined ? {} : { reserved: target.reserved.subarray(0, size) }),
      ...(asides.length === 0 ? {} : { asides }),
      ...(unterminated ? { unterminated } : {}),
    };
    this.firstFrame += frames;
    this.frames = 0;
    this.asides = [];
    this.asideBytes = 0;
    this.words = new BigUint64Array(0);
    target.halves = new Uint32Array(0);
    target.flags = new Uint8Array(0);
    target.reserved = undefined;
    return [block];
  }
}

function copied(bytes: Uint8Array, size: number): Uint8Array {
  const copy = new Uint8Array(size);
  copy.set(bytes);
  return copy;
}
