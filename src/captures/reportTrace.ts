import { type EventValues, trace } from "../backends/reference/index.js";
import type { FixedFormat, FixedType } from "../fixed/index.js";
import { fractionOf, highestRaw, lowestRaw, quantize, roundingFrom, roundRaw, toDecimal } from "../fixed/index.js";
import type { Program } from "../ir/index.js";
import { contractExtents, type Tensor } from "../ops/index.js";
import type { EventTrace, ScopeTrace } from "./report.js";

/** What a scope's assignments did in one event. */
interface Tally {
  values: number;
  wrapped: number;
  saturated: number;
  rounded: number;
  headroom: number;
  least: { raw: bigint; type: FixedType } | null;
  greatest: { raw: bigint; type: FixedType } | null;
}

/**
 * Runs one event through the reference and says, scope by scope, how near its values come to the ends of their types, and
 * where assignments wrapped, saturated or lost low bits. Sums are judged by their exact total.
 */
export function traceEvent(program: Program, event: number, inputs: EventValues): EventTrace {
  const tensors = trace(program, inputs);
  const tallies = new Map<string, Tally>();
  program.values.forEach(({ op, scope }, id) => {
    if (op.kind === "constant") return;
    const tally = tallies.get(scope) ?? emptyTally();
    tallies.set(scope, tally);
    const tensor = tensors[id]!;
    if (op.kind === "cast" || op.kind === "contract" || op.kind === "input") measure(tally, tensor);
    if (op.kind === "cast") tallyCast(tally, tensors[op.x]!, op.to);
    if (op.kind === "contract") {
      const { batch, rows, inner, columns } = contractExtents(op, tensors[op.x]!.shape, tensors[op.weights]!.shape);
      const [x, weights] = [tensors[op.x]!, tensors[op.weights]!];
      const bias = op.bias === null ? null : tensors[op.bias]!;
      const fraction = fractionOf(x.type) + fractionOf(weights.type);
      for (let index = 0; index < batch * rows * columns; index++) {
        const row = Math.floor(index / columns);
        const column = index % columns;
        let sum = 0n;
        for (let k = 0; k < inner; k++) {
          const weight = (Math.floor(row / rows) * inner + k) * columns + column;
          sum += x.raw[row * inner + k]! * weights.raw[weight]!;
        }
        const start = bias === null ? 0n : align(bias.raw[column]!, fractionOf(bias.type), fraction);
        tallySum(tally, sum + start, fraction, op.accumulator);
      }
    }
  });
  const scopes = [...tallies].filter(([, tally]) => tally.values > 0);
  return { event, scopes: scopes.map(([scope, tally]) => scopeTrace(scope, tally)) };
}

function emptyTally(): Tally {
  return {
    values: 0,
    wrapped: 0,
    saturated: 0,
    rounded: 0,
    headroom: Number.POSITIVE_INFINITY,
    least: null,
    greatest: null,
  };
}

function measure(tally: Tally, { raw, type }: Tensor): void {
  tally.values += raw.length;
  for (const value of raw) {
    const magnitude = (value < 0n ? -value - 1n : value).toString(2);
    const used = (magnitude === "0" ? 0 : magnitude.length) + (type.signed ? 1 : 0);
    tally.headroom = Math.min(tally.headroom, type.width - used);
    if (tally.least === null || below({ raw: value, type }, tally.least)) tally.least = { raw: value, type };
    if (tally.greatest === null || below(tally.greatest, { raw: value, type })) tally.greatest = { raw: value, type };
  }
}

function below(a: { raw: bigint; type: FixedType }, b: { raw: bigint; type: FixedType }): boolean {
  const fraction = Math.max(fractionOf(a.type), fractionOf(b.type));
  return align(a.raw, fractionOf(a.type), fraction) < align(b.raw, fractionOf(b.type), fraction);
}

/** A raw integer with `from` fraction bits as one with `to`; drops bits when `to` is less. */
function align(raw: bigint, from: number, to: number): bigint {
  return to >= from ? raw << BigInt(to - from) : raw >> BigInt(from - to);
}

function tallyCast(tally: Tally, { raw, type }: Tensor, to: FixedFormat): void {
  const shift = fractionOf(type) - fractionOf(to);
  for (const value of raw) {
    const rounded = roundRaw(value, shift, roundingFrom(type, to));
    if (shift > 0 && rounded << BigInt(shift) !== value) tally.rounded++;
    if (quantize(value, type, to) !== rounded) overflowed(tally, to);
  }
}

function tallySum(tally: Tally, sum: bigint, fraction: number, to: FixedFormat): void {
  const shift = fraction - fractionOf(to);
  const rounded = roundRaw(sum, shift, to.rounding);
  if (shift > 0 && rounded << BigInt(shift) !== sum) tally.rounded++;
  if (rounded < lowestRaw(to) || rounded > highestRaw(to)) overflowed(tally, to);
}

function overflowed(tally: Tally, to: FixedFormat): void {
  if (to.overflow === "WRAP" || to.overflow === "WRAP_SM") tally.wrapped++;
  else tally.saturated++;
}

function scopeTrace(scope: string, tally: Tally): ScopeTrace {
  const { values, wrapped, saturated, rounded, headroom, least, greatest } = tally;
  const text = (bound: Tally["least"]): string => (bound === null ? "" : toDecimal(bound.raw, bound.type));
  return { scope, values, wrapped, saturated, rounded, headroom, least: text(least), greatest: text(greatest) };
}
