import type { Expectation } from "./compareExpectation.js";
import { maskedOwner } from "./compareExpectation.js";
import type { Stream } from "./compareStream.js";
import type { Playback, WordDifference } from "./compareWords.js";
import type { Picture } from "./report.js";

/** Cells of a row, at most. */
const mostCells = 160;
/** Rows, at most: further links are left out of the picture. */
const mostLinks = 128;

/** Collects the agreement of words over frames and links. */
export class PictureBuilder {
  private readonly framesPerCell: number;
  private readonly cells: number;
  private readonly compared: Int32Array;
  private readonly differing: Int32Array;
  private readonly rows: number;

  constructor(
    private readonly expectation: Expectation,
    private readonly found: Stream,
  ) {
    this.framesPerCell = Math.max(1, Math.ceil(found.frames / mostCells));
    this.cells = Math.ceil(found.frames / this.framesPerCell);
    this.rows = Math.min(mostLinks, expectation.stream.links.length);
    this.compared = new Int32Array(this.rows * this.cells);
    this.differing = new Int32Array(this.rows * this.cells);
  }

  /** Counts the words that are compared in the playbacks. */
  addPlaybacks(playbacks: readonly Playback[]): void {
    const { stream, owners } = this.expectation;
    for (const playback of playbacks) {
      const shift = stream.firstFrame + playback.lag - this.found.firstFrame;
      for (let row = 0; row < this.rows; row++) {
        for (
          let frame = Math.max(0, playback.from - shift);
          frame < Math.min(stream.frames, playback.end - shift);
          frame++
        ) {
          const owner = owners[row * stream.frames + frame]!;
          if (owner >= 0 && owner !== maskedOwner) this.compared[this.cell(row, frame + shift)]!++;
        }
      }
    }
  }

  /** Counts a difference. */
  add({ column, found }: WordDifference): void {
    if (column >= this.rows) return;
    const cell = this.cell(column, found % this.found.frames);
    this.differing[cell]!++;
  }

  picture(): Picture {
    const row = (link: number): number[] =>
      Array.from({ length: this.cells }, (_unused, cell) => {
        const index = link * this.cells + cell;
        const compared = Math.max(this.compared[index]!, this.differing[index]!);
        return compared === 0 ? -1 : 1 - this.differing[index]! / compared;
      });
    return {
      firstFrame: this.found.firstFrame,
      framesPerCell: this.framesPerCell,
      links: this.expectation.stream.links.slice(0, this.rows),
      cells: Array.from({ length: this.rows }, (_unused, link) => row(link)),
    };
  }

  private cell(row: number, frame: number): number {
    return row * this.cells + Math.floor(frame / this.framesPerCell);
  }
}
