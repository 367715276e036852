import { trace } from "../../../src/backends/reference/index.js";
import {
  type FixedFormat,
  type FixedType,
  fractionOf,
  mulType,
  quantize,
  roundingFrom,
  roundRaw,
} from "../../../src/fixed/index.js";
import type { Program } from "../../../src/ir/index.js";
import { contractExtents, foldIndices, startOf, type Tensor, treeSplit } from "../../../src/ops/index.js";
import type { Events } from "./agreement.js";

/** What one cast or accumulator counted. */
export interface Counted {
  lost: number;
  low: bigint;
  high: bigint;
}

/** What counters must hold by the definition: every assignment to a cast or an accumulator, one after another, by value. */
export function referenceCounts(program: Program, events: Events): Map<number, Counted> {
  const counts = new Map<number, Counted>();
  for (const event of events) {
    const tensors = trace(program, event);
    program.values.forEach(({ op }, value) => {
      const assigned = assignments(program, op, tensors);
      if (assigned === undefined) return;
      const { raw } = tensors[value]!;
      expectEqual(assigned.results, raw);
      const so = counts.get(value) ?? { lost: 0, low: raw[0]!, high: raw[0]! };
      so.lost += assigned.lost;
      for (const x of raw) {
        if (x < so.low) so.low = x;
        if (x > so.high) so.high = x;
      }
      counts.set(value, so);
    });
  }
  return counts;
}

type AnyOp = Program["values"][number]["op"];

function assignments(_program: Program, op: AnyOp, tensors: readonly Tensor[]) {
  if (op.kind === "cast") {
    const { raw, type } = tensors[op.x]!;
    const counter = new Assigner(op.to);
    return { results: raw.map((x) => counter.assign(x, type)), lost: counter.lost };
  }
  if (op.kind === "reduce" && op.reduction.by === "sum") {
    const { raw, type, shape } = tensors[op.x]!;
    const terms = shape[shape.length - 1]!;
    const counter = new Assigner(op.reduction.accumulator);
    const groups = Array.from({ length: raw.length / terms }, (_unused, group) =>
      raw.slice(group * terms, (group + 1) * terms),
    );
    const { order } = op.reduction;
    return { results: groups.map((group) => counter.fold(group, type, 0n, order)), lost: counter.lost };
  }
  if (op.kind !== "contract") return undefined;
  const [x, weights] = [tensors[op.x]!, tensors[op.weights]!];
  const bias = op.bias === null ? undefined : tensors[op.bias]!;
  const { batch, rows, inner, columns } = contractExtents(op, x.shape, weights.shape);
  const product = mulType(x.type, weights.type);
  const counter = new Assigner(op.accumulator);
  const results: bigint[] = [];
  for (let index = 0; index < batch * rows; index++) {
    for (let column = 0; column < columns; column++) {
      const first = Math.floor(index / rows) * inner * columns + column;
      const products = Array.from({ length: inner }, (_unused, k) => {
        return x.raw[index * inner + k]! * weights.raw[first + k * columns]!;
      });
      const start = startOf(bias?.raw[column], bias?.type, op.accumulator);
      results.push(counter.fold(products, product, start, op.order));
    }
  }
  return { results, lost: counter.lost };
}

/** Assigns to one format and counts what did not fit. */
class Assigner {
  lost = 0;

  constructor(private readonly to: FixedFormat) {}

  assign(raw: bigint, from: FixedType): bigint {
    const kept = quantize(raw, from, this.to);
    if (kept !== roundRaw(raw, fractionOf(from) - fractionOf(this.to), roundingFrom(from, this.to))) this.lost++;
    return kept;
  }

  fold(terms: readonly bigint[], from: FixedType, start: bigint, order: Parameters<typeof foldIndices>[1]): bigint {
    const { signed, width, integer } = this.to;
    const both = { signed, width: width + 1, integer: integer + 1 };
    const assigned = terms.map((term) => this.assign(term, from));
    const plus = (a: bigint, b: bigint): bigint => this.assign(a + b, both);
    const tree = (first: number, count: number): bigint => {
      if (count === 1) return assigned[first]!;
      const split = treeSplit(count);
      return plus(tree(first, split), tree(first + split, count - split));
    };
    if (order.order === "tree") return tree(0, terms.length);
    return foldIndices(terms.length, order).reduce((sum, index) => plus(sum, assigned[index]!), start);
  }
}

function expectEqual(a: readonly bigint[], b: readonly bigint[]): void {
  if (a.join() !== b.join()) throw new Error("the counting reference computes other values than the reference");
}
