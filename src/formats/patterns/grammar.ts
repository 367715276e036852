import type { PatternFormat, PatternHeader } from "./frames.js";

/** What stands in a column. */
export type Token = "validWord" | "metadataWord" | "sidebandWord" | "hexadecimal" | "decimal";

/** How the lines of frames of a format are made up (docs/formats.md). */
export interface RowGrammar {
  /** What stands before a frame's number; null where frames have none. */
  readonly index: { readonly lead: "Frame " | "0x"; readonly radix: 10 | 16; readonly colon: boolean } | null;
  readonly token: Token;
  /** Whether words begin with `0x`. */
  readonly prefix: "always" | "never" | "perhaps";
  /** Whether all words of a column have the same number of digits. */
  readonly fixedDigits: boolean;
  /** Whether a comma may part columns. */
  readonly commas: boolean;
}

/** The grammar of a file's rows. */
export function rowGrammar(header: Pick<PatternHeader, "format" | "sideband" | "base">): RowGrammar {
  const { format, sideband, base } = header;
  const hexadecimalIndex = { lead: "0x", radix: 16, colon: false } as const;
  const frameIndex = (colon: boolean) => ({ lead: "Frame ", radix: 10, colon }) as const;
  const grammars: { [F in PatternFormat]: RowGrammar } = {
    empv1: { index: frameIndex(true), token: "validWord", prefix: "never", fixedDigits: true, commas: false },
    empv2: { index: frameIndex(false), token: "metadataWord", prefix: "never", fixedDigits: true, commas: false },
    apx: {
      index: hexadecimalIndex,
      token: sideband === false ? "hexadecimal" : "sidebandWord",
      prefix: "always",
      fixedDigits: false,
      commas: false,
    },
    ctp7: { index: hexadecimalIndex, token: "hexadecimal", prefix: "always", fixedDigits: false, commas: false },
    words: {
      index: null,
      token: base === "decimal" ? "decimal" : "hexadecimal",
      prefix: base === "decimal" ? "never" : "perhaps",
      fixedDigits: false,
      commas: true,
    },
  };
  return grammars[format];
}
