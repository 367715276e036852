import { wordFlags } from "../formats/patterns/frames.js";
import type { Expectation } from "./compareExpectation.js";

/** A number that equal words share and different ones rarely do. */
export function wordKey(low: number, high: number): number {
  let a = Math.imul(low ^ (low >>> 15), 0x2c1b3c6d) ^ Math.imul(high + 0x7f4a7c15, 0x297a2d39);
  a = Math.imul(a ^ (a >>> 12), 0x297a2d39);
  const b = Math.imul(high ^ (high >>> 13), 0x5bd1e995) + Math.imul(low, 0x1b873593);
  return ((a ^ (a >>> 15)) >>> 0) + ((b ^ (b >>> 17)) & 0xfffff) * 2 ** 32;
}

/**
 * How much it says, in bits, when a word of an expectation is found again: the logarithm of how rare the word is on its
 * link. 0 for words that are not compared.
 */
export function informationOf(expectation: Expectation): Float32Array {
  const { stream, masks } = expectation;
  const information = new Float32Array(stream.flags.length);
  for (let column = 0; column < stream.links.length; column++) {
    const counts = new Map<number, number>();
    let total = 0;
    const forEach = (visit: (index: number, key: number) => void): void => {
      for (let index = column * stream.frames; index < (column + 1) * stream.frames; index++) {
        const [low, high] = [masks[2 * index]!, masks[2 * index + 1]!];
        if (!(stream.flags[index]! & wordFlags.valid) || (low === 0 && high === 0)) continue;
        visit(index, wordKey(stream.words[2 * index]! & low, stream.words[2 * index + 1]! & high));
      }
    };
    forEach((_index, key) => {
      counts.set(key, (counts.get(key) ?? 0) + 1);
      total++;
    });
    forEach((index, key) => {
      information[index] = Math.log2(total / counts.get(key)!);
    });
  }
  return information;
}
