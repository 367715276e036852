import { fail } from "../../../errors/index.js";
import { fractionOf } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { widest } from "../../exactBuilder.js";
import { printScale } from "./affine.js";
import { type Channel, channelsOf, floatUnit, leastReaching } from "./channels.js";
import { compact, every, type Field, mapField, single, uniform, zipFields } from "./field.js";
import { lineThrough } from "./line.js";
import {
  binaryPlaces,
  divided,
  exponentOf,
  fraction,
  plus,
  powerOfTwo,
  type Rational,
  times,
  zero,
} from "./rational.js";
import { type QuantRounding, roundRational } from "./rounding.js";
import { levelFormat, roundTo } from "./roundTo.js";
import { isClamped, type Scaled } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** What a quantiser does: q = clip(round(x / scale + zero), low, high). */
export interface Quantiser {
  /** Positive. */
  readonly scale: Field;
  readonly zero: Field;
  readonly low: bigint;
  readonly high: bigint;
  readonly rounding: QuantRounding;
  /** Scale and zero point as float32, one or one for each element, where the framework computes x / scale + zero in float32. */
  readonly floats?: { readonly scale: readonly number[]; readonly zero: readonly number[] };
}

/** Steps of comparisons that are cheaper than a multiplication. */
const fewLevels = 3n;

/** Most steps that are written as comparisons where no multiplication is exact. */
const mostComparisons = 255n;

/** Most significant bits of a factor that is multiplied as it stands. */
const shortFactor = 18;

/**
 * Writes a quantiser of a scaled tensor: whole numbers q. What stands between the tensor's integers and the quantiser's,
 * scales, biases and normalisations, becomes one line per channel: v · slope + offset, rounded once. A slope that is no
 * short binary fraction is replaced by one that gives the same integer for every v that can occur, which is proved
 * threshold by threshold; where there is none, by comparisons with the thresholds themselves.
 *
 * @throws TrigforgeError TF-ONNX-006 when none of these is exact
 */
export function writeQuantiser(writer: TrainedWriter, x: Scaled, quantiser: Quantiser, where: string): ValueId {
  const slope = compact(zipFields(x.factor, quantiser.scale, divided));
  const offset = compact(zipFields(zipFields(x.offset, quantiser.scale, divided), quantiser.zero, plus));
  const value = roundedLine(writer, x, slope, offset, quantiser, where);
  if (!isClamped(x)) return value;
  // Rounding and clipping are monotone: the bounds of x are quantised by themselves.
  const { builder } = writer;
  const bound = (number: Rational): Field => {
    const line = zipFields(
      mapField(quantiser.scale, (scale) => divided(number, scale)),
      quantiser.zero,
      plus,
    );
    return mapField(line, (level) => fraction(clip(roundRational(level, quantiser.rounding), quantiser)));
  };
  const q: Scaled = { ...x, value };
  const above = x.low === null ? value : builder.max(value, writer.constant(q, bound(x.low), where));
  return x.high === null ? above : builder.min(above, writer.constant(q, bound(x.high), where));
}

function clip(level: bigint, { low, high }: Quantiser): bigint {
  return level < low ? low : level > high ? high : level;
}

function roundedLine(
  writer: TrainedWriter,
  x: Scaled,
  slope: Field,
  offset: Field,
  quantiser: Quantiser,
  where: string,
): ValueId {
  const levels = quantiser.high - quantiser.low;
  const places = directPlaces(writer, x, slope, offset);
  const isShort = every(slope, (number) => mantissaBits(number) <= shortFactor);
  if (places !== null && isShort) return direct(writer, x, slope, offset, quantiser, where);
  if (floatUnit(writer, x) === null || quantiser.floats === undefined) {
    writer.notes.add(
      `${where}: scales that are no powers of two (${printScale(slope)} between input and output) are taken in exactly; the framework's float32 may round the other way next to a tie`,
    );
  }
  if (levels <= fewLevels) return compared(writer, x, slope, offset, quantiser, where);
  const lines = lineThrough(writer, x, slope, offset, quantiser);
  if (lines !== null) {
    const { shift } = lines;
    const sums = writer.builder.add(
      writer.builder.mul(x.value, writer.constant(x, lines.slope, where)),
      writer.constant(x, lines.offset, where),
    );
    const narrow = writer.exact(sums, where);
    return roundTo(
      writer,
      { ...x, value: writer.builder.scale(narrow, -shift) },
      { ...quantiser, rounding: "FLOOR" },
      where,
    );
  }
  if (places !== null) return direct(writer, x, slope, offset, quantiser, where);
  if (levels <= mostComparisons) return compared(writer, x, slope, offset, quantiser, where);
  return fail("TF-ONNX-006", {
    where,
    what: `its scale is no power of two (${printScale(slope)} between input and output), and no multiplication within ${widest} bits gives the same integers`,
    expected: "a scale that is a power of two, or at most 8 bits",
  });
}

/** Significant bits of a binary fraction. */
function mantissaBits(number: Rational): number {
  const own = binaryPlaces(number);
  if (own === null) return Number.POSITIVE_INFINITY;
  if (number.over === 0n) return 0;
  return (number.over < 0n ? -number.over : number.over).toString(2).length + Math.min(own, 0);
}

/** Binary places of v · slope + offset where it stands in 64 bits; null where it does not. */
function directPlaces(writer: TrainedWriter, x: Scaled, slope: Field, offset: Field): number | null {
  const type = writer.type(x.value);
  let finest = fractionOf(type);
  let bits = type.width;
  for (const number of new Set(slope)) {
    const own = binaryPlaces(number);
    if (own === null) return null;
    finest = Math.max(finest, fractionOf(type) + own);
    bits = Math.max(bits, type.width + mantissaBits(number) + 1);
  }
  for (const number of new Set(offset)) {
    const own = binaryPlaces(number);
    if (own === null) return null;
    finest = Math.max(finest, own);
  }
  const { low, high } = writer.bounds(x.value);
  const size = (raw: bigint): Rational => times(fraction(raw < 0n ? -raw : raw), powerOfTwo(-fractionOf(type)));
  const reach = [low, high].flatMap((raw) =>
    [...new Set(slope)].flatMap((factor) =>
      [...new Set(offset)].map((term) => plus(times(size(raw), factor), absolute(term))),
    ),
  );
  const most = reach.reduce((a, b) => (a.over * b.under > b.over * a.under ? a : b), zero);
  const whole = (most.over / most.under).toString(2).length + 1;
  return whole + finest <= widest && bits <= widest ? finest : null;
}

function absolute(number: Rational): Rational {
  return number.over < 0n ? { over: -number.over, under: number.under } : number;
}

/** The line as it stands, then one rounding. */
function direct(
  writer: TrainedWriter,
  x: Scaled,
  slope: Field,
  offset: Field,
  quantiser: Quantiser,
  where: string,
): ValueId {
  const { builder } = writer;
  const only = single(slope);
  const exponent = only === null ? null : exponentOf(only);
  const product =
    exponent !== null
      ? exponent === 0
        ? x.value
        : builder.scale(x.value, exponent)
      : builder.mul(x.value, writer.constant(x, slope, where));
  const isZero = every(offset, (number) => number.over === 0n);
  const line = isZero ? product : builder.add(product, writer.constant(x, offset, where));
  return roundTo(writer, { ...x, value: writer.exact(line, where) }, quantiser, where);
}

/** The sum of the steps that a value has reached: low + Σ [v ≥ threshold]. */
function compared(
  writer: TrainedWriter,
  x: Scaled,
  slope: Field,
  offset: Field,
  quantiser: Quantiser,
  where: string,
): ValueId {
  const { builder } = writer;
  const { low, high } = quantiser;
  const channels = channelsOf(writer, x, slope, offset, quantiser);
  const unit = powerOfTwo(-fractionOf(writer.type(x.value)));
  const bounds = writer.bounds(x.value);
  let count: ValueId | null = null;
  for (let level = low + 1n; level <= high; level += 1n) {
    const reached = new Map<Channel, Rational>();
    for (const channel of new Set(channels)) {
      const raw = leastReaching(level, channel, quantiser.rounding);
      const within = raw < bounds.low ? bounds.low : raw > bounds.high ? bounds.high + 1n : raw;
      reached.set(channel, times(fraction(within), unit));
    }
    const threshold = channels.map((channel) => reached.get(channel)!);
    const step = builder.compare(">=", x.value, writer.constant(x, threshold, where));
    count = count === null ? step : builder.add(count, step);
  }
  const start = writer.constant({ ...x, value: count ?? x.value }, uniform(fraction(low)), where);
  if (count === null) return builder.add(builder.mul(x.value, writer.constant(x, uniform(zero), where)), start);
  return builder.cast(builder.add(count, start), levelFormat(low, high));
}
