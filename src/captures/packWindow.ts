import type { FrameBlock } from "../formats/index.js";

/** Least number of frames in a block, the last one aside. */
const blockFrames = 1024;

/** Frames that are still being written, some 64-bit words a frame; those that nothing can change any more leave as blocks. */
export class FrameWindow {
  private firstFrame = 0;
  private capacity = blockFrames;
  private words: BigUint64Array;
  private flags: Uint8Array;

  /** @param heldFlags flags to keep; others are dropped */
  constructor(
    private readonly columns: number,
    private readonly heldFlags: number,
  ) {
    this.words = new BigUint64Array(this.capacity * columns);
    this.flags = new Uint8Array(this.capacity * columns);
  }

  /** Writes one word; its frame has not left yet. */
  set(frame: number, column: number, word: bigint, flags: number): void {
    if (frame - this.firstFrame >= this.capacity) this.grow(frame - this.firstFrame + 1);
    const index = (frame - this.firstFrame) * this.columns + column;
    this.words[index] = word;
    this.flags[index] = flags & this.heldFlags;
  }

  /**
   * The frames before `end`, once they are worth a block; every one of them when it is the end of all.
   *
   * @param end frame from which on words may still be written
   */
  *release(end: number, last = false): Generator<FrameBlock> {
    while (end - this.firstFrame >= blockFrames) yield this.shift(blockFrames);
    if (last && end > this.firstFrame) yield this.shift(end - this.firstFrame);
  }

  private shift(frames: number): FrameBlock {
    if (frames > this.capacity) this.grow(frames);
    const words = frames * this.columns;
    const block = {
      firstFrame: this.firstFrame,
      frames,
      links: this.columns,
      words: this.words.slice(0, words),
      flags: this.flags.slice(0, words),
    };
    this.words.copyWithin(0, words);
    this.words.fill(0n, this.words.length - words);
    this.flags.copyWithin(0, words);
    this.flags.fill(0, this.flags.length - words);
    this.firstFrame += frames;
    return block;
  }

  private grow(frames: number): void {
    while (this.capacity < frames) this.capacity *= 2;
    const words = new BigUint64Array(this.capacity * this.columns);
    words.set(this.words);
    const flags = new Uint8Array(this.capacity * this.columns);
    flags.set(this.flags);
    this.words = words;
    this.flags = flags;
  }
}
