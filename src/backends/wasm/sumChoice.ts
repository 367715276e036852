import { constantsOf, type Element, type SumForm, type Wrap } from "./graph.js";
import { fits, type Lane } from "./lane.js";
import type { Lowering } from "./lower.js";
import { type AdderGraph, shareAdders } from "./sharedPairs.js";
import { signedDigits } from "./signedDigits.js";
import type { Sum } from "./sumParts.js";
import { pairsWithWeight } from "./weights.js";

/** How exact sums with constant weights are to be computed; what cannot be had that way is computed as by `loops`. */
export type SumStrategy = "automatic" | "loops" | "sparse" | "unrolled" | "adders";

/** A way to compute a sum, and the vector instructions that it takes for eight events. */
export interface SumChoice {
  readonly form: SumForm;
  readonly lane: Lane;
  readonly cost: number;
}

/** Signed digits beyond which additions are neither found nor compiled in reasonable time. */
const mostDigits = 4500;

/**
 * What an addition costs beside an instruction of a loop: the engine moves terms between registers and the stack, and code
 * that is longer than the processor's cache of decoded instructions is decoded again for every eight events. Measured by
 * bench/strategies.mjs.
 */
const costOfAddition = (additions: number): number => (additions <= 600 ? 2.4 : 4.5);

/**
 * The sum as additions in 16-bit or 32-bit lanes, modulo the lane; undefined where weights or operands do not allow that.
 *
 * @param wrap how the sum wraps, or null where its bounds fit the accumulator
 */
export function addersFor(lowering: Lowering, sum: Sum, wrap: Wrap | null): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1 || sum.x.lane > 32 || constantsOf(sum.x) !== null) return undefined;
  if (!fits(sum.weights!.bounds, 16) || !fits(sum.x.bounds, 32)) return undefined;
  const lane = laneOfAdders(sum, wrap);
  if (lane === undefined) return undefined;
  const graph = graphOf(lowering, weights, sum);
  if (graph === undefined) return undefined;
  const terms = graph.columns.reduce((count, column) => count + column.length, 0);
  const shifts = graph.pairs.filter((pair) => pair.shift > 0).length + shiftsOf(graph);
  const additions = graph.pairs.length + terms + shifts;
  const cost = (additions * costOfAddition(additions) + sum.terms) * (lane / 16);
  return { form: { kind: "adders", graph }, lane, cost };
}

function laneOfAdders({ x, result }: Sum, wrap: Wrap | null): Lane | undefined {
  const enough = (lane: Lane): boolean =>
    fits(x.bounds, lane) && (wrap === null ? fits(result, lane) : wrap.width <= (wrap.signed ? lane : lane - 1));
  return ([16, 32] as const).find(enough);
}

/** Shifts between the positions of each column. */
function shiftsOf({ columns }: AdderGraph): number {
  return columns.reduce((sum, column) => {
    const positions = new Set(column.map((term) => term.position));
    return sum + positions.size - (positions.has(0) ? 1 : 0);
  }, 0);
}

const graphs = new WeakMap<readonly Element[], AdderGraph | null>();

/** The additions of a matrix; the same for layers that share their weights. */
function graphOf(lowering: Lowering, weights: readonly bigint[], { terms, columns }: Sum): AdderGraph | undefined {
  const known = graphs.get(weights);
  if (known !== undefined) return known ?? undefined;
  const numbers = Int32Array.from(weights, Number);
  const forced = lowering.options.sums === "adders";
  const digits = numbers.reduce((sum, weight) => sum + signedDigits(weight).length, 0);
  const graph = digits <= (forced ? 4 * mostDigits : mostDigits) ? shareAdders(numbers, terms, columns) : null;
  graphs.set(weights, graph);
  return graph ?? undefined;
}

/** The loop over the pairs that have a weight, where the loop over all pairs could be taken as well. */
export function sparseFor(sum: Sum): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1) return undefined;
  const cost = 8.5 * pairsWithWeight(weights, sum) + 14 * sum.columns + 20;
  return { form: { kind: "sparse" }, lane: 32, cost };
}

/** Pairs beyond which dot products are not written out, and beyond which not even by force. */
const mostPairs = 4500;

/** Dot products of the pairs that have a weight, written out, where the loop over all pairs could be taken as well. */
export function unrolledFor(lowering: Lowering, sum: Sum): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1) return undefined;
  const pairs = pairsWithWeight(weights, sum);
  if (pairs > (lowering.options.sums === "unrolled" ? 4 * mostPairs : mostPairs)) return undefined;
  return { form: { kind: "unrolled" }, lane: 32, cost: 5.5 * pairs + 12 * sum.columns + 20 };
}

/** What a loop over pairs of terms takes: see assembly/dot.ts. */
export function costOfLoop({ terms, columns }: Sum): number {
  const pairs = Math.ceil(terms / 2);
  return pairs * (5 * columns + 3 * Math.ceil(columns / 4)) + 12 * columns + 20;
}
