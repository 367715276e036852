/** Remarks about what was tolerated in a file: each kind once, with its first place. */
export class Remarks {
  readonly list: string[] = [];
  /** Whether the file can still be written again byte by byte. */
  exact = true;
  private readonly kinds = new Set<string>();

  constructor(private readonly where: string) {}

  /** Tolerates something that does not hinder writing the same bytes again. */
  add(line: number, what: string): void {
    if (this.kinds.has(what)) return;
    this.kinds.add(what);
    this.list.push(`${this.where}:${line}: ${what}`);
  }

  /** Tolerates something that would be written differently. */
  inexact(line: number, what: string): void {
    this.exact = false;
    this.add(line, `${what}: written again, the file will not have the same bytes`);
  }
}
