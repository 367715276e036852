import { metadataLine } from "./empHead.js";
import type { PatternFormat, PatternHeader } from "./frames.js";
import { rowGrammar } from "./grammar.js";
import { ascii, type ColumnLayout, layoutKey, type PatternLayout } from "./layout.js";

/** The layout that the format's own software writes, for headers that were not read from a file. */
export function canonicalLayout(header: PatternHeader): PatternLayout {
  const { index } = rowGrammar(header);
  const columns = header.links.map((_link, column) => canonicalColumn(header, column));
  return {
    of: layoutKey(header),
    preamble: new TextEncoder().encode(preambles[header.format](header, columns.map(widthOf))),
    row: {
      index:
        index === null
          ? null
          : {
              lead: ascii(index.lead),
              radix: index.radix,
              width: 4,
              pad: "0",
              after: ascii(index.colon ? " :" : ""),
            },
      columns,
      tail: ascii(header.format === "ctp7" ? "    " : ""),
      lineEnd: "\n",
      letters: "lower",
    },
  };
}

function canonicalColumn(header: PatternHeader, column: number): ColumnLayout {
  const { format, sideband, base } = header;
  const strobe = header.strobed?.[column] === true;
  const gaps: { [F in PatternFormat]: string } = {
    empv1: strobe ? " " : "   ",
    empv2: column === 0 ? "    " : "  ",
    apx: "    ",
    ctp7: column === 0 ? "   " : "    ",
    words: column === 0 ? "" : " ",
  };
  const prefixed = format === "apx" || format === "ctp7" || (format === "words" && base !== "decimal");
  return {
    gap: ascii(gaps[format]),
    strobe,
    metadata: 4,
    inner: ascii(format === "empv2" || (format === "apx" && sideband !== false) ? " " : ""),
    prefix: ascii(prefixed ? "0x" : ""),
    digits: base === "decimal" ? 1 : wordDigits(header),
    padded: true,
  };
}

/** Hexadecimal digits of a word: boards and their software know words of 32 and 64 bits. */
function wordDigits({ format, wordBits }: PatternHeader): number {
  return format === "words" ? Math.ceil(wordBits / 4) : wordBits <= 32 ? 8 : 16;
}

/** Characters of a column's flags and word, without the gap. */
function widthOf({ strobe, inner, prefix, digits }: ColumnLayout): { digits: number; strobe: boolean; width: number } {
  return { digits, strobe, width: inner.length + prefix.length + digits };
}

type Width = ReturnType<typeof widthOf>;

const number = (value: number, digits: number): string => String(value).padStart(digits, "0");

/** What stands before the first frame. Spacing as in CMSSW's DemonstratorTools, which labels columns in their middle. */
const preambles: { [F in PatternFormat]: (header: PatternHeader, widths: readonly Width[]) => string } = {
  empv1: ({ board, links }, widths) => {
    const column = (label: string, column: number, right: number): string =>
      label.padStart(5 + widths[column]!.digits - right) + " ".repeat(right);
    const half = (column: number): number => Math.floor(widths[column]!.digits / 2);
    const quads = links.map((link, index) =>
      column(`q${number(Math.floor(link / 4), 2)}c${link % 4}`, index, half(index) - 1),
    );
    const numbers = links.map((link, index) => column(number(link, 3), index, half(index)));
    return `Board ${board}\n Quad/Chan :${quads.join("")}\n      Link :${numbers.join("")}\n`;
  },
  empv2: ({ board, links }, widths) => {
    const labels = links.map((link, column) => {
      const { digits, strobe } = widths[column]!;
      const right = Math.floor(digits / 2);
      return (strobe ? " " : "") + number(link, 3).padStart(7 + digits - right) + " ".repeat(right);
    });
    return `ID: ${board}\n${metadataLine}\n\n      Link  ${labels.join("")}\n`;
  },
  apx: ({ links, sideband }, widths) => {
    const flags = sideband === false ? 0 : 4;
    const labels = links.map(
      (link, column) => `${`LINK_${number(link, 2)}`.padStart(widths[column]!.width + flags)}    `,
    );
    return `#Sideband ${sideband === false ? "OFF" : "ON"}\n#LinkLabel${labels.join("")}\n#BeginData\n`;
  },
  ctp7: ({ links }, widths) => {
    const labels = links.map((link, column) => `  ${`LINK_${number(link, 2)}`.padEnd(widths[column]!.width)}`);
    const line = `WordCnt${labels.join("  ")}`;
    return `${"=".repeat(line.length)}\n${line}\n#BeginData\n`;
  },
  words: () => "",
};
