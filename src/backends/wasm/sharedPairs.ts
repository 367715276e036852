import { PairCounts } from "./pairCounts.js";
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

/** A column's terms in order: operand · 2^positionBits + position, and 1 where one is negative, else 0. */
interface Column {
  readonly terms: number[];
  readonly negatives: number[];
}

class PairSharing {
  private readonly columns: Column[];
  private readonly pairs: SharedPair[] = [];
  private readonly counts = new PairCounts();
  /** Positions that occur: those below this. */
  private height = 0;

  constructor(
    weights: ArrayLike<number>,
    private readonly inputs: number,
    columns: number,
  ) {
    this.columns = Array.from({ length: columns }, (_unused, column) => {
      const result: Column = { terms: [], negatives: [] };
      for (let input = 0; input < inputs; input++) {
        for (const { position, negative } of signedDigits(weights[input * columns + column]!)) {
          result.terms.push(input * positions + position);
          result.negatives.push(negative ? 1 : 0);
          this.height = Math.max(this.height, position + 1);
        }
      }
      return result;
    });
  }

  run(): AdderGraph {
    for (const { terms, negatives } of this.columns) {
      for (let index = 0; index < terms.length; index++) {
        this.countPairs(terms, negatives, index + 1, terms[index]!, negatives[index]!, 1);
      }
    }
    for (let entry = this.counts.mostFrequent(); entry >= 0; entry = this.counts.mostFrequent()) this.share(entry);
    return {
      inputs: this.inputs,
      pairs: this.pairs,
      columns: this.columns.map(({ terms, negatives }) =>
        terms.map((term, index) => ({
          operand: term >>> positionBits,
          position: term % positions,
          negative: negatives[index] === 1,
        })),
      ),
    };
  }

  /** Counts the pairs of a term with all terms from the `from`th: the lower first, the same for every common shift. */
  private countPairs(
    terms: readonly number[],
    negatives: readonly number[],
    from: number,
    term: number,
    negative: number,
    by: 1 | -1,
  ): void {
    const operand = term >>> positionBits;
    const position = term % positions;
    for (let index = from; index < terms.length; index++) {
      const other = terms[index]!;
      const shift = (other % positions) - position;
      const subtract = negative ^ negatives[index]!;
      if (shift > 0 || (shift === 0 && term < other)) {
        this.counts.add(operand, other >>> positionBits, shift * 2 + subtract, by);
      } else {
        this.counts.add(other >>> positionBits, operand, -shift * 2 + subtract, by);
      }
    }
  }

  /** Makes a pair a term of its own wherever it occurs. */
  private share(entry: number): void {
    const pair = this.counts.pair(entry);
    const found = this.columns.map((column) => occurrences(column, pair, this.height));
    if (found.reduce((sum, list) => sum + list.length, 0) < 2) {
      // Occurrences that overlap are no two occurrences.
      this.counts.pass(entry);
      return;
    }
    const operand = this.inputs + this.pairs.push(pair) - 1;
    this.columns.forEach((column, index) => {
      for (const [first, second] of found[index]!) {
        const negative = this.remove(column, first);
        this.remove(column, second);
        this.add(column, operand * positions + (first % positions), negative);
      }
    });
  }

  private remove({ terms, negatives }: Column, term: number): number {
    const index = terms.indexOf(term);
    const negative = negatives[index]!;
    terms.splice(index, 1);
    negatives.splice(index, 1);
    this.countPairs(terms, negatives, 0, term, negative, -1);
    return negative;
  }

  private add({ terms, negatives }: Column, term: number, negative: number): void {
    this.countPairs(terms, negatives, 0, term, negative, 1);
    terms.push(term);
    negatives.push(negative);
  }
}

const none: readonly (readonly [number, number])[] = [];

/** Where a pair occurs in a column, no term used twice. */
function occurrences(
  { terms, negatives }: Column,
  { first, second, shift, subtract }: SharedPair,
  height: number,
): readonly (readonly [number, number])[] {
  let found: [number, number][] | undefined;
  for (let position = 0; position + shift < height; position++) {
    const a = first * positions + position;
    const b = second * positions + position + shift;
    const aIndex = terms.indexOf(a);
    if (aIndex < 0 || a === b) continue;
    const bIndex = terms.indexOf(b);
    if (bIndex < 0 || (negatives[aIndex] !== negatives[bIndex]) !== subtract) continue;
    if (found?.some((pair) => pair.includes(a) || pair.includes(b))) continue;
    found ??= [];
    found.push([a, b]);
  }
  return found ?? none;
}
