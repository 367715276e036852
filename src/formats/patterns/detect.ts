import { fail } from "../../errors/index.js";
import type { PatternFormat, WordBase } from "./frames.js";

/** How many first bytes {@link detectPatternFormat} wants. */
export const patternDetectionBytes = 2 ** 16;

const word = /^(0x)?[0-9a-f]+$/i;
const number = /^[-+]?(0x[0-9a-f]+|(\d+\.?\d*|\.\d+)(e[-+]?\d+)?|inf(inity)?|nan)$/i;

/**
 * The format of a pattern file, by its first lines.
 *
 * @param firstBytes the first {@link patternDetectionBytes} bytes, decompressed
 * @param where the file's name: begins an error, and its extension tells integers of a table from words
 * @throws TrigforgeError TF-PATTERN-001 when it is none, -012 when it is a table of events
 */
export function detectPatternFormat(firstBytes: Uint8Array, where: string): PatternFormat {
  const kind = recognise(firstBytes, where);
  if (kind === "table") fail("TF-PATTERN-012", { where, what: "this is a table of numbers, not a pattern file" });
  const expected = "EMPv1, EMPv2, APx, a CTP7 test vector, or rows of unsigned integers";
  return kind ?? fail("TF-PATTERN-001", { where, what: "the format cannot be recognised", expected });
}

function recognise(firstBytes: Uint8Array, name: string): PatternFormat | "table" | undefined {
  const tableName = /\.(npy|csv|tsv|dat|log)(\.gz|\.xz)?$/i.test(name);
  if (firstBytes[0] === 0x93 && firstBytes[1] === 0x4e) return "table";
  const lines = significantLines(firstBytes);
  const first = lines.next().value;
  if (first === undefined) return undefined;
  if (/^Board( |$)/.test(first)) return lines.next().value?.startsWith("Metadata:") === true ? "empv2" : "empv1";
  if (/^I[Dd]:( |$)/.test(first)) return "empv2";
  if (first.startsWith("#")) return "apx";
  if (/^(={4,}\s*$|WordCnt(\s|$))/.test(first)) return "ctp7";
  const fields = first.split(/[\s,;]+/).filter((field) => field !== "");
  if (!tableName && fields.every((field) => word.test(field))) return "words";
  return tableName || fields.every((field) => number.test(field)) ? "table" : undefined;
}

/** Lines that are neither blank nor comments; APx's first lines are none, although they begin with `#`. */
function* significantLines(firstBytes: Uint8Array): Generator<string, undefined> {
  const text = new TextDecoder("latin1").decode(firstBytes);
  for (const line of text.split("\n")) {
    if (line.trim() === "" || line.startsWith("//")) continue;
    if (!line.startsWith("#") || /^#(Sideband|LinkLabel|BeginData)\b/.test(line)) yield line;
  }
  return undefined;
}

/**
 * Whether plain words are hexadecimal: some begin with `0x`, have a letter, or are filled up with zeros.
 *
 * @param firstBytes as for {@link detectPatternFormat}
 */
export function detectWordBase(firstBytes: Uint8Array): WordBase {
  for (const line of significantLines(firstBytes)) {
    if (/\b0\d|[a-f]/i.test(line)) return "hexadecimal";
    if (/0x/i.test(line)) return "hexadecimal";
  }
  return "decimal";
}
