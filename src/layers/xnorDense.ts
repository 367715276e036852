import { fail } from "../errors/index.js";
import { type FixedFormat, fractionOf, highestRaw, int, lowestRaw, quantize, typeOf, wrapRaw } from "../fixed/index.js";
import type { ProgramBuilder } from "../ir/index.js";
import type { FoldOrder, ValueId } from "../ops/index.js";
import { dense } from "./dense.js";
import type { ResultParameters } from "./linear.js";
import { writeScalar } from "./scalar.js";
import type { ConstantTensor } from "./tensor.js";
import { binaryWeights } from "./weightProducts.js";

/** A dense layer of bits by bits. */
export interface XnorDenseParameters extends ResultParameters {
  /** Shape [inputs, outputs]; the bit 0 stands for −1. */
  readonly weights: ConstantTensor;
  /** Shape [outputs], added to the number of equal bits, or null for none. */
  readonly bias: ConstantTensor | null;
  /** Counts equal bits. */
  readonly accumulator: FixedFormat;
  readonly order: FoldOrder;
}

/**
 * A dense layer of ap_uint<1> data and ap_uint<1> weights, in which 0 stands for −1: with c the bias plus the number of
 * equal bits, in the accumulator, 2 · c − inputs as ap_int<ceil(log2 inputs) + 2>, assigned to the result format.
 *
 * @param x shape [..., inputs], of ufixed<1,1>
 * @throws TrigforgeError TF-LAYERS-004 when the accumulator has no bit for 1, or may overflow and does not simply wrap
 * Source of the semantics: hls4ml nnet_mult.h, both_binary and cast.
 */
export function xnorDense(builder: ProgramBuilder, x: ValueId, parameters: XnorDenseParameters): ValueId {
  const { weights, accumulator, order, result } = parameters;
  const inputs = weights.shape[0]!;
  const bias = countsOfZeros(parameters);
  const counted = dense(builder, x, {
    weights: binaryWeights(weights),
    bias,
    accumulator,
    order,
    result: accumulator,
  });
  const all = writeScalar(builder, counted, { signed: false, width: 32, integer: 32 }, BigInt(inputs));
  const balance = builder.sub(builder.scale(counted, 1), all);
  const bits = Math.max(1, Math.ceil(Math.log2(inputs)));
  return builder.cast(builder.cast(balance, int(bits + 2)), result);
}

/**
 * Equal bits = Σ over weights 1 of x + Σ over weights 0 of (1 − x): the bias takes the number of zero weights, wrapped to
 * the accumulator, and the products x · ±1 do the rest.
 */
function countsOfZeros({ weights, bias, accumulator }: XnorDenseParameters): ConstantTensor {
  const [inputs, outputs] = weights.shape as readonly [number, number];
  const unit = 1n << BigInt(Math.max(fractionOf(accumulator), 0));
  const starts = Array.from({ length: outputs }, (_unused, output) =>
    bias === null ? 0n : quantize(bias.raw[output]!, bias.type, accumulator),
  );
  const modular = accumulator.overflow === "WRAP" && accumulator.saturationBits === 0;
  const holdsMinusOne = -unit >= lowestRaw(accumulator);
  const holdsAll = starts.every((start) => start + BigInt(inputs) * unit <= highestRaw(accumulator));
  if (fractionOf(accumulator) < 0 || !(modular || (holdsMinusOne && holdsAll))) {
    fail("TF-LAYERS-004", {
      where: "dense of bits by bits",
      what: "the accumulator cannot count equal bits exactly",
      expected: `a signed accumulator with at least ${inputs.toString(2).length + 1} integer bits`,
    });
  }
  const raw = starts.map((start, output) => {
    const column = Array.from({ length: inputs }, (_unused, k) => weights.raw[k * outputs + output]!);
    return wrapRaw(start + BigInt(column.filter((bit) => bit === 0n).length) * unit, accumulator);
  });
  return { shape: [outputs], type: typeOf(accumulator), raw };
}
