import {
  addType,
  divRaw,
  divType,
  type FixedFormat,
  type FixedType,
  fractionOf,
  mulType,
  negType,
  printType,
  printVendorFormat,
  quantize,
  quantizeReal,
  subType,
  toFloat,
  toReal,
  wrapRaw,
} from "../../../src/fixed/index.js";
import type { Pair } from "./cases.js";

// What the oracle programs printed, compared with src/fixed, number by number.

/** How many results were compared, and the first few that differ. */
export interface Comparison {
  compared: number;
  differing: number;
  examples: string[];
}

const shown = 20;

/** Reads what the oracle programs print: 64-bit words. */
export class Reader {
  private readonly words: BigUint64Array;
  private position = 0;

  constructor(bytes: Buffer) {
    this.words = new BigUint64Array(new Uint8Array(bytes).buffer);
  }

  word(): bigint {
    return this.words[this.position++]!;
  }

  raw(type: FixedType): bigint {
    let bits = this.word();
    for (let low = 64; low < type.width; low += 64) bits |= this.word() << BigInt(low);
    return wrapRaw(bits, type);
  }

  real(): number {
    const view = new DataView(new ArrayBuffer(8));
    view.setBigUint64(0, this.word());
    return view.getFloat64(0);
  }

  end(): void {
    if (this.position !== this.words.length)
      throw new Error(`${this.words.length - this.position} words are left over`);
  }
}

class Tally implements Comparison {
  compared = 0;
  differing = 0;
  examples: string[] = [];

  check(found: bigint | number | boolean | string, expected: bigint | number | boolean | string, what: () => string) {
    this.compared++;
    if (Object.is(found, expected)) return;
    if (this.differing++ < shown) this.examples.push(`${what()}: oracle ${expected}, ours ${found}`);
  }
}

/** Compares the output of conversions.cpp with quantize and quantizeReal. */
export function compareConversions(pairs: readonly Pair[], count: number, bytes: Buffer): Comparison {
  const reader = new Reader(bytes);
  const tally = new Tally();
  for (const { from, to } of pairs) {
    const target = printVendorFormat(to);
    for (let index = 0; index < count; index++) {
      const raw = reader.raw(from);
      tally.check(quantize(raw, from, to), reader.raw(to), () => `${raw} of ${printVendorFormat(from)} to ${target}`);
    }
    for (let index = 0; index < count >> 1; index++) {
      const value = reader.real();
      tally.check(quantizeReal(value, to), reader.raw(to), () => `double ${value} to ${target}`);
    }
  }
  reader.end();
  return tally;
}

/** Compares the output of operations.cpp with the result types, exact arithmetic and toReal. */
export function compareOperations(pairs: readonly Pair[], count: number, bytes: Buffer): Comparison {
  const reader = new Reader(bytes);
  const tally = new Tally();
  for (const { from: a, to: b } of pairs) {
    const results = resultTypes(a, b);
    const operands = `${printVendorFormat(a)}, ${printVendorFormat(b)}`;
    for (const [name, type] of Object.entries(results)) {
      const found = {
        signed: reader.word() === 1n,
        width: Number(reader.word()),
        integer: Number(BigInt.asIntN(64, reader.word())),
      };
      tally.check(printType(type), printType(found), () => `type of ${name} of ${operands}`);
    }
    for (let index = 0; index < count; index++) operation(reader, tally, a, b, results, operands);
  }
  reader.end();
  return tally;
}

type Results = Record<"add" | "sub" | "mul" | "div" | "neg", FixedType>;

/** The types of the results, in the order in which operations.cpp prints them. */
export function resultTypes(a: FixedFormat, b: FixedFormat): Results {
  return { add: addType(a, b), sub: subType(a, b), mul: mulType(a, b), div: divType(a, b), neg: negated(a) };
}

function operation(reader: Reader, tally: Tally, a: FixedFormat, b: FixedFormat, results: Results, operands: string) {
  const x = reader.raw(a);
  const y = reader.raw(b);
  const fraction = Math.max(fractionOf(a), fractionOf(b));
  const left = x << BigInt(fraction - fractionOf(a));
  const right = y << BigInt(fraction - fractionOf(b));
  const what = (name: string) => () => `${name} of ${x}, ${y} in ${operands}`;
  tally.check(wrapRaw(left + right, results.add), reader.raw(results.add), what("sum"));
  tally.check(wrapRaw(left - right, results.sub), reader.raw(results.sub), what("difference"));
  tally.check(x * y, reader.raw(results.mul), what("product"));
  const quotient = reader.raw(results.div);
  if (dividesRight(a, b)) tally.check(divRaw(x, a, y, b), quotient, what("quotient"));
  tally.check(-x, reader.raw(results.neg), what("negation"));
  tally.check(comparisonMask(a, b, left, right), Number(reader.word()), what("comparison"));
  tally.check(toReal(x, a), reader.real(), what("to_double"));
  const size = Math.abs(toReal(x, a));
  const normal = size === 0 || (size > 1e-37 && size < 1e38);
  tally.check(normal ? toFloat(x, a) : 0, reader.real(), what("to_float"));
}

/**
 * Whether the vendor's headers are an oracle for this division. In several words they err for some operands, and between
 * integers of different sign they may divide as unsigned (docs/numerics.md).
 */
export function dividesRight(a: FixedFormat, b: FixedFormat): boolean {
  if (a.family === "int" && b.family === "int" && a.signed !== b.signed) return false;
  return Math.max(a.width + Math.max(fractionOf(b), 0), b.width) < 64;
}

/** The type of -a. ap_int computes it as ap_uint<1>(0) - a, which is a bit wider for ap_int<1>. */
function negated(a: FixedFormat): FixedType {
  return a.family === "int" ? subType({ signed: false, width: 1, integer: 1 }, a) : negType(a);
}

/**
 * The six comparisons as the vendor's headers make them: by value, except that an unsigned operand at least as wide as a
 * signed one, and 32 bits or more, makes the comparison unsigned, as between C integers (docs/numerics.md).
 */
function comparisonMask(a: FixedType, b: FixedType, left: bigint, right: bigint): number {
  const extra = fractionOf(b) - fractionOf(a);
  const leftWidth = extra > 0 ? Math.max(a.width + extra + 1, 1) : a.width;
  const rightWidth = extra < 0 ? Math.max(b.width - extra, 1) : b.width;
  const widest = Math.max(leftWidth, rightWidth);
  const unsignedWins = a.signed ? rightWidth >= leftWidth : leftWidth >= rightWidth;
  const asUnsigned = a.signed !== b.signed && widest >= 32 && unsignedWins;
  const order = (value: bigint) => (asUnsigned ? BigInt.asUintN(widest + 1, value) : value);
  const identity = (value: bigint) => (asUnsigned ? BigInt.asUintN(widest, value) : value);
  const less = order(left) < order(right);
  const greater = order(left) > order(right);
  const equal = identity(left) === identity(right);
  return [less, !greater, greater, !less, equal, !equal].reduce(
    (bits, holds, index) => bits | (Number(holds) << index),
    0,
  );
}
