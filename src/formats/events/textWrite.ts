import type { EventBlock } from "./block.js";

/** How a table of text is written. */
export interface TextOutput {
  /** `csv`: commas; `dat`: each value followed by a space, as hls4ml writes. */
  format: "csv" | "dat";
  /**
   * The text of a value; default: the shortest decimal that reads back as the same number. For raw integers of a type use
   * the exact decimals of `toDecimal` in src/fixed.
   */
  print?: (value: number | bigint, column: number) => string;
}

/** The first line of a CSV table. */
export function encodeTextHeader(names: readonly string[]): string {
  return `${names.map((name) => (/[",;\s#]/.test(name) ? `"${name.replaceAll('"', "'")}"` : name)).join(",")}\n`;
}

/** A block as lines of text, one event a line. Infinities are written as `inf`, NaN as `nan`. */
export function encodeTextBlock(block: EventBlock, { format, print = printValue }: TextOutput): string {
  const lines: string[] = [];
  for (let event = 0; event < block.events; event++) {
    const cells: string[] = [];
    for (let column = 0; column < block.columns; column++) {
      cells.push(print(block.values[event * block.columns + column]!, column));
    }
    lines.push(format === "csv" ? `${cells.join(",")}\n` : `${cells.join(" ")} \n`);
  }
  return lines.join("");
}

/** A table of text in pieces; see {@link encodeTextBlock}. */
export async function* encodeText(
  blocks: AsyncIterable<EventBlock> | Iterable<EventBlock>,
  { names, ...output }: TextOutput & { names?: readonly string[] },
): AsyncGenerator<string> {
  if (names !== undefined) yield encodeTextHeader(names);
  for await (const block of blocks) yield encodeTextBlock(block, output);
}

function printValue(value: number | bigint): string {
  if (value === Number.POSITIVE_INFINITY) return "inf";
  if (value === Number.NEGATIVE_INFINITY) return "-inf";
  return Number.isNaN(value) ? "nan" : Object.is(value, -0) ? "-0" : String(value);
}
