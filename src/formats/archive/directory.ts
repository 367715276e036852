import { fail } from "../../errors/index.js";

/** A file in a zip archive, as the central directory has it. */
export interface ZipEntry {
  name: string;
  /** 0 stored, 8 deflated. */
  method: number;
  encrypted: boolean;
  crc: number;
  compressedBytes: number;
  bytes: number;
  /** Where its local header begins. */
  offset: number;
}

const [endSignature, entrySignature] = [0x06054b50, 0x02014b50] as const;
const [endBytes, entryBytes, longestComment] = [22, 46, 65535] as const;

/**
 * The central directory of a zip archive (PKWARE APPNOTE 6.3, 4.3.12 and 4.3.16).
 *
 * @throws TrigforgeError TF-FORMAT-016 when there is none, when it is damaged, or in zip64 archives (of more than 4 GB or
 *   65534 files)
 */
export function readDirectory(bytes: Uint8Array, where: string): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0)
    fail("TF-FORMAT-016", { where, what: "it has no end of central directory: not a zip archive, or truncated" });
  const [count, size, start] = [
    view.getUint16(end + 10, true),
    view.getUint32(end + 12, true),
    view.getUint32(end + 16, true),
  ];
  if (count === 0xffff || start === 0xffffffff) fail("TF-FORMAT-016", { where, what: "it is a zip64 archive" });
  if (start + size > end) fail("TF-FORMAT-016", { where, what: "its central directory is damaged" });
  const entries: ZipEntry[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + entryBytes > end || view.getUint32(at, true) !== entrySignature) {
      fail("TF-FORMAT-016", { where, what: `entry ${index} of its central directory is damaged` });
    }
    const nameBytes = view.getUint16(at + 28, true);
    entries.push({
      name: new TextDecoder().decode(bytes.subarray(at + entryBytes, at + entryBytes + nameBytes)),
      encrypted: (view.getUint16(at + 8, true) & 1) === 1,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressedBytes: view.getUint32(at + 20, true),
      bytes: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += entryBytes + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** The compressed bytes of an entry, behind its local header. @throws TrigforgeError TF-FORMAT-016 */
export function entryData(archive: Uint8Array, entry: ZipEntry, where: string): Uint8Array {
  const view = new DataView(archive.buffer, archive.byteOffset, archive.byteLength);
  const headerBytes = 30;
  const inside = entry.offset + headerBytes <= archive.length && view.getUint32(entry.offset, true) === 0x04034b50;
  if (!inside) fail("TF-FORMAT-016", { where, what: "its local header is damaged" });
  const start =
    entry.offset + headerBytes + view.getUint16(entry.offset + 26, true) + view.getUint16(entry.offset + 28, true);
  if (start + entry.compressedBytes > archive.length) fail("TF-FORMAT-016", { where, what: "it is truncated" });
  return archive.subarray(start, start + entry.compressedBytes);
}

/** Where the end record is, looked for from the end because a comment may follow it; -1 when nowhere. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - endBytes - longestComment);
  for (let at = view.byteLength - endBytes; at >= first; at--) {
    if (
      view.getUint32(at, true) === endSignature &&
      view.getUint16(at + 20, true) === view.byteLength - at - endBytes
    ) {
      return at;
    }
  }
  return -1;
}
