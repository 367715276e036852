/** A line of a text report, with its number from 1. */
export interface Line {
  readonly number: number;
  readonly text: string;
}

/** The lines of a text. */
export function linesOf(text: string): Line[] {
  return text.split(/\r?\n/).map((line, index) => ({ number: index + 1, text: line }));
}

/** The cells of a row of a table in text, trimmed; undefined for a line that is none. */
export function cellsOf({ text }: Line): string[] | undefined {
  const row = text.trim();
  if (!row.startsWith("|") || !row.endsWith("|") || row.length < 2) return undefined;
  return row
    .slice(1, -1)
    .split("|")
    .map((cell) => cell.trim());
}

/** What follows a label such as `* Version:`. */
export function labelled(lines: readonly Line[], label: RegExp): string | null {
  for (const { text } of lines) {
    const match = label.exec(text);
    if (match !== null) return match[1]!.trim();
  }
  return null;
}
