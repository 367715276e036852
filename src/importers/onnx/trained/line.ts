import { fractionOf } from "../../../fixed/index.js";
import { widest } from "../../exactBuilder.js";
import { type Channel, channelsOf, leastReaching } from "./channels.js";
import type { Field } from "./field.js";
import type { Quantiser } from "./quantise.js";
import { floorOf, fraction, plus, powerOfTwo, times } from "./rational.js";
import type { QuantRounding } from "./rounding.js";
import type { Scaled } from "./scaled.js";
import type { TrainedWriter } from "./writer.js";

/** Most thresholds that are checked: beyond it a quantiser is too fine for scales that are no powers of two. */
const mostThresholds = 1 << 19;

/** A line of whole numbers: ⌊(v · slope + offset) / 2^shift⌋ is the quantised value, before the clip. */
export interface Line {
  readonly slope: Field;
  readonly offset: Field;
  readonly shift: number;
}

/**
 * The shortest line of whole numbers that gives the same result as the exact one for every v of each channel.
 *
 * For each level the least v that reaches it is found exactly; a line is right when it reaches the level at that v and not
 * one step before. With a growing number of binary places the slope approaches the exact one; the first that fits is taken.
 *
 * @returns null when none fits in 64 bits, or when there are too many thresholds to check
 */
export function lineThrough(
  writer: TrainedWriter,
  x: Scaled,
  slope: Field,
  offset: Field,
  quantiser: Quantiser,
): Line | null {
  const places = fractionOf(writer.type(x.value));
  const bounds = writer.bounds(x.value);
  const channels = channelsOf(writer, x, slope, offset, quantiser);
  const distinct = [...new Set(channels)];
  const levels = Number(quantiser.high - quantiser.low);
  if (levels * distinct.length > mostThresholds) return null;
  const all = distinct.map((channel) => ({ channel, steps: stepsOf(channel, quantiser) }));
  const reach = (bounds.high > -bounds.low ? bounds.high : -bounds.low).toString(2).length;
  for (let shift = 0; shift + reach <= widest; shift++) {
    const found = new Map<Channel, { slope: bigint; offset: bigint }>();
    for (const { channel, steps } of all) {
      const line = lineAt(channel, steps, quantiser, shift);
      if (line === null) break;
      if (line.slope.toString(2).length + reach >= widest) return null;
      found.set(channel, line);
    }
    if (found.size < all.length) continue;
    const scale = powerOfTwo(places);
    // The program multiplies v's value, not its raw integer.
    return {
      slope: channels.map((channel) => times(fraction(found.get(channel)!.slope), scale)),
      offset: channels.map((channel) => fraction(found.get(channel)!.offset)),
      shift,
    };
  }
  return null;
}

/** For each level above the lowest, the least v that reaches it. */
function stepsOf(channel: Channel, { low, high, rounding }: Quantiser): bigint[] {
  const steps: bigint[] = [];
  for (let level = low + 1n; level <= high; level += 1n) steps.push(leastReaching(level, channel, rounding));
  return steps;
}

function lineAt(
  { slope, offset, low, high }: Channel,
  steps: readonly bigint[],
  quantiser: { readonly low: bigint; readonly rounding: QuantRounding },
  shift: number,
): { slope: bigint; offset: bigint } | null {
  const whole = powerOfTwo(shift);
  const half = fraction(1n, 2n);
  const factor = floorOf(plus(times(slope, whole), half));
  if (factor <= 0n) return null;
  let [least, most]: [bigint | null, bigint | null] = [null, null];
  for (let index = 0; index < steps.length; index++) {
    const level = (quantiser.low + 1n + BigInt(index)) << BigInt(shift);
    const step = steps[index]!;
    // Reached at `step` (or from the start), and not one before (or never).
    if (step <= high) {
      const from = level - (step < low ? low : step) * factor;
      if (least === null || from > least) least = from;
    }
    if (step > low) {
      const below = level - 1n - (step > high ? high : step - 1n) * factor;
      if (most === null || below < most) most = below;
    }
    if (least !== null && most !== null && least > most) return null;
  }
  const exact = floorOf(plus(times(plus(offset, half), whole), half));
  const atLeast = least !== null && exact < least ? least : exact;
  return { slope: factor, offset: most !== null && atLeast > most ? most : atLeast };
}
