import { fail } from "../../../errors/index.js";
import { type FixedFormat, formatOf, fractionOf, mulType, narrowestType } from "../../../fixed/index.js";
import { type ConstantTensor, writeConstant } from "../../../layers/index.js";
import { ascending, type ValueId } from "../../../ops/index.js";
import { ExactBuilder, floatLimit, widest } from "../../exactBuilder.js";
import { exactConstant } from "./exact.js";

/** Writes ops whose results are exact. */
export class ExactWriter extends ExactBuilder {
  shape(value: ValueId): readonly number[] {
    return this.builder.tensor(value).shape;
  }

  /** A constant of one element that meets every element of `x`. */
  scalar(x: ValueId, value: number, where: string): ValueId {
    const { type, raw } = exactConstant([value], [1], where);
    return this.builder.constant(
      this.shape(x).map(() => 1),
      type,
      raw,
    );
  }

  /** One element for each channel (the last axis), repeated to the shape of `x`. */
  channels(x: ValueId, values: readonly number[], where: string): ValueId {
    const shape = this.shape(x);
    const count = shape.reduce((product, extent) => product * extent, 1);
    const repeated = Array.from({ length: count }, (_unused, index) => values[index % values.length]!);
    return writeConstant(this.builder, exactConstant(repeated, shape, where));
  }

  /**
   * x · weights + bias with an accumulator in which no partial sum overflows, whatever the order, and no bit is lost.
   *
   * @throws TrigforgeError TF-KERAS-006 when that takes more than 64 bits
   */
  contract(x: ValueId, weights: ConstantTensor, bias: ConstantTensor | null, where: string): ValueId {
    const accumulator = this.sumFormat(x, weights, bias, where);
    const biasValue = bias === null ? null : writeConstant(this.builder, bias);
    const options = { accumulator, order: ascending, bias: biasValue };
    return this.builder.contract(x, writeConstant(this.builder, weights), options);
  }

  /**
   * A matrix of its own for each entry of the first axis: x [batch, rows, inner] by weights [batch, inner, columns].
   *
   * @throws TrigforgeError TF-KERAS-006 when the sums take more than 64 bits
   */
  contractEach(x: ValueId, weights: ConstantTensor, where: string): ValueId {
    const accumulator = this.sumFormat(x, weights, null, where);
    const options = { accumulator, order: ascending, batchAxes: 1 };
    return this.builder.contract(x, writeConstant(this.builder, weights), options);
  }

  /** The format that holds every partial sum, in any order: found from the hull of all rows that meet one matrix. */
  private sumFormat(x: ValueId, weights: ConstantTensor, bias: ConstantTensor | null, where: string): FixedFormat {
    const { low, high, shape, type } = this.ranges(x);
    const [inner, columns] = weights.shape.slice(-2) as [number, number];
    const productFraction = fractionOf(mulType(type, weights.type));
    const fraction = Math.max(productFraction, bias === null ? productFraction : fractionOf(bias.type));
    const shift = BigInt(fraction - productFraction);
    const biasShift = bias === null ? 0n : BigInt(fraction - fractionOf(bias.type));
    const batches = weights.shape.length === 3 ? weights.shape[0]! : 1;
    const rows = shape.reduce((product, extent) => product * extent, 1) / (inner * batches);
    let [least, most] = [0n, 0n];
    for (let batch = 0; batch < batches; batch++) {
      const hull = hullOfRows(low, high, batch * rows, rows, inner);
      for (let column = 0; column < columns; column++) {
        const start = bias === null ? 0n : bias.raw[column]! << biasShift;
        let [negative, positive] = start < 0n ? [start, 0n] : [0n, start];
        for (let k = 0; k < inner; k++) {
          const weight = weights.raw[(batch * inner + k) * columns + column]!;
          if (weight === 0n) continue;
          const ends = [hull.low[k]! * weight, hull.high[k]! * weight];
          const [small, large] = weight > 0n ? ends : ends.reverse();
          if (small! < 0n) negative += small! << shift;
          if (large! > 0n) positive += large! << shift;
        }
        if (negative < least) least = negative;
        if (positive > most) most = positive;
      }
    }
    const accumulator = narrowestType(least, most, fraction);
    if (accumulator.width > widest) this.tooWide(accumulator.width, where);
    if (-least > floatLimit || most > floatLimit) this.noteRounding(accumulator.width, where);
    return formatOf(accumulator);
  }

  /** Checks a value that the framework would compute in float32, and gives it the narrowest type where it grew too wide. */
  exact(value: ValueId, where: string): ValueId {
    const { low, high } = this.bounds(value);
    const type = this.type(value);
    const narrow = narrowestType(low < 0n ? low : 0n, high > 0n ? high : 0n, fractionOf(type));
    if (narrow.width > widest) this.tooWide(narrow.width, where);
    if (-low > floatLimit || high > floatLimit) this.noteRounding(narrow.width, where);
    return type.width > widest ? this.builder.cast(value, formatOf(narrow)) : value;
  }

  private noteRounding(bits: number, where: string): void {
    this.notes.add(
      `${where}: results need up to ${bits} bits and are exact here; the framework rounds them to float32 (24 bits)`,
    );
  }

  private tooWide(bits: number, where: string): never {
    return fail("TF-KERAS-006", {
      where,
      what: `the exact result needs ${bits} bits`,
      expected: `at most ${widest}`,
      help: "quantise what goes in: the activations before the layer, or its bias and scales",
    });
  }
}

/** The least and the largest of each column of some rows. */
function hullOfRows(
  low: readonly bigint[],
  high: readonly bigint[],
  first: number,
  rows: number,
  inner: number,
): { low: readonly bigint[]; high: readonly bigint[] } {
  const start = first * inner;
  const hull = { low: low.slice(start, start + inner), high: high.slice(start, start + inner) };
  for (let index = start + inner; index < start + rows * inner; index++) {
    const column = (index - start) % inner;
    if (low[index]! < hull.low[column]!) hull.low[column] = low[index]!;
    if (high[index]! > hull.high[column]!) hull.high[column] = high[index]!;
  }
  return hull;
}
