import { fail } from "../../../errors/index.js";
import { type FixedType, formatOf, fractionOf, narrowestType } from "../../../fixed/index.js";
import type { ConstantTensor } from "../../../layers/index.js";
import { ascending, elementCount, type ValueId } from "../../../ops/index.js";
import { ExactBuilder, floatLimit, widest } from "../../exactBuilder.js";
import { arranged, transposed } from "../graph/indices.js";
import { compact, type Field } from "./field.js";
import { binaryPlaces, type Rational } from "./rational.js";
import { plainOrder, type Scaled } from "./scaled.js";

/** Writes ops whose results are exact. */
export class TrainedWriter extends ExactBuilder {
  /** The value of a tensor with its axes stored in an order; the shape leaves out the batch axis. */
  stored(x: Scaled, order: readonly number[] = x.order): ValueId {
    const { builder } = this;
    const shape = storedShape(x.shape, order);
    if (sameOrder(x.shape, x.order, order)) return builder.reshape(x.value, shape);
    const from = x.order.map((axis) => x.shape[axis]!);
    const { indices } = transposed(
      from,
      order.map((axis) => x.order.indexOf(axis)),
    );
    return builder.gather(x.value, indices!, shape);
  }

  /** Numbers as a constant that meets every element of a tensor's value: one element, or one for each. */
  constant(x: Scaled, field: Field, where: string): ValueId {
    const { builder } = this;
    const { shape } = builder.tensor(x.value);
    const small = compact(field);
    const laid = small.length === 1 ? small : arranged(small, transposed(x.shape, x.order), small[0]!);
    const { type, raw } = exactRaw(laid, where);
    return builder.constant(small.length === 1 ? shape.map(() => 1) : shape, type, raw);
  }

  /**
   * x · weights + bias with an accumulator in which no partial sum overflows, whatever the order, and no bit is lost.
   *
   * @param x shape [...rows, K], or [batch, rows, K] with weights [batch, K, N]
   * @throws TrigforgeError TF-ONNX-006 when that takes more than 64 bits
   */
  contract(x: ValueId, weights: ConstantTensor, bias: ConstantTensor | null, where: string): ValueId {
    const { builder } = this;
    const batchAxes = weights.shape.length - 2;
    const batch = elementCount(weights.shape.slice(0, batchAxes));
    const [inner, columns] = weights.shape.slice(batchAxes) as [number, number];
    const { low, high, shape, type } = this.ranges(x);
    const rows = elementCount(shape) / (batch * inner);
    const products = fractionOf(type) + fractionOf(weights.type);
    const places = Math.max(products, bias === null ? products : fractionOf(bias.type));
    const shift = BigInt(places - products);
    let [least, most] = [0n, 0n];
    for (let group = 0; group < batch; group++) {
      // Bounds of each term, over all rows.
      const terms = plainOrder(inner).map((k) => {
        let [a, b] = [low[group * rows * inner + k]!, high[group * rows * inner + k]!];
        for (let row = 1; row < rows; row++) {
          const at = (group * rows + row) * inner + k;
          if (low[at]! < a) a = low[at]!;
          if (high[at]! > b) b = high[at]!;
        }
        return { a, b };
      });
      for (let column = 0; column < columns; column++) {
        const start = bias === null ? 0n : bias.raw[column]! << BigInt(places - fractionOf(bias.type));
        let [negative, positive] = start < 0n ? [start, 0n] : [0n, start];
        for (let k = 0; k < inner; k++) {
          const weight = weights.raw[(group * inner + k) * columns + column]!;
          if (weight === 0n) continue;
          const { a, b } = terms[k]!;
          const [small, large] = weight > 0n ? [a * weight, b * weight] : [b * weight, a * weight];
          if (small < 0n) negative += small << shift;
          if (large > 0n) positive += large << shift;
        }
        if (negative < least) least = negative;
        if (positive > most) most = positive;
      }
    }
    const accumulator = narrowestType(least, most, places);
    this.check(accumulator.width, least, most, where);
    const biasValue = bias === null ? null : builder.constant(bias.shape, bias.type, bias.raw);
    return builder.contract(x, builder.constant(weights.shape, weights.type, weights.raw), {
      accumulator: formatOf(accumulator),
      order: ascending,
      bias: biasValue,
      batchAxes,
    });
  }

  /** The exact sum along the last axis. */
  sum(x: ValueId, where: string): ValueId {
    const { low, high, shape, type } = this.ranges(x);
    const length = shape[shape.length - 1]!;
    let [least, most] = [0n, 0n];
    for (let start = 0; start < low.length; start += length) {
      let [negative, positive] = [0n, 0n];
      for (let k = start; k < start + length; k++) {
        if (low[k]! < 0n) negative += low[k]!;
        if (high[k]! > 0n) positive += high[k]!;
      }
      if (negative < least) least = negative;
      if (positive > most) most = positive;
    }
    const accumulator = narrowestType(least, most, fractionOf(type));
    this.check(accumulator.width, least, most, where);
    return this.builder.reduce(x, { by: "sum", accumulator: formatOf(accumulator), order: ascending });
  }

  /** Checks a value that the framework computes in float32, and gives it the narrowest type where it grew too wide. */
  exact(value: ValueId, where: string): ValueId {
    const { low, high } = this.bounds(value);
    const type = this.type(value);
    const narrow = narrowestType(low < 0n ? low : 0n, high > 0n ? high : 0n, fractionOf(type));
    this.check(narrow.width, low, high, where);
    return type.width > widest ? this.builder.cast(value, formatOf(narrow)) : value;
  }

  private check(bits: number, low: bigint, high: bigint, where: string): void {
    if (bits > widest) {
      fail("TF-ONNX-006", {
        where,
        what: `the exact result needs ${bits} bits`,
        expected: `at most ${widest}`,
        help: "quantise what goes in: the activations before the node, its weights and its bias",
      });
    }
    if (-low <= floatLimit && high <= floatLimit) return;
    this.notes.add(
      `${where}: results need up to ${bits} bits and are exact here; the framework rounds them to float32 (24 bits)`,
    );
  }
}

/** The shape under which a tensor lies in the program: its axes in order, without the batch axis. */
export function storedShape(shape: readonly number[], order: readonly number[]): number[] {
  const axes = shape[0] === 1 ? order.filter((axis) => axis !== 0) : order;
  return axes.length === 0 ? [1] : axes.map((axis) => shape[axis]!);
}

/** Whether two orders give the same sequence of elements: axes of one element may stand anywhere. */
function sameOrder(shape: readonly number[], a: readonly number[], b: readonly number[]): boolean {
  const long = (order: readonly number[]): string => order.filter((axis) => shape[axis] !== 1).join();
  return long(a) === long(b);
}

/**
 * Exact numbers as raw integers of one type.
 *
 * @throws TrigforgeError TF-ONNX-006 when one is no binary fraction, or when they need more than 64 bits together
 */
export function exactRaw(values: readonly Rational[], where: string): { type: FixedType; raw: bigint[] } {
  const all = new Map<Rational, number>();
  for (const value of values) {
    if (all.has(value)) continue;
    const own = binaryPlaces(value);
    if (own === null) {
      return fail("TF-ONNX-006", {
        where,
        what: `the number ${value.over}/${value.under} is no binary fraction`,
        help: "let a quantiser follow, which takes the scale in",
      });
    }
    if (value.over !== 0n) all.set(value, own);
  }
  const own = [...all.values()];
  const places = own.length === 0 ? 0 : own.reduce((a, b) => Math.max(a, b));
  if (own.length > 0 && places - own.reduce((a, b) => Math.min(a, b)) > 256) return tooWide(where, "hundreds of");
  const shifted = new Map<Rational, bigint>();
  for (const value of all.keys()) {
    shifted.set(value, places >= 0 ? (value.over << BigInt(places)) / value.under : value.over >> BigInt(-places));
  }
  const raw = values.map((value) => shifted.get(value) ?? 0n);
  const low = raw.reduce((a, b) => (a < b ? a : b), 0n);
  const high = raw.reduce((a, b) => (a > b ? a : b), 0n);
  const type = narrowestType(low, high, places);
  return type.width > widest ? tooWide(where, `${type.width}`) : { type, raw };
}

function tooWide(where: string, bits: string): never {
  return fail("TF-ONNX-006", {
    where,
    what: `its constants need ${bits} bits to stand on one fixed-point grid`,
    expected: `at most ${widest}`,
    help: 'quantise them in training, or import with a precision configuration ("as hls4ml")',
  });
}
