import { inflateSync } from "fflate";
import { fail } from "../../errors/index.js";
import { crc32 } from "./crc32.js";
import { entryData, readDirectory, type ZipEntry } from "./directory.js";

/** Deflate cannot do better than 1032 to 1. */
const largestExpansion = 1032;

/** How much an archive may hold. */
export interface ZipLimits {
  /** Default 10 000. */
  entries?: number;
  /** Unpacked bytes in all; default 2^30. */
  bytes?: number;
}

/**
 * The files of a zip archive by name, folders left out.
 *
 * fflate inflates; the directory is read here because fflate checks neither lengths nor checksums, and a single wrong bit
 * in stored weights (Keras does not compress `.keras`) would go unnoticed.
 *
 * @param where the archive's name, for errors
 * @throws TrigforgeError TF-FORMAT-016 when it is damaged, fails a checksum, is encrypted, or has a name that appears twice
 *   or points outside (absolute, `..`, a drive or a backslash); TF-FORMAT-017 beyond the limits, before memory is asked for
 */
export function readZip(bytes: Uint8Array, where: string, limits: ZipLimits = {}): Record<string, Uint8Array> {
  const { entries: mostEntries = 10_000, bytes: mostBytes = 2 ** 30 } = limits;
  const entries = readDirectory(bytes, where);
  if (entries.length > mostEntries) {
    fail("TF-FORMAT-017", { where, what: `it holds ${entries.length} files`, expected: `at most ${mostEntries}` });
  }
  const total = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > mostBytes) {
    fail("TF-FORMAT-017", { where, what: `it unpacks to ${total} bytes`, expected: `at most ${mostBytes}` });
  }
  const files = new Map<string, Uint8Array>();
  for (const entry of entries) {
    const place = `${where}: ${JSON.stringify(entry.name)}`;
    checkEntry(entry, place);
    if (files.has(entry.name)) fail("TF-FORMAT-016", { where: place, what: "the name appears twice" });
    if (!entry.name.endsWith("/")) files.set(entry.name, unpack(bytes, entry, place));
  }
  return Object.fromEntries(files);
}

function checkEntry({ name, method, encrypted }: ZipEntry, where: string): void {
  const outside = name.startsWith("/") || /[\\:\0]/.test(name) || name.split("/").includes("..");
  if (name === "" || outside) fail("TF-FORMAT-016", { where, what: "the name points outside of the archive" });
  if (encrypted) fail("TF-FORMAT-016", { where, what: "the file is encrypted" });
  if (method !== 0 && method !== 8) {
    fail("TF-FORMAT-016", { where, what: `compression method ${method}`, expected: "stored (0) or deflated (8)" });
  }
}

function unpack(archive: Uint8Array, entry: ZipEntry, where: string): Uint8Array {
  const data = entryData(archive, entry, where);
  const mostBytes = entry.method === 0 ? data.length : data.length * largestExpansion;
  if (entry.bytes > mostBytes)
    fail("TF-FORMAT-016", { where, what: `${data.length} bytes cannot unpack to ${entry.bytes}` });
  let unpacked = data;
  if (entry.method === 8) {
    try {
      // One byte more than claimed shows whether there is more; fflate fills no further than the array.
      unpacked = inflateSync(data, { out: new Uint8Array(entry.bytes + 1) });
    } catch (error) {
      fail("TF-FORMAT-016", { where, what: `it cannot be inflated: ${(error as Error).message}` });
    }
  }
  if (unpacked.length !== entry.bytes) {
    fail("TF-FORMAT-016", { where, what: `it has ${unpacked.length} bytes`, expected: `${entry.bytes}` });
  }
  if (crc32(unpacked) !== entry.crc)
    fail("TF-FORMAT-016", { where, what: "its checksum does not match: it is damaged" });
  return unpacked;
}
