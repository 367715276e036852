import type { FastSum, SumNode } from "./graph.js";
import { constantsOf } from "./graph.js";
import { pairsOf, requestsOf } from "./pairs.js";
import type { Places } from "./places.js";
import { render } from "./templates.js";
import { pairedWeights } from "./weights.js";

/** What a sum that goes step by step gives to the one that need not. */
export interface Steps {
  readonly name: string;
  readonly comment: string;
  /** Addresses of its tables. */
  readonly rows: number;
  readonly weights: number;
  readonly start: number;
  /** Widths of its tiles. */
  readonly tiles: readonly number[];
  /** Slot of its counter. */
  readonly slot: number | undefined;
}

/** Writes a sum that is computed over pairs where it may be: its function, and the test and call for a block. */
export function emitFast(places: Places, node: SumNode, fast: FastSum, steps: Steps) {
  const { terms, columns, groupsPerBatch: groups } = node;
  const { data } = places;
  const pairs = pairsOf(node);
  const limits = data.reserve(16);
  const text = render("checked", {
    ...steps,
    slot: steps.slot ?? null,
    stepRows: steps.rows,
    stepWeights: steps.weights,
    stepStart: steps.start,
    rows: data.integers(requestsOf(node).map((request) => places.pairAddress(request))),
    weights: data.integers(pairedWeights(constantsOf(node.weights!)!, node, steps.tiles)),
    start: data.words(fast.start),
    result: places.plain(node),
    groups,
    pairs,
    terms,
    columns,
    limits,
    truncated: fast.right > 0,
    mask: data.halves(new Array<bigint>(8).fill(BigInt(2 ** fast.right - 1))),
    flushes: fast.flushes,
    tiles: [...new Set(steps.tiles)].map((width) => tileOf(fast, width, pairs, terms)),
  });
  const rows = [...new Set(node.x.elements.map((element) => places.elementAddress(element, node.x.lane)))];
  const often = Math.floor((groups * steps.tiles.length * places.rowBytes) / 32 / 16);
  const plan = data.longs(planOf(fast, pairs));
  const operands = [data.integers(rows), rows.length, node.x.lane === 16, plan, limits, often];
  return { text, test: `safeStretch(${operands.join(", ")}, bytes)`, call: `${steps.name}Fast(stretch, bytes);` };
}

/** The table that `safeStretch` reads: see assembly/guard.ts. */
function planOf({ low, high, start, largest, stretches }: FastSum, pairs: number): bigint[] {
  const least = start.reduce((a, b) => (b < a ? b : a));
  const most = start.reduce((a, b) => (b > a ? b : a));
  const entries = stretches.map(({ pairs: length, positive, negative, both }, index) => {
    const whole = length >= pairs;
    const always = whole || index === stretches.length - 1;
    return [length * 4, positive, negative, both, Number(!whole), Number(always)].map(BigInt);
  });
  return [low, high, least, most, BigInt(largest), BigInt(entries.length), ...entries.flat()];
}

/** `width` columns by two vectors of events. */
function tileOf(fast: FastSum, width: number, pairs: number, terms: number) {
  const columns = Array.from({ length: width }, (_unused, column) => ({
    column,
    offset: 4 * column,
    vectors: [0, 1].map((vector) => ({ vector, sum: `sum${column}${vector}`, low: `low${column}${vector}` })),
  }));
  const sums = columns.flatMap(({ column, offset, vectors }) =>
    vectors.map(({ vector, sum, low }) => {
      const address = `result + ${column} * rowBytes + at${vector === 0 ? "" : ", 16"}`;
      return {
        sum,
        low,
        address,
        first: vector === 0 ? `v128.load32_splat(start, ${offset})` : `sum${column}0`,
        place: `result + ${column} * rowBytes + at, ${sum}${vector === 0 ? "" : ", 16"}`,
        finish: finishOf(fast, sum, low),
      };
    }),
  );
  return {
    width,
    columns,
    sums,
    pairBytes: 4 * width,
    weightBytes: 4 * width * pairs,
    stepWeightBytes: 4 * width * terms,
  };
}

function finishOf({ right, left, flushes }: FastSum, sum: string, low: string): string[] {
  return [
    ...(right > 0 && !flushes ? [`${sum} = i32x4.sub(${sum}, i32x4.extadd_pairwise_i16x8_u(${low}));`] : []),
    ...(right > 0 ? [`${sum} = i32x4.shr_s(${sum}, ${right});`] : []),
    ...(left > 0 ? [`${sum} = i32x4.shl(${sum}, ${left});`] : []),
  ];
}
