import { gunzipSync, gzipSync } from "node:zlib";
import {
  addType,
  divRaw,
  type FixedFormat,
  fractionOf,
  parseFormat,
  printVendorFormat,
  quantize,
  quantizeReal,
  subType,
  wrapRaw,
} from "../../../src/fixed/index.js";
import type { Random } from "../../support/oracle.js";
import { conversionPairs, drawPalette, operandPairs, type Pair } from "./cases.js";
import { dividesRight, Reader, resultTypes } from "./compare.js";

// The committed vector file: results of the vendor's headers as gzipped text, for machines without them. One line a type
// pair: a letter (c conversion, r real, o operation), the types, then groups of numbers, a comma between numbers.

/** How many rows of each kind a line has. */
export const rows = { conversion: 20, real: 10, operation: 8 };

/** The type pairs that the vector file covers. */
export function vectorPairs(source: Random): { conversions: Pair[]; operands: Pair[] } {
  const conversions = Array.from({ length: 4 }, () => conversionPairs(source, 1, drawPalette(source))).flat();
  return { conversions, operands: operandPairs(source, 50, drawPalette(source)) };
}

/** The lines of the vector file from what the oracle programs printed. */
export function vectorLines(
  pairs: { conversions: Pair[]; operands: Pair[] },
  converted: Buffer,
  operated: Buffer,
): string[] {
  const lines: string[] = [];
  const times = (count: number, row: () => (bigint | number)[]) =>
    Array.from({ length: count }, () => row().join(",")).join(" ");
  const name = printVendorFormat;
  const conversions = new Reader(converted);
  for (const { from, to } of pairs.conversions) {
    lines.push(
      `c ${name(from)} ${name(to)} ${times(rows.conversion, () => [conversions.raw(from), conversions.raw(to)])}`,
    );
    lines.push(`r ${name(to)} ${times(rows.real, () => [conversions.real(), conversions.raw(to)])}`);
  }
  conversions.end();
  const operations = new Reader(operated);
  for (const { from: a, to: b } of pairs.operands) {
    for (let word = 0; word < 15; word++) operations.word();
    const { add, sub, mul, div, neg } = resultTypes(a, b);
    const row = () => {
      const numbers = [a, b, add, sub, mul, div, neg].map((type) => operations.raw(type));
      for (let word = 0; word < 3; word++) operations.word();
      return numbers;
    };
    lines.push(`o ${name(a)} ${name(b)} ${times(rows.operation, row)}`);
  }
  operations.end();
  return lines;
}

/** The bytes of the vector file. */
export function packVectors(lines: readonly string[]): Buffer {
  return gzipSync(lines.join("\n"), { level: 9 });
}

/** The lines of the vector file. */
export function unpackVectors(bytes: Uint8Array): string[] {
  return gunzipSync(bytes).toString().split("\n");
}

/** Checks one line with src/fixed. @returns how many results were compared and what differs */
export function checkLine(line: string): { compared: number; differences: string[] } {
  const words = line.split(" ");
  const kind = words[0]!;
  const types = words.slice(1, kind === "r" ? 2 : 3).map((text) => parseFormat(text));
  const differences: string[] = [];
  let compared = 0;
  for (const row of words.slice(1 + types.length)) {
    for (const [found, expected] of compareRow(kind, types, row.split(","))) {
      compared++;
      if (found !== expected) differences.push(`${words.slice(0, 1 + types.length).join(" ")} ${row}: ours ${found}`);
    }
  }
  return { compared, differences };
}

function compareRow(kind: string, [a, b]: FixedFormat[], numbers: string[]): [bigint, bigint][] {
  if (kind === "r") return [[quantizeReal(Number(numbers[0]), a!), BigInt(numbers[1]!)]];
  const [x, y, sum, difference, product, quotient, negation] = numbers.map(BigInt);
  if (kind === "c") return [[quantize(x!, a!, b!), y!]];
  const fraction = Math.max(fractionOf(a!), fractionOf(b!));
  const left = x! << BigInt(fraction - fractionOf(a!));
  const right = y! << BigInt(fraction - fractionOf(b!));
  const results: [bigint, bigint][] = [
    [wrapRaw(left + right, addType(a!, b!)), sum!],
    [wrapRaw(left - right, subType(a!, b!)), difference!],
    [x! * y!, product!],
    [-x!, negation!],
  ];
  if (dividesRight(a!, b!)) results.push([divRaw(x!, a!, y!, b!), quotient!]);
  return results;
}
