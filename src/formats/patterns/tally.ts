/** How often lengths occurred. */
export interface Tally {
  readonly count: number;
  /** Null where there was none. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** Lengths and how often they occurred, most frequent first; the first 32 different ones that were met. */
  readonly lengths: readonly { readonly length: number; readonly count: number }[];
}

const mostLengths = 32;

/** Counts lengths in bounded memory. */
export class TallyBuilder {
  private readonly counts = new Map<number, number>();
  private count = 0;
  private least: number | null = null;
  private greatest: number | null = null;

  add(length: number): void {
    this.count++;
    if (this.least === null || length < this.least) this.least = length;
    if (this.greatest === null || length > this.greatest) this.greatest = length;
    const before = this.counts.get(length);
    if (before !== undefined || this.counts.size < mostLengths) this.counts.set(length, (before ?? 0) + 1);
  }

  result(): Tally {
    const { count, least, greatest } = this;
    const lengths = [...this.counts].map(([length, times]) => ({ length, count: times }));
    lengths.sort((left, right) => right.count - left.count || left.length - right.length);
    return { count, least, greatest, lengths };
  }
}
