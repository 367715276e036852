import { signedDigits } from "./signedDigits.js";

/** An operand of an adder: an input (its index) or an earlier adder (inputs + its index). */
export type Operand = number;

/** first ± (second << shift) */
export interface SharedPair {
  readonly first: Operand;
  readonly second: Operand;
  readonly shift: number;
  readonly subtract: boolean;
}

/** One term of a column's sum: ±(operand << position). */
export interface ColumnTerm {
  readonly operand: Operand;
  readonly position: number;
  readonly negative: boolean;
}

/** A constant matrix as additions: pairs that several sums share, and what is left of each column's sum. */
export interface AdderGraph {
  readonly inputs: number;
  readonly pairs: readonly SharedPair[];
  readonly columns: readonly (readonly ColumnTerm[])[];
}

/** Bits of a position in a key: weights have at most 17 digits. */
const positionBits = 5;
const positions = 2 ** positionBits;

/**
 * Turns a constant matrix into additions: weights as canonical signed digits; then the pair of terms that most columns have
 * in common becomes a term of its own, again and again, until no pair occurs twice.
 *
 * @param weights [terms, columns], integers below 2^16 in size
 */
export function shareAdders(weights: ArrayLike<number>, terms: number, columns: number): AdderGraph {
  return new PairSharing(weights, terms, columns).run();
}

/** A column's terms: operand · 2^positionBits + position, and whether it is negative. */
type Column = Map<number, boolean>;

class PairSharing {
  private readonly columns: Column[];
  private readonly pairs: SharedPair[] = [];
  private readonly counts = new Map<number, number>();
  /** Keys of pairs by how often they occur. */
  private readonly byCount: Set<number>[] = [];
  /** Positions that occur: those below this. */
  private height = 0;

  constructor(
    weights: ArrayLike<number>,
    private readonly inputs: number,
    columns: number,
  ) {
    this.columns = Array.from({ length: columns }, (_unused, column) => {
      const terms: Column = new Map();
      for (let input = 0; input < inputs; input++) {
        for (const { position, negative } of signedDigits(weights[input * columns + column]!)) {
          terms.set(input * positions + position, negative);
          this.height = Math.max(this.height, position + 1);
        }
      }
      return terms;
    });
  }

  run(): AdderGraph {
    for (const column of this.columns) this.countAll(column);
    for (let key = this.mostFrequent(); key !== undefined; key = this.mostFrequent()) this.share(key);
    return {
      inputs: this.inputs,
      pairs: this.pairs,
      columns: this.columns.map((column) =>
        [...column].map(([term, negative]) => ({
          operand: Math.floor(term / positions),
          position: term % positions,
          negative,
        })),
      ),
    };
  }

  private countAll(column: Column): void {
    const terms = [...column];
    terms.forEach(([a, aNegative], index) => {
      for (let other = index + 1; other < terms.length; other++) {
        const [b, bNegative] = terms[other]!;
        this.count(keyOf(a, b, aNegative !== bNegative), 1);
      }
    });
  }

  private count(key: number, by: 1 | -1): void {
    const before = this.counts.get(key) ?? 0;
    const after = before + by;
    if (before >= 2) this.byCount[before]!.delete(key);
    if (after === 0) this.counts.delete(key);
    else this.counts.set(key, after);
    if (after >= 2) {
      this.byCount[after] ??= new Set();
      this.byCount[after]!.add(key);
    }
  }

  private mostFrequent(): number | undefined {
    for (let count = this.byCount.length - 1; count >= 2; count--) {
      const keys = this.byCount[count];
      if (keys === undefined || keys.size === 0) continue;
      return keys.values().next().value;
    }
    return undefined;
  }

  /** Makes a pair a term of its own wherever it occurs. */
  private share(key: number): void {
    const pair = pairOf(key);
    const found = this.columns.map((column) => occurrences(column, pair, this.height));
    if (found.reduce((sum, list) => sum + list.length, 0) < 2) {
      // Occurrences that overlap are no two occurrences.
      this.byCount[this.counts.get(key)!]!.delete(key);
      return;
    }
    const operand = this.inputs + this.pairs.push(pair) - 1;
    this.columns.forEach((column, index) => {
      for (const [first, second] of found[index]!) {
        const negative = column.get(first)!;
        this.remove(column, first);
        this.remove(column, second);
        this.add(column, operand * positions + (first % positions), negative);
      }
    });
  }

  private remove(column: Column, term: number): void {
    const negative = column.get(term)!;
    column.delete(term);
    for (const [other, otherNegative] of column) this.count(keyOf(term, other, negative !== otherNegative), -1);
  }

  private add(column: Column, term: number, negative: boolean): void {
    for (const [other, otherNegative] of column) this.count(keyOf(term, other, negative !== otherNegative), 1);
    column.set(term, negative);
  }
}

/** Where a pair occurs in a column, no term used twice. */
function occurrences(
  column: Column,
  { first, second, shift, subtract }: SharedPair,
  height: number,
): [number, number][] {
  const found: [number, number][] = [];
  const used = new Set<number>();
  for (let position = 0; position + shift < height; position++) {
    const [a, b] = [first * positions + position, second * positions + position + shift];
    const [aNegative, bNegative] = [column.get(a), column.get(b)];
    if (aNegative === undefined || bNegative === undefined || (aNegative !== bNegative) !== subtract) continue;
    if (used.has(a) || used.has(b) || a === b) continue;
    used.add(a).add(b);
    found.push([a, b]);
  }
  return found;
}

/** A number for a pair of terms, the lower first; the same for every common shift of both. */
function keyOf(a: number, b: number, subtract: boolean): number {
  const [aPosition, bPosition] = [a % positions, b % positions];
  const ordered = aPosition < bPosition || (aPosition === bPosition && a < b);
  const [low, high] = ordered ? [a, b] : [b, a];
  const shift = Math.abs(bPosition - aPosition);
  const [first, second] = [Math.floor(low / positions), Math.floor(high / positions)];
  return ((first * 2 ** 16 + second) * positions + shift) * 2 + (subtract ? 1 : 0);
}

function pairOf(key: number): SharedPair {
  const operands = Math.floor(key / (2 * positions));
  const rest = key % (2 * positions);
  return {
    first: Math.floor(operands / 2 ** 16),
    second: operands % 2 ** 16,
    shift: Math.floor(rest / 2),
    subtract: rest % 2 === 1,
  };
}
