import { fail } from "../../errors/index.js";
import type { EventBlock } from "./block.js";
import type { NpyElement } from "./npyHeader.js";

/** Bytes of an element. */
export function elementBytes(element: NpyElement): number {
  return Number(element[1]);
}

// Typed arrays have the machine's byte order, which is little-endian wherever WebAssembly runs.
const arrays = {
  b1: Uint8Array,
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Uint32Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/**
 * The values in the bytes of consecutive events, exactly.
 *
 * @param bytes whole events, starting at offset 0 of their buffer; used up: swapped in place, or kept as the values
 * @param place the block without its values, for errors
 * @throws TrigforgeError TF-FORMAT-009 on unsigned integers from 2^63; TF-FORMAT-004 on booleans other than 0 and 1
 */
export function decodeElements(
  bytes: Uint8Array<ArrayBuffer>,
  element: NpyElement,
  bigEndian: boolean,
  place: Omit<EventBlock, "values">,
  where: string,
): EventBlock["values"] {
  if (bigEndian) swapBytes(bytes, elementBytes(element));
  const { buffer } = bytes;
  if (element === "f8") return new Float64Array(buffer);
  if (element === "f2") return decodeHalf(new Uint16Array(buffer));
  if (element === "i8" || element === "u8") return decodeLong(buffer, element, place, where);
  const values = new Float64Array(new arrays[element](buffer));
  const bad = element === "b1" ? values.findIndex((value) => value > 1) : -1;
  if (bad >= 0) fail("TF-FORMAT-004", { where: at(bad, place, where), what: `a boolean with the byte ${values[bad]}` });
  return values;
}

/** Integers of 64 bits: as floating-point numbers if all of them fit exactly. */
function decodeLong(
  buffer: ArrayBuffer,
  element: "i8" | "u8",
  place: Omit<EventBlock, "values">,
  where: string,
): EventBlock["values"] {
  const low = new Uint32Array(buffer);
  const high = element === "i8" ? new Int32Array(buffer) : low;
  const values = new Float64Array(low.length / 2);
  const exact = 2 ** 21; // of the high half: 2^53 in all
  let beyond = false;
  for (let index = 0; index < values.length; index++) {
    const upper = high[2 * index + 1]!;
    if (upper >= exact || upper < -exact) beyond = true;
    values[index] = upper * 2 ** 32 + low[2 * index]!;
  }
  if (!beyond) return values;
  const bad = values.findIndex((_, index) => high[2 * index + 1]! >= 2 ** 31); // unsigned ones alone reach it
  if (bad >= 0) {
    const what = `the unsigned integer ${new BigUint64Array(buffer)[bad]} is beyond 2^63`;
    fail("TF-FORMAT-009", { where: at(bad, place, where), what });
  }
  return new BigInt64Array(buffer);
}

/** IEEE 754 binary16. */
function decodeHalf(halves: Uint16Array): Float64Array {
  const values = new Float64Array(halves.length);
  for (let index = 0; index < values.length; index++) {
    const bits = halves[index]!;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    const sign = bits & 0x8000 ? -1 : 1;
    if (exponent === 31) values[index] = fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
    else values[index] = sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
  }
  return values;
}

function swapBytes(bytes: Uint8Array, size: number): void {
  for (let start = 0; start < bytes.length; start += size) {
    for (let low = start, high = start + size - 1; low < high; low++, high--) {
      const byte = bytes[low]!;
      bytes[low] = bytes[high]!;
      bytes[high] = byte;
    }
  }
}

function at(index: number, { firstEvent, columns }: Omit<EventBlock, "values">, where: string): string {
  return `${where}: event ${firstEvent + Math.floor(index / columns)}, column ${index % columns}`;
}
