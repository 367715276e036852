import { fractionOf, highestRaw, roundingFrom } from "../../fixed/index.js";
import { constantsOf, type FastSum, type View } from "./graph.js";
import { fits } from "./lane.js";
import { lowestKept } from "./sumBounds.js";
import type { Sum } from "./sumParts.js";

/**
 * The form that a sum may take in blocks of events where no assignment on its way overflows, which is found out while it
 * runs; undefined where there is none, or none that is worth it.
 *
 * @param start each column's start in the accumulator
 */
export function fastSum(sum: Sum, start: View): FastSum | null {
  const { accumulator, product, terms, columns } = sum;
  const starts = constantsOf(start);
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || starts === null || sum.batch !== 1 || !accumulator.signed) return null;
  if (sum.x.lane > 32 || constantsOf(sum.x) !== null) return null;
  if (!fits(sum.x.bounds, 16) || !fits(sum.weights!.bounds, 16)) return null;
  const shift = fractionOf(product) - fractionOf(accumulator);
  const right = Math.max(0, shift);
  const left = Math.max(0, -shift);
  if (right > 0 && (roundingFrom(product, accumulator) !== "TRN" || right > 15)) return null;
  if (accumulator.width + right > 32 || left > 15) return null;
  // Starts below the appended zeros could not be shifted with the sums.
  if (left > 0 && starts.some((raw) => raw % (1n << BigInt(left)) !== 0n)) return null;
  const unit = 2 ** shift;
  const low = Number(lowestKept(accumulator));
  const limit = Math.min(Number(highestRaw(accumulator)), -low);
  // Each truncation may take one more; a single-precision sum of n terms errs by less than n parts in 2^22.
  const room = starts.map((raw) => {
    const free = limit - Math.abs(Number(raw)) - (right > 0 ? terms : 0);
    return free * unit * (1 - (terms + 4) * 2 ** -22);
  });
  if (room.some((free) => free <= 0)) return null;
  const rowOfWeights = Math.ceil(columns / 4) * 4;
  const sizes = new Float32Array(2 * terms * rowOfWeights);
  weights.forEach((raw, index) => {
    const row = 2 * Math.floor(index / columns) + (raw < 0n ? 1 : 0);
    sizes[row * rowOfWeights + (index % columns)] = Math.abs(Number(raw));
  });
  const rooms = new Float32Array(rowOfWeights).fill(Number.POSITIVE_INFINITY);
  rooms.set(room);
  const moved = starts.map((raw) => (raw << BigInt(right)) >> BigInt(left));
  return {
    form: right > 0 ? { kind: "truncatedDot", shift: right } : { kind: "dot" },
    right,
    left,
    start: moved,
    sizes,
    room: rooms,
  };
}
