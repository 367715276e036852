import type { CatalogueEntry } from "./catalogue.js";

/** Errors of `src/formats/patterns`: what boards play and capture. */
export const patternErrors = {
  "TF-PATTERN-001": {
    title: "the format of a pattern file could not be recognised",
    explanation:
      "Pattern files are recognised by their first lines (docs/formats.md): EMPv1 begins with Board, EMPv2 with ID: and Metadata:, APx with #Sideband or #LinkLabel, CTP7 test vectors with a line of = or WordCnt; rows of unsigned hexadecimal or decimal integers are plain words. Compression by gzip or xz is recognised before. Say the format with --format if you know better.",
  },
  "TF-PATTERN-002": {
    title: "the header of a pattern file is not as its format wants it",
    explanation:
      "The message names line, what was found, and the line that belongs there. Headers are read in the order that the format prescribes; blank lines and comments may stand between.",
  },
  "TF-PATTERN-003": {
    title: "the links of a pattern file are not named properly",
    explanation:
      "Every column of data belongs to one link, which the header names by number, each once: 000 001 in EMP, LINK_00 LINK_01 in APx and CTP7.",
  },
  "TF-PATTERN-004": {
    title: "a frame of a pattern file is damaged",
    explanation:
      "The message names line and column, what was found and what belongs there. A capture that was cut off in the middle of a line has this error in its last line; delete the line to read the rest.",
  },
  "TF-PATTERN-005": {
    title: "a frame does not have one word for each link",
    explanation:
      "Every line of data has as many words as the header names links (EMPv2 and APx: each with its flags). A last line with too few words was probably cut off while it was written.",
  },
  "TF-PATTERN-006": {
    title: "a frame's number is not the next one",
    explanation:
      "Frames are numbered in sequence. A gap means that lines are missing; a number that comes twice, that files were joined. Lags and packets could not be found in such data, so it is refused.",
  },
  "TF-PATTERN-007": {
    title: "a word has more bits than its link",
    explanation:
      "Words have at most 64 bits, and not more than the file's words have: 32 where the first frame has words of 8 hexadecimal digits, or as many as was asked for.",
  },
  "TF-PATTERN-008": {
    title: "a pattern file has too much text for its frames",
    explanation:
      "Lines are limited to 256 KiB, and the header and the comments between two frames to 1 MiB, so that a damaged or hostile file cannot use up the memory.",
  },
  "TF-PATTERN-009": {
    title: "a format cannot hold the data",
    explanation:
      "Formats differ in what they can say of a word: EMPv1 knows valid and strobe; EMPv2 also packets and orbits; APx has no strobe; CTP7 test vectors and plain words have no flags, and plain words no link numbers. Choose another format, or say with --drop-flags or --drop-links that the loss is meant.",
  },
  "TF-PATTERN-010": {
    title: "frames do not fit their header",
    explanation:
      "A block of frames has as many links as the header names, and begins where the block before it ended. This is a mistake of the program that made the frames.",
  },
  "TF-PATTERN-011": {
    title: "a file cannot be written with this compression",
    explanation:
      "Pattern files are read plain, with gzip and with xz, and written plain or, if the name ends in .gz, with gzip. The library for xz only decompresses; compress the file with xz afterwards.",
  },
  "TF-PATTERN-012": {
    title: "the file is a table of events, not a pattern file",
    explanation:
      "Rows of numbers with signs or fractions, .npy files, and hls4ml's tb_data/*.dat and result logs are tables of events: `trigforge emulate` and `trigforge verify` read them, and `trigforge capture show` tells their size. `trigforge capture pack` makes a pattern file of events. Integers in a file called .csv, .dat or .log are taken for a table, too: if they are words, say --format words.",
  },
} as const satisfies Record<string, CatalogueEntry>;
