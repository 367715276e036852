import type { SharedPair } from "./sharedPairs.js";

/**
 * How often pairs of terms occur. Pairs that occur equally often stand in a list in the order in which they came to that
 * count. Hashed and linked by hand: with maps and sets the search takes several times as long.
 */
export class PairCounts {
  private entries = 0;
  /** The first operand · 2^16 + the second, as a signed integer. */
  private operands = new Int32Array(smallest);
  /** shift · 2 + subtract */
  private rests = new Int32Array(smallest);
  private counts = new Int32Array(smallest);
  private next = new Int32Array(smallest);
  private previous = new Int32Array(smallest);
  /** First and last entry by count; −1 where there is none. */
  private readonly heads: number[] = [];
  private readonly tails: number[] = [];
  /** Entries by hash, plus one; a power of two of places, at most half of them taken. */
  private table = new Int32Array(2 * smallest);

  /** Adds to a pair's count. */
  add(first: number, second: number, rest: number, by: 1 | -1): void {
    const entry = this.entryOf((first << 16) | second, rest);
    const count = this.counts[entry]!;
    this.counts[entry] = count + by;
    if (count >= 2) this.unlink(entry, count);
    if (count + by >= 2) this.link(entry, count + by);
  }

  /** The pair that came first to the highest count; −1 when none occurs twice. */
  mostFrequent(): number {
    for (let count = this.heads.length - 1; count >= 2; count--) {
      const entry = this.heads[count]!;
      if (entry >= 0) return entry;
    }
    return -1;
  }

  /** Leaves a pair out until its count changes. */
  pass(entry: number): void {
    this.unlink(entry, this.counts[entry]!);
    this.previous[entry] = passed;
  }

  pair(entry: number): SharedPair {
    const rest = this.rests[entry]!;
    return {
      first: this.operands[entry]! >>> 16,
      second: this.operands[entry]! & 0xffff,
      shift: rest >> 1,
      subtract: (rest & 1) === 1,
    };
  }

  private entryOf(operands: number, rest: number): number {
    const mask = this.table.length - 1;
    let place = hashOf(operands, rest) & mask;
    for (let found = this.table[place]!; found !== 0; found = this.table[place]!) {
      if (this.operands[found - 1] === operands && this.rests[found - 1] === rest) return found - 1;
      place = (place + 1) & mask;
    }
    const entry = this.entries++;
    this.operands[entry] = operands;
    this.rests[entry] = rest;
    this.table[place] = entry + 1;
    if (this.entries === this.counts.length) this.grow();
    return entry;
  }

  private grow(): void {
    this.operands = doubled(this.operands);
    this.rests = doubled(this.rests);
    this.counts = doubled(this.counts);
    this.next = doubled(this.next);
    this.previous = doubled(this.previous);
    this.table = new Int32Array(2 * this.table.length);
    const mask = this.table.length - 1;
    for (let entry = 0; entry < this.entries; entry++) {
      let place = hashOf(this.operands[entry]!, this.rests[entry]!) & mask;
      while (this.table[place] !== 0) place = (place + 1) & mask;
      this.table[place] = entry + 1;
    }
  }

  private link(entry: number, count: number): void {
    while (this.heads.length <= count) {
      this.heads.push(-1);
      this.tails.push(-1);
    }
    const last = this.tails[count]!;
    this.previous[entry] = last;
    this.next[entry] = -1;
    this.tails[count] = entry;
    if (last >= 0) this.next[last] = entry;
    else this.heads[count] = entry;
  }

  private unlink(entry: number, count: number): void {
    const [before, after] = [this.previous[entry]!, this.next[entry]!];
    if (before === passed) return;
    if (before >= 0) this.next[before] = after;
    else this.heads[count] = after;
    if (after >= 0) this.previous[after] = before;
    else this.tails[count] = before;
  }
}

const smallest = 2 ** 14;

/** In place of the entry before: this one stands in no list. */
const passed = -2;

function hashOf(operands: number, rest: number): number {
  const mixed = Math.imul(operands, 0x9e3779b1) ^ Math.imul(rest, 0x85ebca6b);
  return mixed ^ (mixed >>> 15);
}

function doubled(values: Int32Array): Int32Array<ArrayBuffer> {
  const result = new Int32Array(2 * values.length);
  result.set(values);
  return result;
}
