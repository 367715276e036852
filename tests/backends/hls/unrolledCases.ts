import type { FixedFormat } from "../../../src/fixed/index.js";
import { fixed } from "../../../src/fixed/index.js";
import type { ProgramBuilder } from "../../../src/ir/index.js";
import {
  averagePooling,
  type DenseParameters,
  gru,
  lstm,
  multiHeadAttention,
  sigmoid,
  tanh,
} from "../../../src/layers/index.js";
import { ascending, type ValueId } from "../../../src/ops/index.js";
import type { BatchCase } from "./batch.js";
import { type NetworkWriter, networkCase } from "./networks.js";

// Layers that are written out step by step, at the sizes that triggers use.

const sum = fixed(16, 6, "TRN", "SAT");
const gate = fixed(12, 2);
const result = fixed(9, 4, "RND", "SAT");

const table =
  (activation: typeof sigmoid) =>
  (builder: ProgramBuilder, x: ValueId, to: FixedFormat): ValueId =>
    activation(builder, x, { tableSize: 256, table: fixed(12, 2), result: to });

function product(network: NetworkWriter, inputs: number, outputs: number): DenseParameters {
  return {
    weights: network.constant([inputs, outputs], fixed(6, 1)),
    bias: network.constant([outputs], fixed(6, 1)),
    accumulator: sum,
    order: ascending,
    result: sum,
  };
}

export const lstmCase: BatchCase = networkCase("lstm of 20 steps", 30, (n) => {
  const x = n.input("x", [20, 6]);
  const hidden = n.layer("lstm", (b) =>
    lstm(b, x, {
      input: product(n, 6, 64),
      recurrent: product(n, 16, 64),
      hidden: fixed(10, 2),
      returnSequences: false,
      sum,
      gate,
      cell: fixed(12, 4),
      activation: table(tanh),
      recurrentActivation: table(sigmoid),
    }),
  );
  return { y: n.dense(hidden, 5) };
});

export const gruCase: BatchCase = networkCase("gru of 12 steps, backwards, all states", 31, (n) => {
  const x = n.input("x", [12, 4]);
  return {
    y: n.layer("gru", (b) =>
      gru(b, x, {
        input: product(n, 4, 24),
        recurrent: product(n, 8, 24),
        hidden: fixed(10, 2),
        returnSequences: true,
        goBackwards: true,
        sum,
        gate,
        resetProduct: sum,
        resetAfter: true,
        activation: table(tanh),
        recurrentActivation: table(sigmoid),
      }),
    ),
  };
});

export const attentionCase: BatchCase = networkCase("attention of 2 heads", 32, (n) => {
  const x = n.input("x", [6, 8]);
  const projection = (equation: string, shape: readonly number[]) => ({
    equation,
    weights: n.constant(shape, fixed(6, 1)),
    bias: null,
    accumulator: sum,
    order: ascending,
    result,
  });
  const tables = fixed(14, 5, "RND", "SAT");
  return {
    y: n.layer("attention", (b) =>
      multiHeadAttention(
        b,
        { query: x, key: x, value: x },
        {
          query: projection("bc,cde->bde", [8, 2, 4]),
          key: projection("bc,cde->bde", [8, 2, 4]),
          value: projection("bc,cde->bde", [8, 2, 4]),
          scores: { equation: "ecd,bcd->cbe", accumulator: sum, result },
          softmax: {
            implementation: "stable",
            expTableSize: 128,
            inverseTableSize: 128,
            expTable: tables,
            inverseTable: tables,
            accumulator: tables,
            inverseInput: tables,
            inputNormalised: { ...result, signed: false, rounding: "TRN", overflow: "WRAP" },
            result,
          },
          combine: { equation: "cbe,ecd->bcd", accumulator: sum, result },
          output: projection("bcd,cde->be", [2, 4, 8]),
        },
      ),
    ),
  };
});

/** Elements that an accumulator cannot hold are added one by one: a chain of sums. */
export const chainCase: BatchCase = networkCase("a mean of 36 elements, one by one", 33, (n) => {
  const x = n.input("x", [6, 6, 2], fixed(12, 6));
  const accumulator = fixed(9, 5, "RND_CONV", "SAT");
  return { y: n.layer("mean", (b) => averagePooling(b, x, { size: [6, 6], accumulator, result })) };
});

export const unrolledCases: readonly BatchCase[] = [lstmCase, gruCase, attentionCase, chainCase];
