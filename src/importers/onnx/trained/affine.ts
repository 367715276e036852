import { fractionOf } from "../../../fixed/index.js";
import type { ValueId } from "../../../ops/index.js";
import { at, compact, every, type Field, mapField, product, single, uniform, zipFields } from "./field.js";
import {
  binaryPlaces,
  compared,
  divided,
  exponentOf,
  fraction,
  minus,
  negated,
  one,
  plus,
  powerOfTwo,
  type Rational,
  same,
  times,
  toNumber,
  zero,
} from "./rational.js";
import { isClamped, isPlain, type Scaled } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** Two scales that differ by less are one: frameworks multiply scales in float32. */
const scaleTolerance = powerOfTwo(-21);

/** x as numbers that are what they stand for: factor, offset and bounds become ops. */
export function plain(writer: TrainedWriter, x: Scaled, where: string): Scaled {
  if (isPlain(x)) return x;
  const { builder } = writer;
  let value = multiplied(writer, x, x.factor, where);
  if (!every(x.offset, (number) => number.over === 0n)) {
    value = writer.exact(builder.add(value, writer.constant(x, x.offset, where)), where);
  }
  if (x.low !== null) value = builder.max(value, writer.constant(x, uniform(x.low), where));
  if (x.high !== null) value = builder.min(value, writer.constant(x, uniform(x.high), where));
  return { ...x, value, factor: uniform(one), offset: uniform(zero), low: null, high: null };
}

/** A tensor's value times exact numbers: a move of the binary point where that is enough. */
export function multiplied(writer: TrainedWriter, x: Scaled, field: Field, where: string): ValueId {
  const { builder } = writer;
  const only = single(compact(field));
  const exponent = only === null ? null : exponentOf(only);
  if (exponent !== null) return exponent === 0 ? x.value : builder.scale(x.value, exponent);
  return writer.exact(builder.mul(x.value, writer.constant(x, field, where)), where);
}

/** A power of two as the only factor becomes a move of the binary point, which costs nothing. */
export function settled(writer: TrainedWriter, x: Scaled): Scaled {
  const factor = compact(x.factor);
  const offset = compact(x.offset);
  const only = single(factor);
  const exponent = only === null ? null : exponentOf(only);
  if (exponent === null) return { ...x, factor, offset };
  const value = exponent === 0 ? x.value : writer.builder.scale(x.value, exponent);
  return { ...x, value, factor: uniform(one), offset };
}

/** x · factor + offset for exact numbers; a negative factor turns the sign of the value. */
export function scaledBy(writer: TrainedWriter, x: Scaled, factor: Field, offset: Field, where: string): Scaled {
  const only = single(compact(factor));
  const shift = single(compact(offset));
  // Bounds survive only where every element moves alike.
  let from = isClamped(x) && (only === null || shift === null || only.over <= 0n) ? plain(writer, x, where) : x;
  if (!every(factor, (number) => number.over > 0n)) from = turned(writer, plain(writer, from, where), factor, where);
  const sizes = mapField(factor, (number) => (number.over < 0n ? negated(number) : number.over === 0n ? one : number));
  const move = (bound: Rational | null): Rational | null => (bound === null ? null : plus(times(bound, only!), shift!));
  return settled(writer, {
    ...from,
    factor: product(from.factor, sizes),
    offset: zipFields(product(from.offset, sizes), offset, plus),
    low: move(from.low),
    high: move(from.high),
  });
}

/** The value times the sign of each factor: −1, 0 or 1. */
function turned(writer: TrainedWriter, x: Scaled, factor: Field, where: string): Scaled {
  const sign = mapField(factor, ({ over }) => fraction(over < 0n ? -1n : over > 0n ? 1n : 0n));
  return { ...x, value: writer.exact(writer.builder.mul(x.value, writer.constant(x, sign, where)), where) };
}

/**
 * x + numbers: on the value's own grid where they lie on it (a bias whose scale is that of the sums), beside it otherwise.
 */
export function shifted(writer: TrainedWriter, x: Scaled, numbers: Field, where: string): Scaled {
  if (isClamped(x) && single(compact(numbers)) === null)
    return shifted(writer, plain(writer, x, where), numbers, where);
  const move = (bound: Rational | null): Rational | null => (bound === null ? null : plus(bound, compact(numbers)[0]!));
  const [low, high] = [move(x.low), move(x.high)];
  const onGrid = gridNumbers(writer, zipFields(numbers, x.factor, divided), fractionOf(writer.type(x.value)), where);
  if (onGrid === null) return { ...x, offset: compact(zipFields(x.offset, numbers, plus)), low, high };
  if (every(onGrid, (number) => number.over === 0n)) return { ...x, low, high };
  const value = writer.exact(writer.builder.add(x.value, writer.constant(x, onGrid, where)), where);
  return { ...x, value, low, high };
}

/** Numbers rounded to multiples of 2^−places where each is one up to float32's rounding; null where one is none. */
export function gridNumbers(writer: TrainedWriter, numbers: Field, places: number, where: string): Field | null {
  const unit = powerOfTwo(-places);
  let inexact = false;
  let missed = false;
  const rounded = mapField(numbers, (number) => {
    const units = divided(number, unit);
    const nearest = fraction(floorHalf(units));
    const distance = minus(units, nearest);
    if (distance.over === 0n) return number;
    inexact = true;
    const error = distance.over < 0n ? negated(distance) : distance;
    const size = units.over < 0n ? negated(units) : units;
    if (compared(error, times(size, scaleTolerance)) > 0) missed = true;
    return times(nearest, unit);
  });
  if (missed) return null;
  if (inexact) writer.notes.add(`${where}: scales that differ only by float32's rounding are taken as equal`);
  return rounded;
}

function floorHalf(units: Rational): bigint {
  const doubled = plus(times(units, fraction(2n)), one);
  const { over, under } = doubled;
  const quotient = over / (2n * under);
  return over < 0n && quotient * 2n * under !== over ? quotient - 1n : quotient;
}

/** Whether two scales are one, up to float32's rounding. */
export function sameScale(a: Rational, b: Rational): boolean {
  if (same(a, b)) return true;
  const difference = minus(a, b);
  const error = difference.over < 0n ? negated(difference) : difference;
  return compared(error, times(a.over < 0n ? negated(a) : a, scaleTolerance)) <= 0;
}

/** A scale as people write it. */
export function printScale(field: Field): string {
  const only = single(compact(field));
  return only === null ? `${toNumber(at(field, 0))}, …` : String(toNumber(only));
}

/** Whether a number is a binary fraction. */
export function isBinary(value: Rational): boolean {
  return binaryPlaces(value) !== null;
}
