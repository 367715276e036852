/** Bins that a picture may have; when they do not suffice, each becomes twice as long. */
const mostBins = 64;

/** One link's activity over the frames, in bins that grow with the file. */
export class PictureBuilder {
  /** Frames in a bin. */
  private size = 1;
  private readonly active = new Uint32Array(mostBins);
  private readonly starts = new Uint8Array(mostBins);

  /** Notes a frame that is active, or in which a packet starts. Frames may only become later. */
  mark(frame: number, active: boolean, start: boolean): void {
    while (frame >= this.size * mostBins) this.fold();
    const bin = Math.floor(frame / this.size);
    if (active) this.active[bin]!++;
    if (start) this.starts[bin] = 1;
  }

  private fold(): void {
    for (let bin = 0; bin < mostBins; bin++) {
      const pair = 2 * bin;
      this.active[bin] = pair < mostBins ? this.active[pair]! + this.active[pair + 1]! : 0;
      this.starts[bin] = pair < mostBins ? this.starts[pair]! | this.starts[pair + 1]! : 0;
    }
    this.size *= 2;
  }

  /**
   * A character a bin: `[` a packet starts, `#` all frames are active, `+` some, `.` none.
   *
   * @param frames in the file
   */
  result(frames: number): { picture: string; framesPerCharacter: number } {
    while (frames > this.size * mostBins) this.fold();
    let picture = "";
    for (let bin = 0; bin * this.size < frames; bin++) {
      const length = Math.min(this.size, frames - bin * this.size);
      const some = this.active[bin]! === length ? "#" : "+";
      picture += this.starts[bin] === 1 ? "[" : this.active[bin] === 0 ? "." : some;
    }
    return { picture, framesPerCharacter: this.size };
  }
}
