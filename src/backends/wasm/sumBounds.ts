import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  highestRaw,
  lowestRaw,
  type Rounding,
  roundingFrom,
  roundRaw,
} from "../../fixed/index.js";
import {
  type Bounds,
  type FoldBounds,
  type FoldOrder,
  foldIndices,
  productBounds,
  type Ranges,
} from "../../ops/index.js";
import { boundsOf, unionBounds } from "./lane.js";

/** A sum of products whose bounds are asked: groups · columns sums of `terms` terms. */
export interface SumOperands {
  readonly batch: number;
  readonly groupsPerBatch: number;
  readonly terms: number;
  readonly columns: number;
  /** [batch · groupsPerBatch, terms] */
  readonly x: Ranges;
  /** [batch, terms, columns], or null when the terms are x itself. */
  readonly weights: Ranges | null;
  /** Bounds of each column's start, in the accumulator. */
  readonly start: readonly Bounds[];
  /** The exact type of a product. */
  readonly product: FixedType;
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
}

/** What is proven about the sums before any of it overflows. */
export interface SumBounds {
  /** Exact products. */
  readonly product: Bounds;
  /** Products rounded to the accumulator's fraction. */
  readonly term: Bounds;
  /** Every partial sum of rounded terms. */
  readonly partial: Bounds;
  readonly termOverflows: boolean;
  readonly sumOverflows: boolean;
  /** Final bounds of each sum, after overflow. */
  readonly low: bigint[];
  readonly high: bigint[];
}

/** Lowest raw integer that an assignment to a format leaves alone. */
export function lowestKept(format: FixedFormat): bigint {
  return format.overflow === "SAT_SYM" && format.signed && format.width > 1 ? -highestRaw(format) : lowestRaw(format);
}

/** Bounds of sums in double arithmetic, or undefined where doubles would not be exact. */
export function sumBounds(operands: SumOperands): SumBounds | undefined {
  const { accumulator, product } = operands;
  const shift = fractionOf(product) - fractionOf(accumulator);
  if (!exactInDoubles(operands, shift)) return undefined;
  return new DoubleSums(operands, shift).bounds();
}

/**
 * {@link sumBounds} from the bounds that the ops themselves prove, by big integers. Looser about partial sums: their order
 * is forgotten.
 */
export function wideSumBounds(operands: SumOperands, proven: readonly FoldBounds[]): SumBounds {
  const { accumulator, terms, product: type } = operands;
  const one: Ranges = { low: [1n], high: [1n] };
  const product = productBounds(boundsOf(operands.x), boundsOf(operands.weights ?? one));
  const shift = fractionOf(type) - fractionOf(accumulator);
  const rounding = roundingFrom(type, accumulator);
  const term = { low: roundRaw(product.low, shift, rounding), high: roundRaw(product.high, shift, rounding) };
  const start = operands.start.reduce(unionBounds, { low: 0n, high: 0n });
  const count = BigInt(terms);
  return {
    product,
    term,
    partial: {
      low: start.low + count * (term.low < 0n ? term.low : 0n),
      high: start.high + count * (term.high > 0n ? term.high : 0n),
    },
    termOverflows: term.low < lowestKept(accumulator) || term.high > highestRaw(accumulator),
    sumOverflows: proven.some((bounds) => bounds.overflows),
    low: proven.map((bounds) => bounds.low),
    high: proven.map((bounds) => bounds.high),
  };
}

function exactInDoubles(operands: SumOperands, shift: number): boolean {
  const magnitude = ({ low, high }: Bounds): bigint => (-low > high ? -low : high);
  const x = magnitude(boundsOf(operands.x));
  const weight = operands.weights === null ? 1n : magnitude(boundsOf(operands.weights));
  const start = operands.start.map(magnitude).reduce((most, size) => (size > most ? size : most), 0n);
  const term = shift < 0 ? (x * weight) << BigInt(-shift) : x * weight;
  return term * BigInt(operands.terms) + start < 1n << 52n && shift < 1000;
}

/** The loop over all sums, in doubles that hold every integer on the way exactly. */
class DoubleSums {
  private readonly unit: number;
  private readonly rounding: Rounding;
  private readonly product = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  private readonly term = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };
  private readonly partial = { low: Number.POSITIVE_INFINITY, high: Number.NEGATIVE_INFINITY };

  constructor(
    private readonly operands: SumOperands,
    shift: number,
  ) {
    this.unit = 2 ** shift;
    this.rounding = roundingFrom(operands.product, operands.accumulator);
  }

  bounds(): SumBounds {
    const { batch, groupsPerBatch, terms, columns, accumulator, order, start } = this.operands;
    const x = toDoubles(this.operands.x);
    const weights = this.operands.weights === null ? null : toDoubles(this.operands.weights);
    const indices = foldIndices(terms, order);
    const [lowest, highest] = [lowestRaw(accumulator), highestRaw(accumulator)];
    const [lowestSafe, highestSafe] = [Number(lowestKept(accumulator)), Number(highest)];
    const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
    const low: bigint[] = [];
    const high: bigint[] = [];
    let sumOverflows = false;
    for (let group = 0; group < batch * groupsPerBatch; group++) {
      const weightStart = Math.floor(group / groupsPerBatch) * terms * columns;
      for (let column = 0; column < columns; column++) {
        const total = this.oneSum(x, group * terms, weights, weightStart + column, indices, start[column]!);
        if (total.least < lowestSafe || total.most > highestSafe) sumOverflows = true;
        const overflows = total.least < lowestSafe || total.most > highestSafe || total.termOverflows;
        const kept = total.low >= lowestSafe && total.high <= highestSafe && (!overflows || modular);
        low.push(kept ? BigInt(total.low) : lowest);
        high.push(kept ? BigInt(total.high) : highest);
      }
    }
    const termOverflows = this.term.low < lowestSafe || this.term.high > highestSafe;
    return {
      product: toBounds(this.product),
      term: toBounds(this.term),
      partial: toBounds(this.partial),
      termOverflows,
      sumOverflows,
      low,
      high,
    };
  }

  private oneSum(
    x: Doubles,
    xStart: number,
    weights: Doubles | null,
    weightStart: number,
    indices: readonly number[],
    start: Bounds,
  ) {
    const { columns, accumulator, order } = this.operands;
    const tree = order.order === "tree";
    const [lowestSafe, highestSafe] = [Number(lowestKept(accumulator)), Number(highestRaw(accumulator))];
    let low = Number(start.low);
    let high = Number(start.high);
    let least = tree ? 0 : low;
    let most = tree ? 0 : high;
    let termOverflows = false;
    for (const k of indices) {
      let [a, b] = [x.low[xStart + k]!, x.high[xStart + k]!];
      if (weights !== null) {
        const weight = weightStart + k * columns;
        const [c, d] = [weights.low[weight]!, weights.high[weight]!];
        const corners = c === d ? [a * c, b * c] : [a * c, a * d, b * c, b * d];
        [a, b] = [Math.min(...corners), Math.max(...corners)];
      }
      note(this.product, a, b);
      a = roundDouble(a, this.unit, this.rounding);
      b = roundDouble(b, this.unit, this.rounding);
      note(this.term, a, b);
      if (a < lowestSafe || b > highestSafe) termOverflows = true;
      low += a;
      high += b;
      // Any subset of the terms may be a partial sum of a tree.
      least = tree ? least + Math.min(0, a) : Math.min(least, low);
      most = tree ? most + Math.max(0, b) : Math.max(most, high);
    }
    note(this.partial, least, most);
    return { low, high, least, most, termOverflows };
  }
}

interface Doubles {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

function toDoubles({ low, high }: Ranges): Doubles {
  const lows = Float64Array.from(low, Number);
  return { low: lows, high: low === high ? lows : Float64Array.from(high, Number) };
}

function note(bounds: { low: number; high: number }, low: number, high: number): void {
  if (low < bounds.low) bounds.low = low;
  if (high > bounds.high) bounds.high = high;
}

function toBounds({ low, high }: { low: number; high: number }): Bounds {
  return low > high ? { low: 0n, high: 0n } : { low: BigInt(low), high: BigInt(high) };
}

/** roundRaw in doubles: `value` is a whole number, `unit` the power of two that a unit of the result counts. */
function roundDouble(value: number, unit: number, rounding: Rounding): number {
  if (unit <= 1) return value / unit;
  const quotient = Math.floor(value / unit);
  const remainder = value - quotient * unit;
  const half = unit / 2;
  switch (rounding) {
    case "TRN":
      return quotient;
    case "TRN_ZERO":
      return value < 0 && remainder !== 0 ? quotient + 1 : quotient;
    case "RND":
      return remainder >= half ? quotient + 1 : quotient;
    case "RND_MIN_INF":
      return remainder > half ? quotient + 1 : quotient;
    case "RND_ZERO":
      return remainder > half || (remainder === half && value < 0) ? quotient + 1 : quotient;
    case "RND_INF":
      return remainder > half || (remainder === half && value >= 0) ? quotient + 1 : quotient;
    case "RND_CONV":
      return remainder > half || (remainder === half && quotient % 2 !== 0) ? quotient + 1 : quotient;
  }
}
