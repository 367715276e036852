import { fractionOf } from "../../../fixed/index.js";
import { floatLimit } from "../../exactBuilder.js";
import { roundFloat } from "./constant.js";
import { at, every, type Field, single } from "./field.js";
import type { Quantiser } from "./quantise.js";
import { exponentOf, powerOfTwo, type Rational, times } from "./rational.js";
import { type QuantRounding, thresholdOf } from "./rounding.js";
import type { Scaled } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** One line of a quantiser, in units of the operand's last place, and the whole numbers v that it can meet. */
export interface Channel {
  readonly slope: Rational;
  readonly offset: Rational;
  readonly low: bigint;
  readonly high: bigint;
  /** What the framework computes in float32, where its operand is known to the last bit. */
  readonly floats: { readonly unit: number; readonly scale: number; readonly zero: number } | null;
}

/**
 * The real number of a unit of x, where the framework's float32 number is exactly that many units: x is bare fixed-point with
 * at most 24 bits. Null otherwise: scales were multiplied in float32 before, in an order that is the framework's.
 */
export function floatUnit(writer: TrainedWriter, x: Scaled): number | null {
  const factor = single(x.factor);
  const exponent = factor === null ? null : exponentOf(factor);
  if (exponent === null || !every(x.offset, ({ over }) => over === 0n)) return null;
  const { low, high } = writer.bounds(x.value);
  return -low > floatLimit || high > floatLimit ? null : 2 ** (exponent - fractionOf(writer.type(x.value)));
}

/** The channel of each element, or one for all: equal channels are one object. */
export function channelsOf(
  writer: TrainedWriter,
  x: Scaled,
  slope: Field,
  offset: Field,
  { floats }: Quantiser,
): readonly Channel[] {
  const places = powerOfTwo(-fractionOf(writer.type(x.value)));
  const bounds = writer.bounds(x.value);
  const unit = floats === undefined ? null : floatUnit(writer, x);
  const known = new Map<string, Channel>();
  const count = Math.max(slope.length, offset.length, floats?.scale.length ?? 1, floats?.zero.length ?? 1);
  const pick = (list: readonly number[], index: number): number => list[list.length === 1 ? 0 : index]!;
  return Array.from({ length: count }, (_unused, index) => {
    const [factor, term] = [at(slope, index), at(offset, index)];
    const own = unit === null ? null : { unit, scale: pick(floats!.scale, index), zero: pick(floats!.zero, index) };
    const key = `${factor.over}/${factor.under} ${term.over}/${term.under} ${own?.scale} ${own?.zero}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const channel = { slope: times(factor, places), offset: term, ...bounds, floats: own };
    known.set(key, channel);
    return channel;
  });
}

/** The least v that a quantiser takes to a level or beyond. */
export function leastReaching(level: bigint, { slope, offset, floats }: Channel, rounding: QuantRounding): bigint {
  const exact = thresholdOf(level, rounding, slope, offset);
  if (floats === null) return exact;
  const { unit, scale, zero } = floats;
  const reaches = (v: bigint): boolean => {
    const line = Math.fround(Math.fround((Number(v) * unit) / scale) + zero);
    return roundFloat(line, rounding) >= Number(level);
  };
  // Float32 may err by a unit next to a tie.
  let least = exact;
  for (let step = 0; step < 4 && reaches(least - 1n); step++) least -= 1n;
  for (let step = 0; step < 4 && !reaches(least); step++) least += 1n;
  return least;
}
