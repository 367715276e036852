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

/** Additions that each signed digit leaves at least, when pairs are shared; measured. */
const additionsOfDigit = 0.5;

/** Pairs beyond which dot products are not written out: their code and weights leave the caches. */
const mostPairs = 4500;

/** How far beyond these limits a strategy goes that was asked for. */
const forcedFactor = 4;

// Costs count instructions of a loop for eight events; bench/strategies.mjs holds them against the clock. A column costs most
// where its sum is stored for a stage of its own, and least where a register holds eight events for what follows.
const costOfColumn = { stored: 44, inTwoRegisters: 18, inOneRegister: 4 };
const costOfUnrolledPair = 5.8;
const costOfSparsePair = 10.5;

/** What an addition costs: where there are many, the engine moves more terms between registers and the stack. */
const costOfAddition = (additions: number): number => (additions <= 600 ? 1.5 : 1.8);

/** What additions cost. Only in 16-bit lanes are sums handed on in registers. */
function costOfAdders(additions: number, { columns, terms }: Sum, lane: Lane): number {
  const perColumn = lane === 16 ? costOfColumn.inOneRegister : costOfColumn.stored;
  return (additions * costOfAddition(additions) + terms) * (lane / 16) + perColumn * columns;
}

/**
 * The sum as additions in 16-bit or 32-bit lanes, modulo the lane; undefined where weights or operands do not allow that.
 *
 * @param wrap how the sum wraps, or null where its bounds fit the accumulator
 * @param limit a cost from which on additions are not wanted: then they are not looked for, which takes long
 */
export function addersFor(lowering: Lowering, sum: Sum, wrap: Wrap | null, limit: number): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1 || sum.x.lane > 32 || constantsOf(sum.x) !== null) return undefined;
  if (!fits(sum.weights!.bounds, 16) || !fits(sum.x.bounds, 32)) return undefined;
  const lane = laneOfAdders(sum, wrap);
  if (lane === undefined) return undefined;
  const numbers = Int32Array.from(weights, Number);
  const digits = numbers.reduce((count, weight) => count + signedDigits(weight).length, 0);
  if (digits > mostDigits * factorOf(lowering, "adders")) return undefined;
  if (costOfAdders(additionsOfDigit * digits, sum, lane) >= limit) return undefined;
  const graph = graphOf(weights, numbers, sum);
  const terms = graph.columns.reduce((count, column) => count + column.length, 0);
  const shifts = graph.pairs.filter((pair) => pair.shift > 0).length + shiftsOf(graph);
  const cost = costOfAdders(graph.pairs.length + terms + shifts, sum, lane);
  return { form: { kind: "adders", graph }, lane, cost };
}

const factorOf = (lowering: Lowering, strategy: SumStrategy): number =>
  lowering.options.sums === strategy ? forcedFactor : 1;

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

const graphs = new WeakMap<readonly Element[], AdderGraph>();

/** The additions of a matrix; the same for layers that share their weights. */
function graphOf(weights: readonly bigint[], numbers: Int32Array, { terms, columns }: Sum): AdderGraph {
  const known = graphs.get(weights);
  if (known !== undefined) return known;
  const graph = shareAdders(numbers, terms, columns);
  graphs.set(weights, graph);
  return graph;
}

/** The loop over the pairs that have a weight, where the loop over all pairs could be taken as well. */
export function sparseFor(sum: Sum): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1) return undefined;
  const cost = costOfSparsePair * pairsWithWeight(weights, sum) + costOfColumn.stored * sum.columns;
  return { form: { kind: "sparse" }, lane: 32, cost };
}

/** Dot products of the pairs that have a weight, written out, where the loop over all pairs could be taken as well. */
export function unrolledFor(lowering: Lowering, sum: Sum): SumChoice | undefined {
  const weights = sum.weights === null ? null : constantsOf(sum.weights);
  if (weights === null || sum.batch !== 1) return undefined;
  const pairs = pairsWithWeight(weights, sum);
  if (pairs > mostPairs * factorOf(lowering, "unrolled")) return undefined;
  const cost = costOfUnrolledPair * pairs + costOfColumn.inTwoRegisters * sum.columns;
  return { form: { kind: "unrolled" }, lane: 32, cost };
}

/** What a loop over pairs of terms takes: see assembly/dot.ts. */
export function costOfLoop({ terms, columns }: Sum): number {
  const pairs = Math.ceil(terms / 2);
  return pairs * (5 * columns + 3 * Math.ceil(columns / 4)) + costOfColumn.stored * columns;
}
