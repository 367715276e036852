import { type FixedFormat, fractionOf, highestRaw, lowestRaw } from "../../fixed/index.js";
import type { EmulatorExports } from "./instantiate.js";
import type { Port } from "./port.js";

/** Numbers that the module converts as they lie in memory. */
export type Floats = Float32Array | Float64Array;

const modes: { readonly [R in FixedFormat["rounding"]]?: number } = { TRN: 0, RND: 1, RND_CONV: 2 };

/** Room for numbers: the memory of a port. */
export interface PortMemory {
  readonly buffer: ArrayBuffer;
  readonly address: number;
  readonly bytes: number;
}

/**
 * Converts real numbers in the module's own vectors, through the memory of their port. What it cannot convert exactly that way,
 * numbers beyond the range of a format that does not clamp, and NaN, is handed to `otherwise` in runs of numbers.
 *
 * @param otherwise converts the numbers from `first` until before `end`
 * @returns false where the port's format is none for this way: nothing was done then
 */
export function encodeInPlace(
  module: EmulatorExports,
  port: Port,
  memory: PortMemory,
  reals: Floats,
  raw: Int32Array,
  otherwise: (first: number, end: number) => void,
): boolean {
  const { format } = port;
  const mode = modes[format.rounding];
  const fraction = fractionOf(format);
  const single = reals instanceof Float32Array;
  // Limits must be exact, and so must the scale and every product with it.
  const exact = format.width <= (single ? 24 : 32) && fraction >= 0 && fraction <= 100;
  if (mode === undefined || !exact || format.family === "int") return false;
  const high = Number(highestRaw(format));
  const symmetric = format.overflow === "SAT_SYM" && format.signed && format.width > 1;
  const low = symmetric ? -high : Number(lowestRaw(format));
  const clamps = format.overflow === "SAT" || format.overflow === "SAT_SYM";
  const encode = single ? module.encodeFloats : module.encodeDoubles;
  const group = single ? 4 : 2;
  const most = Math.floor(memory.bytes / reals.BYTES_PER_ELEMENT / group) * group;
  if (most === 0) return false;
  const room = single
    ? new Float32Array(memory.buffer, memory.address, most)
    : new Float64Array(memory.buffer, memory.address, most);
  for (let first = 0; first < reals.length; first += most) {
    const end = Math.min(reals.length, first + most);
    const count = Math.ceil((end - first) / group) * group;
    room.set(reals.subarray(first, end));
    room.fill(0, end - first, count);
    if (encode(memory.address, count, 2 ** fraction, low, high, mode, clamps) !== 0) {
      raw.set(new Int32Array(memory.buffer, memory.address, end - first), first);
    } else {
      otherwise(first, end);
    }
  }
  room.fill(0, 0, Math.min(most, Math.ceil(reals.length / group) * group));
  return true;
}
