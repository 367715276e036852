import { fail } from "../../../errors/index.js";
import { formatOf, fractionOf, mulType, narrowestType } from "../../../fixed/index.js";
import { type ConstantTensor, writeConstant } from "../../../layers/index.js";
import { ascending, elementCount, type ValueId } from "../../../ops/index.js";
import { floatLimit, widest } from "../../exactBuilder.js";
import type { ExactWriter } from "../../keras/trained/writer.js";

/** Up to this many products each row's own bounds are used; beyond, those of all rows together. */
const mostProducts = 2 ** 22;

/** What a contraction needs beside its operands. */
export interface ExactContraction {
  readonly batchAxes?: number;
  /** Shape [columns]. */
  readonly bias?: ConstantTensor | null;
  /** The layer, for notes and errors. */
  readonly where: string;
}

/**
 * x · weights + bias, with an accumulator in which no partial sum overflows, whatever the order, and no bit is lost. Both
 * operands may be values; see `contract` in docs/ops.md for the shapes.
 *
 * @throws TrigforgeError TF-KERAS3-007 when that takes more than 64 bits
 */
export function contractExactly(
  writer: ExactWriter,
  x: ValueId,
  weights: ValueId,
  { batchAxes = 0, bias = null, where }: ExactContraction,
): ValueId {
  const { builder } = writer;
  const [data, factors] = [writer.ranges(x), writer.ranges(weights)];
  const productFraction = fractionOf(mulType(data.type, factors.type));
  const fraction = Math.max(productFraction, bias === null ? productFraction : fractionOf(bias.type));
  const batch = elementCount(data.shape.slice(0, batchAxes));
  const [inner, columns] = factors.shape.slice(-2) as [number, number];
  const bounds = bound(data, factors, { batch, inner, columns });
  const shift = BigInt(fraction - productFraction);
  const starts = bias === null ? [] : bias.raw.map((raw) => raw << BigInt(fraction - fractionOf(bias.type)));
  const least = (bounds.low << shift) + starts.reduce((a, b) => (b < a ? b : a), 0n);
  const most = (bounds.high << shift) + starts.reduce((a, b) => (b > a ? b : a), 0n);
  const type = narrowestType(least, most, fraction);
  checkSum(writer, least, most, type.width, where);
  const start = bias === null ? null : writeConstant(builder, bias);
  return builder.contract(x, weights, { batchAxes, accumulator: formatOf(type), order: ascending, bias: start });
}

/** The sum along the last axis, exactly. */
export function sumExactly(writer: ExactWriter, x: ValueId, where: string): ValueId {
  const { low, high, shape, type } = writer.ranges(x);
  const count = shape[shape.length - 1]!;
  let [least, most] = [0n, 0n];
  for (let start = 0; start < low.length; start += count) {
    let [negative, positive] = [0n, 0n];
    for (let index = start; index < start + count; index++) {
      if (low[index]! < 0n) negative += low[index]!;
      if (high[index]! > 0n) positive += high[index]!;
    }
    if (negative < least) least = negative;
    if (positive > most) most = positive;
  }
  const sum = narrowestType(least, most, fractionOf(type));
  checkSum(writer, least, most, sum.width, where);
  return writer.builder.reduce(x, { by: "sum", accumulator: formatOf(sum), order: ascending });
}

function checkSum(writer: ExactWriter, least: bigint, most: bigint, width: number, where: string): void {
  if (width > widest) {
    fail("TF-KERAS3-007", {
      where,
      what: `the exact sum needs ${width} bits`,
      expected: `at most ${widest}`,
      help: "fewer bits in weights and activations",
    });
  }
  if (-least <= floatLimit && most <= floatLimit) return;
  writer.notes.add(
    `${where}: sums need up to ${width} bits and are exact here; the framework rounds them to float32 (24 bits)`,
  );
}

interface Extents {
  readonly batch: number;
  readonly inner: number;
  readonly columns: number;
}

interface Intervals {
  readonly low: readonly bigint[];
  readonly high: readonly bigint[];
}

/** The least and largest partial sum of products in any order: all negative products together, and all positive ones. */
function bound(x: Intervals, w: Intervals, { batch, inner, columns }: Extents): { low: bigint; high: bigint } {
  const coarsest = largest(x) * largest(w) * BigInt(inner);
  // Beyond whole doubles the bounds are those of the largest numbers.
  if (coarsest >= 2n ** 53n) return { low: -coarsest, high: coarsest };
  const rows = x.low.length / (batch * inner);
  const precise = batch * rows * inner * columns <= mostProducts;
  const data = precise ? x : acrossRows(x, batch, rows, inner);
  const [dataLow, dataHigh] = [data.low.map(Number), data.high.map(Number)];
  const [weightLow, weightHigh] = [w.low.map(Number), w.high.map(Number)];
  let [low, high] = [0, 0];
  const eachRows = precise ? rows : 1;
  for (let row = 0; row < batch * eachRows; row++) {
    const start = Math.floor(row / eachRows) * inner * columns;
    for (let column = 0; column < columns; column++) {
      let [negative, positive] = [0, 0];
      for (let k = 0; k < inner; k++) {
        const [a, b] = [dataLow[row * inner + k]!, dataHigh[row * inner + k]!];
        const [c, d] = [weightLow[start + k * columns + column]!, weightHigh[start + k * columns + column]!];
        negative += Math.min(0, a * c, a * d, b * c, b * d);
        positive += Math.max(0, a * c, a * d, b * c, b * d);
      }
      low = Math.min(low, negative);
      high = Math.max(high, positive);
    }
  }
  return { low: BigInt(low), high: BigInt(high) };
}

function largest({ low, high }: Intervals): bigint {
  let most = 0n;
  for (const list of [low, high]) {
    for (const raw of list) {
      const size = raw < 0n ? -raw : raw;
      if (size > most) most = size;
    }
  }
  return most;
}

/** The least and largest of all rows, for each batch and each place in a row. */
function acrossRows({ low, high }: Intervals, batch: number, rows: number, inner: number): Intervals {
  const [least, most] = [new Array<bigint>(batch * inner), new Array<bigint>(batch * inner)];
  for (let index = 0; index < low.length; index++) {
    const at = Math.floor(index / (rows * inner)) * inner + (index % inner);
    if (least[at] === undefined || low[index]! < least[at]!) least[at] = low[index]!;
    if (most[at] === undefined || high[index]! > most[at]!) most[at] = high[index]!;
  }
  return { low: least, high: most };
}
