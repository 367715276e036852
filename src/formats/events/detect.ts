import { fail } from "../../errors/index.js";
import type { EventFormat } from "./block.js";

const npyMagic = "\x93NUMPY";

/** Other formats by how they begin, to refuse them by name. */
const foreign: [string, string][] = [
  ["PK\x03\x04", "a zip archive (perhaps .npz): unpack it first"],
  ["\x89HDF", "an HDF5 file: convert the dataset to .npy first"],
  ["root", "a ROOT file: convert the branches to .npy first"],
  ["PAR1", "a Parquet file: convert the columns to .npy first"],
  ["\xff\xfe", "text in UTF-16: convert it to UTF-8 first"],
  ["\xfe\xff", "text in UTF-16: convert it to UTF-8 first"],
];

const byExtension: Record<string, EventFormat> = { csv: "csv", tsv: "csv", txt: "csv", dat: "dat" };

/** How many first bytes {@link detectEventFormat} wants. */
export const detectionBytes = 64;

/**
 * The format of an events file, by its first bytes where they are clear, else by its name's extension, else by looking
 * like text.
 *
 * @param firstBytes the first {@link detectionBytes} bytes, decompressed
 * @param fileName a trailing `.gz` or `.xz` is ignored
 * @throws TrigforgeError TF-FORMAT-010 when it is another format, or none that can be recognised
 */
export function detectEventFormat(firstBytes: Uint8Array, fileName: string): EventFormat {
  const start = String.fromCharCode(...firstBytes.subarray(0, detectionBytes));
  if (start.startsWith(npyMagic)) return "npy";
  const where = fileName;
  const other = foreign.find(([magic]) => start.startsWith(magic));
  if (other !== undefined)
    fail("TF-FORMAT-010", { where, what: `this is ${other[1]}`, expected: ".npy, .csv or .dat" });
  const extension = /\.([^./\\]+)(?:\.gz|\.xz)?$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  if (extension === "npy") {
    fail("TF-FORMAT-010", { where, what: "it is called .npy but does not begin like one", expected: "\\x93NUMPY" });
  }
  const known = byExtension[extension];
  if (known !== undefined) return known;
  if (/^[\s\x20-\x7e]+$/.test(start)) return "csv";
  return fail("TF-FORMAT-010", { where, what: "the format cannot be recognised", expected: ".npy, .csv or .dat" });
}
