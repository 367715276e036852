import { fail } from "../../errors/index.js";

const signature = [0x47, 0x43, 0x4f, 0x4c]; // "GCOL"
const headerBytes = 16;

/**
 * Refuses global heaps on which the HDF5 library would loop for ever or ask for all memory.
 *
 * A global heap (HDF5 File Format Specification 3.0, III.E) holds the variable-length strings of a file as a run of
 * objects: index (2 bytes), references (2), reserved (4), size (8), data. Index 0 is the free space, whose size counts
 * its own header. HDF5 2.0 advances by that size without asking whether it is zero, so a single damaged byte hangs it;
 * it keeps sizes in 32 bits here; and it asks for as much memory as a heap claims before it looks at the file's length.
 *
 * @param bytes a whole HDF5 file with lengths of 8 bytes
 * @param where the file's name, for errors
 * @throws TrigforgeError TF-FORMAT-001 when a heap does not lie within the file or an object not within its heap
 */
export function checkGlobalHeaps(bytes: Uint8Array, where: string): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let start = bytes.indexOf(signature[0]!); start >= 0; start = bytes.indexOf(signature[0]!, start + 1)) {
    if (start + headerBytes > bytes.length || !isHeap(bytes, start)) continue;
    const end = start + Number(view.getBigUint64(start + 8, true));
    if (end > bytes.length) damaged(start, where);
    let at = start + headerBytes;
    while (at + headerBytes <= end) {
      const size = Number(view.getBigUint64(at + 8, true));
      const step = view.getUint16(at, true) === 0 ? size : headerBytes + Math.ceil(size / 8) * 8;
      if (step < headerBytes || at + step > end) damaged(start, where);
      at += step;
    }
  }
}

function damaged(start: number, where: string): never {
  return fail("TF-FORMAT-001", { where, what: `the global heap at byte ${start} is truncated or damaged` });
}

/** The signature, then version 1. */
function isHeap(bytes: Uint8Array, start: number): boolean {
  return signature.every((byte, index) => bytes[start + index] === byte) && bytes[start + 4] === 1;
}
